"""Dwellings: every household of the towns lives in one; its number, size and place are functions of the household."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity
from synthetic_data.world import identifiers, places
from synthetic_data.world.people import Household


class Dwelling(Entity):
    """Indexed by household; ``exists`` where the household lives in a town."""

    kind = "dwelling"

    @cached_property
    def household(self) -> Household:
        return Household(self.world, self.index)

    @cached_property
    def exists(self) -> np.ndarray:
        return self.household.urban

    @cached_property
    def unit_no(self) -> np.ndarray:
        """28 characters as GB/T 37346-2019: county 6, cadastral zone 3+3, land mark GB, parcel 5, F, unit 8."""
        county = identifiers.digits(places.COUNTY_CODES[self.household.county].astype(np.int64), 6)
        serial = draw.permute(self.index, 10**10, draw.key(self.world.seed, "dwelling.serial"))
        zone, parcel, unit = serial // 10**8 % 9 + 1, serial // 10**9 + 1, serial % 10**8
        mark = np.tile(np.frombuffer(b"GB", dtype=np.uint8), (len(self), 1))
        house = np.full((len(self), 1), ord("F"), dtype=np.uint8)
        parts = [county, identifiers.digits(zone, 6), mark, identifiers.digits(parcel, 5), house]
        return identifiers.as_text(np.hstack([*parts, identifiers.digits(unit, 8)]))

    @cached_property
    def built_area(self) -> np.ndarray:
        return np.round(np.clip(58 + 11 * self.household.size + 18 * self.normal("area"), 38, 220), 2)

    @cached_property
    def shared_area(self) -> np.ndarray:
        return np.round(self.built_area * (0.14 + 0.1 * self.unit("shared")), 2)

    @cached_property
    def layout(self) -> np.ndarray:
        return np.select([self.built_area < 55, self.built_area < 80, self.built_area < 130], ["1", "2", "3"], "4")
