"""处方明细: one row per drug of a visit's prescription."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import identifiers
from synthetic_data.world.health.diagnoses import drugs
from synthetic_data.world.health.patients import org_code
from synthetic_data.world.health.visits import Prescription, Registration


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    visit, book = Registration(world, index), drugs()
    line = Prescription(visit)
    drug = line.drug
    days = np.maximum(np.rint(book.days[drug] * (0.7 + 0.6 * line.unit("days"))), 1).astype(np.int64)
    return {
        "rx_detail_id": lambda: identifiers.opaque("R", line.key("detail")), "rx_no": lambda: identifiers.opaque("X", draw.bits(visit.index, visit.stream("rx")))[line.row],
        "visit_id": lambda: visit.visit_id[line.row], "patient_id": lambda: visit.patient.patient_id[line.row], "org_code": lambda: org_code(visit.hospital)[line.row],
        "drug_code": lambda: book.code[drug], "drug_name": lambda: book.name[drug], "drug_type": lambda: book.type[drug], "dosage_form": np.full(len(line), None),
        "route": lambda: book.route[drug], "frequency": lambda: book.frequency[drug], "single_dose": book.dose[drug], "dose_unit": lambda: book.unit[drug],
        "total_dose": lambda: np.round(book.dose[drug] * book.times[drug] * days, 3), "days": days, "rx_time": lambda: visit.visit_time[line.row] + 240,
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=15)]
