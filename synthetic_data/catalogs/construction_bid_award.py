"""工程中标: one row per section won."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.tenders import awards


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    award = awards(world, index)
    return {
        "tender_project_code": award.project_code,
        "tender_project_name": award.project_name,
        "bid_section_code": award.section_code,
        "unified_deal_code": places.text("A01-", award.key_text("U")),
        "win_notice_code": places.text("ZB-", award.section_code),
        "win_bidder_name": award.of_firm("name"),
        "win_bidder_uscc": award.of_firm("uscc"),
        "bid_amount": award.amount,
        "price_currency": np.full(len(award), "156"),
        "price_unit": np.full(len(award), "1"),
        "time_limit_days": 60 + 30 * award.below("days", 16),
        "project_lead": award.lead.name,
        "tender_scope": places.text(award.work, "施工"),
        "win_notice_date": award.date,
        "county_code": places.COUNTY_CODES[award.county],
    }


PARTS = [Part("all", lambda world: world.enterprises, rows)]
