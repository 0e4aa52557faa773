"""Sales of dwellings inside the calendar: new ones by developers, resales, and how they were paid."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.dwellings import NEW, Dwelling
from synthetic_data.world.enterprises import Enterprise


class NewSale(Dwelling):
    """Dwellings first sold between 2022 and 2025."""

    @cached_property
    def contract_no(self) -> np.ndarray:
        return identifiers.opaque("N", self.key("contract"))

    @cached_property
    def developer(self) -> Enterprise:
        """One builder for each community."""
        return Enterprise(self.world, self.world.builders[draw.below(self.flat.community_code, self.stream("developer"), len(self.world.builders))])

    @cached_property
    def total_price(self) -> np.ndarray:
        return self.price_at(self.first_date, "first_price")

    @cached_property
    def filing_day(self) -> np.ndarray:
        return self.first_date + 1 + self.below("filing", 25)


def new_sales(world: Any, index: np.ndarray) -> NewSale:
    every = NewSale(world, index)
    recent = (every.first_date >= calendar.FIRST_DAY) & (every.filing_day <= calendar.LAST_DAY)
    return NewSale(world, index[every.exists & (every.nature == NEW) & recent])


def resales(world: Any, index: np.ndarray) -> Dwelling:
    every = Dwelling(world, index)
    recent = (every.resold_date >= calendar.FIRST_DAY) & (every.resold_date <= calendar.LAST_DAY - 30)
    return Dwelling(world, index[every.exists & recent])
