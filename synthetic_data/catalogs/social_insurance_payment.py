"""One row per insuring enterprise, month and kind of insurance, as it stood at the end of that month."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.activity import Activity
from synthetic_data.world.insurance import TYPES, UNIT_AND_PERSON


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    at, month = np.nonzero(activity.headcount > 0)
    base, owes = activity.pay_base_total[at, month], activity.insurance_arrears[at, month]
    unit = draw.unit(index[at] * 64 + month, activity.stream("received"))
    part = 0.2 + 0.6 * draw.unit(index[at] * 64 + month, activity.stream("part"))
    day = np.where(activity.pays_late[at, month], 0.82 + 0.17 * unit, 0.05 + 0.7 * unit)
    received = calendar.day_in_month(month, day)
    kinds = len(TYPES)
    at, month, kind = np.repeat(at, kinds), np.repeat(month, kinds), np.tile(np.arange(kinds), len(at))
    owes, part = np.repeat(owes, kinds), np.repeat(part, kinds)
    payable = np.round(np.repeat(base, kinds) * UNIT_AND_PERSON[kind], 2)
    paid = np.round(np.select([owes == 0, owes == 1], [payable, payable * part], 0.0), 2)
    return {
        "record_id": lambda: identifiers.opaque("S", draw.bits((index[at] * 64 + month) * 8 + kind, activity.stream("record"))),
        "uscc": lambda: firm.uscc[at],
        "unit_code": lambda: firm.unit_code[at],
        "unit_name": lambda: firm.name[at],
        "insurance_type": TYPES[kind],
        "period": calendar.MONTH_LABELS[month],
        "insured_count": activity.headcount[at, month],
        "pay_base_total": np.repeat(base, kinds),
        "payable_amount": payable,
        "paid_amount": paid,
        "arrears_amount": np.round(payable - paid, 2),
        "received_date": lambda: np.where(owes == 2, np.datetime64("NaT"), np.repeat(received, kinds)),
        "pay_status": np.array(["足额", "部分", "未缴"])[owes],
        "insured_status": np.full(len(at), "正常"),
        "county_code": firm.county_code[at],
    }


PARTS = [Part("all", lambda world: world.enterprises, rows, fan_out=90)]
