"""门急诊就诊: one row per visit with its main diagnosis."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world.health.diagnoses import diagnoses
from synthetic_data.world.health.patients import org_code, org_name
from synthetic_data.world.health.visits import Registration


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    visit, book = Registration(world, index), diagnoses()
    other = np.array(["离院", "留观", "转院"])[visit.choice("outcome", [0.972, 0.02, 0.008])]
    out = {
        "visit_id": visit.visit_id, "register_id": visit.register_id, "patient_id": visit.patient.patient_id, "org_code": org_code(visit.hospital),
        "org_name": org_name(world, visit.hospital), "dept_code": visit.dept, "doctor_id": visit.doctor, "visit_time": visit.visit_time,
        "emergency_flag": np.where(visit.emergency, "2", "1"), "first_visit_flag": np.where(visit.first, "1", "2"),
        "chief_complaint": book.complaint[visit.diagnosis], "diag_code": book.code[visit.diagnosis], "diag_name": book.name[visit.diagnosis],
        "diag_order": np.ones(len(visit), dtype=np.int64), "outcome": np.where(visit.admitted, "收入院", other),
    }  # fmt: skip
    return {name: values[visit.seen] for name, values in out.items()}


PARTS = [Part("all", lambda world: world.people, rows, fan_out=10)]
