"""挂号: every registration, those without a visit too."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import identifiers
from synthetic_data.world.health.patients import org_code
from synthetic_data.world.health.visits import STATUS, Registration


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    visit = Registration(world, index)
    expert = visit.chance("expert", 0.18)
    channel = visit.choice("channel", [0.3, 0.22, 0.43, 0.05])
    return {
        "register_id": lambda: visit.register_id, "patient_id": lambda: visit.patient.patient_id, "clinic_no": lambda: identifiers.opaque("C", visit.key("clinic")),
        "org_code": lambda: org_code(visit.hospital), "dept_code": visit.dept, "doctor_id": lambda: visit.doctor, "register_time": visit.time,
        "register_type": np.where(visit.emergency, "急诊", np.where(expert, "专家", "普通")),
        "channel": np.where(visit.emergency, "窗口", np.array(["窗口", "自助机", "线上预约", "电话"])[channel]),
        "appoint_flag": np.where(~visit.emergency & (channel >= 2), "1", "0"), "register_fee": np.where(expert, 15.0, np.where(visit.emergency, 10.0, 4.0)),
        "payment_mode": lambda: np.where(visit.body.of_working_age[visit.row], "1", "2"), "status": STATUS[visit.status],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=11)]
