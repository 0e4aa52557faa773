"""医保支出: the fund's side of each settlement; the seven funds add up to its total."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.health.patients import fixed_institution
from synthetic_data.world.health.settlements import Settlement


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    bill = Settlement(world, index)
    none = np.zeros(len(bill.cell))
    return {
        "setl_id": lambda: bill.setl_id, "mdtrt_id": lambda: bill.mdtrt_id, "psn_no": lambda: bill.insured.psn_no[bill.row], "fixmedins_code": lambda: fixed_institution(bill.hospital),
        "setl_time": bill.end, "hifp_pay": bill.pooled / 100, "cvlserv_pay": bill.civil_service / 100, "hifes_pay": bill.supplement / 100,
        "hifmi_pay": np.where(bill.employee, 0, bill.major) / 100, "hifob_pay": np.where(bill.employee, bill.major, 0) / 100,
        "maf_pay": bill.assistance / 100, "othfund_pay": none, "fund_pay_sumamt": bill.fund / 100,
        "clr_optins": lambda: places.text(places.COUNTY_NAMES[bill.insured.county[bill.row]], "医保中心"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=10)]
