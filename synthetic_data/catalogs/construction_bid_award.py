"""工程中标: one row per section won; builders, the larger the more often."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import names, places
from synthetic_data.world.activity import Activity, Event
from synthetic_data.world.people import Person

WORKS = np.array(["道路改造工程", "学校维修工程", "水利整治工程", "老旧小区改造", "绿化提升工程", "厂房建设工程"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    rate = np.select([activity.firm.industry == "E", activity.firm.industry == "M"], [0.03, 0.004], 0.0)
    grid = activity.grid("award", 48) < (rate * np.sqrt(activity.usual_staff / 8))[:, None]
    award = Event(activity, "award", grid & (activity.staff > 2))
    date, work = award.day("day"), award.below("work", len(WORKS))
    lead = Person(world, world.workers[award.below("lead", len(world.workers))])
    amount = np.round(np.exp(award.normal("amount") * 1.0 + 4.4), 2)
    county = award.of_firm("county")
    code = award.key_text("A")
    return {
        "tender_project_code": award.key_text("Z"),
        "tender_project_name": places.text(places.COUNTY_NAMES[county], names.MARK, WORKS[work]),
        "bid_section_code": code,
        "unified_deal_code": places.text("A01-", award.key_text("U")),
        "win_notice_code": places.text("ZB-", code),
        "win_bidder_name": award.of_firm("name"),
        "win_bidder_uscc": award.of_firm("uscc"),
        "bid_amount": amount,
        "price_currency": np.full(len(award), "156"),
        "price_unit": np.full(len(award), "1"),
        "time_limit_days": 60 + 30 * draw.below(award.index, award.stream("days"), 16),
        "project_lead": lead.name,
        "tender_scope": places.text(WORKS[work], "施工"),
        "win_notice_date": date,
        "county_code": places.COUNTY_CODES[county],
    }


PARTS = [Part("all", lambda world: world.enterprises, rows)]
