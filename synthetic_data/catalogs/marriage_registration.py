"""婚姻登记: counts of each registry and year; fewer marriages every year, divorces steady.

六安 as a whole: about 27 thousand marriages and 12 thousand divorces a year (our choice, after national rates of the
civil affairs yearbook as we recall them: 4.8 and 2.0 per thousand in 2022).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.entity import Entity
from synthetic_data.world import calendar, identifiers, names, places

MARRIAGES, DIVORCES = 27_000, 12_000
TREND = np.array([1.0, 1.1, 0.88, 0.9])


class Registry(Entity):
    kind = "registry"


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    registry, year = Registry(world, index), index % 4
    county = index // 4
    share = places.PEOPLE_SHARE[county] * world.fraction
    marriages = np.rint(MARRIAGES * share * TREND[year] * np.exp(0.04 * registry.normal("marriages"))).astype(int)
    divorces = np.rint(DIVORCES * share * np.exp(0.05 * registry.normal("divorces"))).astype(int)
    again = np.rint(2 * marriages * (0.2 + 0.06 * registry.unit("again"))).astype(int)
    return {
        "stat_year": calendar.YEARS[year], "registry_code": identifiers.as_text(identifiers.digits(39_0000_000 + county, 9)),
        "registry_name": places.text(places.COUNTY_NAMES[county], "民政局婚姻登记处", names.MARK), "county_code": places.COUNTY_CODES[county],
        "marriage_count": marriages, "divorce_count": divorces, "first_marriage_count": 2 * marriages - again,
        "remarriage_count": again, "reissue_count": np.rint(marriages * (0.1 + 0.1 * registry.unit("reissue"))).astype(int),
    }  # fmt: skip


PARTS = [Part("all", lambda world: 4 * len(places.COUNTY_CODES), rows)]
