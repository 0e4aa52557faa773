"""Public places of the city that are not dwellings: how many there are, and where they stand."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kit.synth.entity import Entity
from synthetic_data.world import places

# Middle of each county's town, degrees (WGS84), rounded to 0.05 on purpose: places in it are drawn around, none is real.
CENTRE = np.array([[116.55, 31.75], [116.45, 31.75], [115.90, 31.85], [116.25, 32.35], [116.95, 31.45], [115.95, 31.70], [116.30, 31.40]])


class Site(Entity):
    """A place in a county, close to the middle of its town more often than far away."""

    kind = "site"
    spread = 0.03  # degrees

    @cached_property
    def county(self) -> np.ndarray:
        return self.choice("county", places.PEOPLE_SHARE)

    @cached_property
    def county_code(self) -> np.ndarray:
        return places.COUNTY_CODES[self.county]

    @cached_property
    def county_name(self) -> np.ndarray:
        return places.COUNTY_NAMES[self.county]

    @cached_property
    def longitude(self) -> np.ndarray:
        return np.round(CENTRE[self.county, 0] + self.spread * self.normal("longitude"), 6)

    @cached_property
    def latitude(self) -> np.ndarray:
        return np.round(CENTRE[self.county, 1] + self.spread * 0.8 * self.normal("latitude"), 6)

    @cached_property
    def address(self) -> np.ndarray:
        road = places.ROADS[self.below("road", len(places.ROADS))]
        return places.text("安徽省六安市", self.county_name, road, self.below("number", 400) + 1, "号")

    @cached_property
    def word(self) -> np.ndarray:
        """An invented word for a name."""
        return places.WORDS[self.below("word", len(places.WORDS))]


def scaled(fraction: float, whole_city: int, least: int) -> int:
    """How many places a part of the city has: fewer, but never so few that there is nothing to see."""
    return max(least, round(whole_city * fraction))


def phone(entity: Entity) -> np.ndarray:
    """0564 is 六安; a number that begins with 0 after it is none."""
    return places.text("0564-0", 100_000 + entity.below("phone", 900_000))
