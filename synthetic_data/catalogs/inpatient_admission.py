"""入院登记: admissions from visits, and elders found ill at home."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world import identifiers
from synthetic_data.world.health.diagnoses import diagnoses
from synthetic_data.world.health.patients import org_code
from synthetic_data.world.health.visits import Admission


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    stay, book = Admission(world, index), diagnoses()
    visit, came = stay.visits, stay.from_visit >= 0
    grave = draw.choice(stay.cell, stay.stream("grave"), [0.08, 0.92])
    return {
        "admission_id": lambda: identifiers.opaque("I", draw.bits(stay.cell, stay.stream("key"))), "patient_id": lambda: stay.patient.patient_id,
        "visit_id": lambda: where(came, visit.visit_id[stay.from_visit] if len(visit) else np.full(len(stay), "")), "org_code": lambda: org_code(stay.patient.hospital),
        "inpatient_no": lambda: identifiers.opaque("B", draw.bits(stay.patient_index, stay.stream("record"))), "admission_count": stay.count,
        "admission_time": stay.time, "admission_route": np.where(stay.emergency, "1", np.where(came, "2", "9")),
        "dept_code": np.where(book.dept[stay.diagnosis] == "20", "03", book.dept[stay.diagnosis]), "diag_code": book.code[stay.diagnosis],
        "diag_name": lambda: book.name[stay.diagnosis], "condition": np.where(stay.emergency, np.where(grave == 0, "危", "急"), "一般"),
        "payment_mode": lambda: np.where(stay.patient.body.of_working_age, "1", "2"), "discharge_time": stay.discharge,
        "status": np.where(np.isnat(stay.discharge), "在院", "出院"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=0.8)]
