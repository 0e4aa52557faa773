"""中标结果公告: the notice of each award; a few sections end without one, a few are corrected."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.tenders import awards


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    award = awards(world, index)
    agency = Enterprise(world, world.agencies[award.below("agency", len(world.agencies))])
    corrected = award.chance("corrected", 0.03)
    notice = award.key_text("J")
    return {
        "notice_id": notice, "tender_project_code": award.project_code, "bid_section_code": award.section_code,
        "notice_title": places.text(award.project_name, "中标结果公告"), "notice_type": np.where(corrected, "变更公告", "中标结果公告"),
        "agency_name": agency.name, "agency_uscc": agency.uscc, "win_bidder_name": award.of_firm("name"), "win_bidder_uscc": award.of_firm("uscc"),
        "bid_amount": award.amount, "price_unit": np.full(len(award), "1"), "county_code": places.COUNTY_CODES[award.county],
        "notice_media": np.full(len(award), "公共资源交易平台（模拟）"),
        "notice_time": award.date.astype("datetime64[s]") + 32_400 + award.below("second", 28_000),
        "url": places.text("https://example.invalid/", notice),
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.enterprises, rows)]
