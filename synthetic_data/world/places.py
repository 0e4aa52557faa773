"""Counties, communities and addresses of 六安.

County codes are GB/T 2260. Shares of people follow the seventh census of 2020 as we recall it (our choice, rounded);
names of roads and communities are invented from common words and name no real place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw

COUNTY_CODES = np.array(["341502", "341503", "341504", "341522", "341523", "341524", "341525"])
COUNTY_NAMES = np.array(["金安区", "裕安区", "叶集区", "霍邱县", "舒城县", "金寨县", "霍山县"])
PEOPLE_SHARE = np.array([0.19, 0.18, 0.05, 0.23, 0.17, 0.11, 0.07])
FIRM_SHARE = np.array([0.27, 0.21, 0.06, 0.15, 0.14, 0.09, 0.08])

_FIRST = list("安和兴永康文明新长青云龙凤金宝华春景福德")
_SECOND = list("平泰业宁乐昌盛远达河山湖林泉溪岭塘田桥")
WORDS = np.array([a + b for a in _FIRST for b in _SECOND])
ROADS = np.array([a + b + kind for a in _FIRST for b in _SECOND for kind in ("路", "街", "大道")])
COMMUNITIES = np.array([a + b + kind for a in _FIRST for b in _SECOND for kind in ("花园", "小区", "苑", "新村")])
VILLAGES = np.array([a + b + "村" for a in _FIRST for b in _SECOND])
PARKS = np.array([a + b + "创业孵化园" for a in _FIRST for b in _SECOND])


BUILDINGS, FLOORS, ROOMS = 30, 18, 4
FLATS = BUILDINGS * FLOORS * ROOMS  # of one community; about a third of them stand (our choice)


@dataclass(frozen=True)
class Flat:
    """Places of dwellings: county position, number of the community in its county, and the flat inside it."""

    county: np.ndarray
    community_number: np.ndarray
    inside: np.ndarray

    @cached_property
    def community(self) -> np.ndarray:
        return COMMUNITIES[(self.county * 131 + self.community_number) % len(COMMUNITIES)]

    @cached_property
    def community_code(self) -> np.ndarray:
        """The same for all flats of a community: county position and number."""
        return self.county * 10_000 + self.community_number

    @cached_property
    def building(self) -> np.ndarray:
        return self.inside // (FLOORS * ROOMS) + 1

    @cached_property
    def floor(self) -> np.ndarray:
        return self.inside // ROOMS % FLOORS + 1

    @cached_property
    def room(self) -> np.ndarray:
        return self.floor * 100 + self.inside % ROOMS + 1

    @cached_property
    def address(self) -> np.ndarray:
        return text("安徽省六安市", COUNTY_NAMES[self.county], self.community, self.building, "栋", self.room, "室")


def vitality(world: Any, county: np.ndarray, road: np.ndarray) -> np.ndarray:
    """How lively a road is, standard normal; no table shows it, shops and passengers follow it."""
    return draw.normal(county * 10_000 + road, draw.key(world.seed, "road.vitality"))


def road_of_stop(code: np.ndarray) -> np.ndarray:
    """Position in ROADS of the road at a place of the bus lattice; neighbouring places never share one."""
    return code * 7 % len(ROADS)


def stop_name(code: np.ndarray) -> np.ndarray:
    return text(ROADS[road_of_stop(code)], "口")


def flat(world: Any, county: np.ndarray, number: np.ndarray) -> Flat:
    """The flat of dwelling ``number`` of a county: a bijection, so no two dwellings share one."""
    from synthetic_data.world.people import household_start

    ends = np.append(household_start(world)[1:], world.households)
    spread = np.zeros(len(county), dtype=np.int64)
    for at, size in enumerate(2 * (ends - household_start(world))):
        here = county == at
        communities = max(2, -(-int(size) // FLATS))
        spread[here] = draw.permute(number[here], communities * FLATS, draw.key(world.seed, f"flat.{at}"))
    return Flat(county, spread // FLATS, spread % FLATS)


def text(*parts: np.ndarray | str) -> np.ndarray:
    """Join columns of text row by row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [p if isinstance(p, str) else pa.array(p.astype(str) if p.dtype.kind != "O" else p) for p in parts]
    return pc.call_function("binary_join_element_wise", [*columns, pa.scalar("")]).to_numpy(zero_copy_only=False)
