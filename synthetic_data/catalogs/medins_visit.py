"""医保就诊: the insured visits and finished stays, under numbers of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world.health.diagnoses import diagnoses
from synthetic_data.world.health.patients import fixed_institution, org_name
from synthetic_data.world.health.settlements import EMPLOYEE, RESIDENT, Settlement


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    bill, book = Settlement(world, index), diagnoses()
    return {
        "mdtrt_id": lambda: bill.mdtrt_id, "psn_no": lambda: bill.insured.psn_no[bill.row], "insutype": np.where(bill.employee, EMPLOYEE, RESIDENT),
        "fixmedins_code": lambda: fixed_institution(bill.hospital), "fixmedins_name": lambda: org_name(world, bill.hospital), "med_type": bill.med_type,
        "begntime": lambda: bill.begin, "endtime": bill.end, "dise_codg": lambda: where(bill.chronic, book.code[bill.diagnosis]),
        "dise_name": lambda: where(bill.chronic, book.name[bill.diagnosis]), "diag_code": lambda: book.code[bill.diagnosis],
        "main_cond_dscr": lambda: book.complaint[bill.diagnosis],
        "mdtrt_cert_type": lambda: np.array(["01", "02", "03"])[draw.choice(bill.cell, bill.stream("certificate"), [0.62, 0.08, 0.3])],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=10)]
