"""中标结果公告: the notice of each award, written in another system; a few sections end without one, a few are corrected."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import places
from synthetic_data.world.effects import effects
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.tenders import awards


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    award, plan = awards(world, index), effects()["tender_notices"]
    agency = Enterprise(world, world.agencies[award.below("agency", len(world.agencies))])
    corrected, nameless = award.chance("corrected", plan["corrected"]), award.chance("no_section", plan["section_missing"])
    in_yuan = award.chance("in_yuan", plan["in_yuan"])
    amount = award.amount * np.where(corrected, 0.92 + 0.16 * award.unit("correction"), 1.0)
    project = np.where(award.chance("title_short", plan["title_short"]), award.short_name, award.project_name)
    out = {
        "notice_id": award.notice_id,
        "tender_project_code": where(~(nameless & award.chance("no_project", plan["project_missing"])), award.project_code),
        "bid_section_code": where(~nameless, award.section_code),
        "notice_title": places.text(project, np.where(corrected, "中标结果变更公告", "中标结果公告")),
        "notice_type": np.where(corrected, "变更公告", "中标结果公告"),
        "agency_name": agency.name, "agency_uscc": agency.uscc,
        "win_bidder_name": np.where(award.chance("name_variant", plan["name_variant"]), _variant(award.of_firm("name")), award.of_firm("name")),
        "win_bidder_uscc": where(~(nameless & award.chance("no_uscc", plan["uscc_missing"])), award.of_firm("uscc")),
        "bid_amount": np.round(np.where(in_yuan, amount * 10_000, amount), 2), "price_unit": np.where(in_yuan, "0", "1"),
        "county_code": places.COUNTY_CODES[award.county], "notice_media": np.full(len(award), "公共资源交易平台（模拟）"),
        "notice_time": award.notice_day.astype("datetime64[s]") + 32_400 + award.below("second", 28_000),
        "url": places.text("https://example.invalid/", award.notice_id),
    }  # fmt: skip
    return {name: values.take(award.noticed) for name, values in out.items()}


def _variant(name: np.ndarray) -> np.ndarray:
    """The same firm in another hand: brackets of half width, without the city's name in front."""
    return np.array([str(n).replace("（", "(").replace("）", ")").removeprefix("六安") for n in name], dtype=object)


PARTS = [Part("all", lambda world: world.enterprises, rows)]
