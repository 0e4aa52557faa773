"""中标结果公告: the notice of each award, written in another system; a few sections end without one, a few are corrected.

Supervision of the same works is told of here, too: the catalog does not say that it is about works alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import places
from synthetic_data.world.effects import effects
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.tenders import Award, awards


def works(world: Any, index: np.ndarray) -> dict[str, Any]:
    award, plan = awards(world, index), effects()["tender_notices"]
    corrected, nameless = award.chance("corrected", plan["corrected"]), award.chance("no_section", plan["section_missing"])
    amount = award.amount * np.where(corrected, 0.92 + 0.16 * award.unit("correction"), 1.0)
    out = _written(award, nameless, award.notice_id, award.activity.firm, award.row, amount) | {
        "tender_project_code": where(~(nameless & award.chance("no_project", plan["project_missing"])), award.project_code),
        "bid_section_code": where(~nameless, award.section_code),
        "notice_title": places.text(_project(award), np.where(corrected, "中标结果变更公告", "中标结果公告")),
        "notice_type": np.where(corrected, "变更公告", "中标结果公告"),
    }  # fmt: skip
    return {name: values.take(award.noticed) for name, values in out.items()}


def supervision(world: Any, index: np.ndarray) -> dict[str, Any]:
    award = awards(world, index)
    adviser = Enterprise(world, world.advisers[award.below("adviser", len(world.advisers))])
    nothing = np.full(len(award), False)
    out = _written(award, ~nothing, award.supervision_id, adviser, np.arange(len(award)), award.amount * 0.03) | {
        "tender_project_code": where(nothing, award.project_code), "bid_section_code": where(nothing, award.section_code),
        "notice_title": places.text(_project(award), "监理中标结果公告"), "notice_type": np.full(len(award), "中标结果公告"),
    }  # fmt: skip
    return {name: values.take(award.supervised) for name, values in out.items()}


def _project(award: Award) -> np.ndarray:
    return np.where(award.chance("title_short", effects()["tender_notices"]["title_short"]), award.short_name, award.project_name)


def _written(award: Award, nameless: np.ndarray, notice: np.ndarray, firm: Enterprise, row: np.ndarray, amount: np.ndarray) -> dict[str, Any]:
    """What a notice says about ``firm`` and the money, as carelessly as the effects say; ``nameless`` notices give no section."""
    plan = effects()["tender_notices"]
    agency = Enterprise(award.world, award.world.agencies[award.below("agency", len(award.world.agencies))])
    no_uscc = nameless & award.chance("no_uscc", plan["uscc_missing"])
    name = np.where(award.chance("name_variant", plan["name_variant"]), _variant(firm.name[row]), firm.name[row])
    in_yuan = award.chance("in_yuan", plan["in_yuan"])
    return {
        "notice_id": notice, "agency_name": agency.name, "agency_uscc": agency.uscc,
        "win_bidder_name": where(~(no_uscc & award.chance("no_name", plan["name_missing"])), name),
        "win_bidder_uscc": where(~no_uscc, firm.uscc[row]),
        "bid_amount": where(~(nameless & award.chance("no_amount", plan["amount_missing"])), np.round(np.where(in_yuan, amount * 10_000, amount), 2)),
        "price_unit": np.where(in_yuan, "0", "1"), "county_code": places.COUNTY_CODES[award.county],
        "notice_media": np.full(len(award), "公共资源交易平台（模拟）"),
        "notice_time": award.notice_day.astype("datetime64[s]") + 32_400 + award.below("second", 28_000),
        "url": places.text("https://example.invalid/", notice),
    }  # fmt: skip


def _variant(name: np.ndarray) -> np.ndarray:
    """The same firm in another hand: brackets of half width, without the city's name in front."""
    return np.array([str(n).replace("（", "(").replace("）", ")").removeprefix("六安") for n in name], dtype=object)


PARTS = [Part(name, lambda world: world.enterprises, rows) for name, rows in (("works", works), ("supervision", supervision))]
