"""门急诊就诊: one row per visit with its main diagnosis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world.health.diagnoses import diagnoses
from synthetic_data.world.health.patients import org_code, org_name
from synthetic_data.world.health.visits import Registration


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    visit, book = Registration(world, index), diagnoses()
    other = np.array(["离院", "留观", "转院"])[visit.choice("outcome", [0.972, 0.02, 0.008])]
    columns: dict[str, Callable[[], np.ndarray]] = {
        "visit_id": lambda: visit.visit_id, "register_id": lambda: visit.register_id, "patient_id": lambda: visit.patient.patient_id, "org_code": lambda: org_code(visit.hospital),
        "org_name": lambda: org_name(world, visit.hospital), "dept_code": lambda: visit.dept, "doctor_id": lambda: visit.doctor, "visit_time": lambda: visit.visit_time,
        "emergency_flag": lambda: np.where(visit.emergency, "2", "1"), "first_visit_flag": lambda: np.where(visit.first, "1", "2"),
        "chief_complaint": lambda: book.complaint[visit.diagnosis], "diag_code": lambda: book.code[visit.diagnosis], "diag_name": lambda: book.name[visit.diagnosis],
        "diag_order": lambda: np.ones(len(visit), dtype=np.int64), "outcome": lambda: np.where(visit.admitted, "收入院", other),
    }  # fmt: skip
    return {name: lambda draw=draw: draw()[visit.seen] for name, draw in columns.items()}


PARTS = [Part("all", lambda world: world.people, rows, fan_out=10)]
