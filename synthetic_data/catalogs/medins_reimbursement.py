"""医保报销: the patient's side of the same settlements; fund, account and cash add up to the bill."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world.health.settlements import EMPLOYEE, RESIDENT, Settlement


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    bill = Settlement(world, index)
    return {
        "setl_id": lambda: bill.setl_id, "mdtrt_id": lambda: bill.mdtrt_id, "psn_no": lambda: bill.insured.psn_no[bill.row],
        "insutype": np.where(bill.employee, EMPLOYEE, RESIDENT), "med_type": bill.med_type, "setl_time": bill.end,
        "medfee_sumamt": bill.total / 100, "inscp_scp_amt": bill.in_scope / 100, "fulamt_ownpay_amt": bill.own_full / 100,
        "overlmt_selfpay": bill.over_limit / 100, "preselfpay_amt": bill.first_own / 100, "dedc_std": bill.deductible / 100,
        "fund_pay_sumamt": bill.fund / 100, "acct_pay": bill.account / 100, "cash_payamt": bill.cash / 100,
        "refd_setl_flag": np.full(len(bill.cell), "0"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=10)]
