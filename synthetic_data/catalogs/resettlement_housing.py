"""房屋安置: agreements since 2022; most families take a flat, some take money."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers, names, places
from synthetic_data.world.dwellings import RESETTLED, Dwelling


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    recent = (every.first_date >= calendar.FIRST_DAY) & (every.nature == RESETTLED)
    home = Dwelling(world, index[every.exists & recent])
    flat, family = home.flat, home.household
    original = np.round(60 + 25 * family.size + 30 * home.unit("original"), 2)
    handed = home.first_date + 90 + home.below("handed", 700)
    money = home.chance("tops_up", 0.3)
    return {
        "resettle_no": identifiers.opaque("Y", home.key("resettle")),
        "project_name": places.text(places.COUNTY_NAMES[home.county], names.MARK, "城中村改造", home.below("project", 30) + 1, "期"),
        "household_id": family.household_id, "person_id": home.owner.person_id, "resettled_count": family.size, "original_area": original,
        "resettle_mode": np.full(len(home), "产权调换"), "unit_no": home.unit_no, "community_name": flat.community,
        "resettle_area": home.built_area, "compensation": np.where(money, np.round(original * 900, -2), 0.0),
        "agreement_date": home.first_date, "handover_date": where(handed <= calendar.LAST_DAY, handed),
        "county_code": places.COUNTY_CODES[home.county],
    }  # fmt: skip


def bought_out(world: Any, index: np.ndarray) -> dict[str, Any]:
    """Families of the countryside who took money or a voucher instead."""
    from synthetic_data.world.people import Household, Person

    every = Household(world, index)
    family = Household(world, index[~every.urban & every.chance("bought_out", 0.004)])
    original = np.round(80 + 25 * family.size + 40 * family.unit("original"), 2)
    empty = np.full(len(family), None)
    return {
        "resettle_no": identifiers.opaque("Y", family.key("resettle")),
        "project_name": places.text(places.COUNTY_NAMES[family.county], names.MARK, "集镇改造", family.below("project", 20) + 1, "期"),
        "household_id": family.household_id, "person_id": Person(world, family.head).person_id, "resettled_count": family.size,
        "original_area": original, "resettle_mode": np.array(["货币补偿", "房票", "公租房保障"])[family.choice("mode", [0.6, 0.32, 0.08])],
        "unit_no": empty, "community_name": empty, "resettle_area": np.full(len(family), np.nan),
        "compensation": np.round(original * (2200 + 900 * family.unit("rate")), -2),
        "agreement_date": calendar.FIRST_DAY + family.below("agreed", 1400), "handover_date": np.full(len(family), np.datetime64("NaT", "D")),
        "county_code": places.COUNTY_CODES[family.county],
    }  # fmt: skip


PARTS = [
    Part("exchanged", lambda world: world.dwellings, rows, fan_out=0.02),
    Part("bought_out", lambda world: world.households, bought_out, fan_out=0.02),
]
