"""Announced arrears: one row per enterprise and quarter that ends with a balance (欠税公告办法 art. 5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, places
from synthetic_data.world.activity import Activity

KINDS = np.array(["增值税", "企业所得税", "城市维护建设税", "房产税", "城镇土地使用税", "印花税", "其他"])
_WEIGHTS = [0.46, 0.22, 0.08, 0.08, 0.07, 0.04, 0.05]


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    at, quarter = np.nonzero(activity.tax_balance > 0)
    balance = activity.tax_balance[at, quarter]
    close = calendar.day_in_month(quarter * 3 + 2, np.full(len(at), 0.999))
    delay = 15 + draw.below(index[at] * 64 + quarter, activity.stream("notice"), 25)
    office = np.select([balance >= 2e6, balance >= 1e5], ["安徽省税务局", "六安市税务局"], places.text(places.COUNTY_NAMES[firm.county[at]], "税务局"))
    return {
        "taxpayer_no": firm.uscc[at],
        "taxpayer_name": firm.name[at],
        "taxpayer_type": np.full(len(at), "企业或单位"),
        "legal_rep_name": firm.legal_rep_name[at],
        "legal_rep_id": firm.legal_rep_id[at],
        "business_address": firm.address[at],
        "tax_type": KINDS[activity.choice("tax_type", _WEIGHTS)][at],
        "balance": np.round(balance, 2),
        "new_amount": activity.new_tax_arrears[at, quarter],
        "notice_period": calendar.QUARTER_LABELS[quarter],
        "notice_org": office,
        "notice_date": close + delay,
        "abnormal_flag": np.where(activity.abnormal[at, quarter * 3 + 2], "1", "0"),
    }


PARTS = [Part("all", lambda world: world.enterprises, rows, fan_out=2)]
