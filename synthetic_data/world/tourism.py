"""Scenic spots and how many come on each day: season, weekday, holidays by the lunar calendar, and the spot's own fame."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import calendar, names, places
from synthetic_data.world.effects import effects
from synthetic_data.world.sites import Site

SPOTS = 24  # scenic spots of the whole city that count their visitors (our choice)
MOUNTAIN, WATER, RED, TOWN = range(4)
KINDS = np.array(["山岳", "湖泊", "红色", "古镇"])
# Month by month, by kind; 1 is a usual month (our choice).
SEASON = np.array([
    [0.5, 0.6, 0.8, 1.2, 1.3, 1.0, 1.2, 1.2, 1.0, 1.5, 1.2, 0.5],
    [0.5, 0.6, 0.9, 1.2, 1.3, 1.1, 1.4, 1.4, 1.0, 1.2, 0.8, 0.5],
    [0.6, 0.7, 0.9, 1.3, 1.2, 1.2, 1.3, 1.0, 1.0, 1.3, 0.8, 0.6],
    [0.9, 1.3, 0.9, 1.1, 1.2, 0.9, 1.0, 1.0, 1.0, 1.2, 0.8, 0.8],
])  # fmt: skip
YEAR = np.array([0.62, 0.98, 1.08, 1.12])  # 2022 was a weak year


def spots(world: Any) -> int:
    return max(8, round(SPOTS * world.fraction**0.25))


class Spot(Site):
    kind = "spot"
    spread = 0.15

    @cached_property
    def scenic_id(self) -> np.ndarray:
        return np.char.add("S39", np.char.rjust(self.index.astype(str), 4, "0"))

    @cached_property
    def character(self) -> np.ndarray:
        return self.choice("character", [0.35, 0.25, 0.2, 0.2])

    @cached_property
    def level(self) -> np.ndarray:
        return np.array(["5A", "4A", "3A", "2A"])[self.choice("level", [0.1, 0.5, 0.3, 0.1])]

    @cached_property
    def title(self) -> np.ndarray:
        return places.text(self.county_name, self.word, names.MARK, np.array(["山景区", "湖景区", "红色旅游区", "古镇"])[self.character])

    @cached_property
    def fame(self) -> np.ndarray:
        """Visitors on a usual day."""
        return np.exp(6.6 + 0.7 * self.normal("fame") + 0.8 * (self.level == "5A"))

    @cached_property
    def max_capacity(self) -> np.ndarray:
        return np.rint(self.fame * 12 / 100).astype(int) * 100 + 1000


class SpotDay:
    """A spot on a day; ``cell`` counts spot-days, days running fastest."""

    def __init__(self, world: Any, cell: np.ndarray) -> None:
        self.cell, self.spot = cell, Spot(world, cell // calendar.N_DAYS)
        self.date = calendar.FIRST_DAY + cell % calendar.N_DAYS

    def unit(self, column: str) -> np.ndarray:
        return draw.unit(self.cell, self.spot.stream(f"day.{column}"))

    def normal(self, column: str) -> np.ndarray:
        return draw.normal(self.cell, self.spot.stream(f"day.{column}"))

    @cached_property
    def rainy(self) -> np.ndarray:
        """One sky over the whole city."""
        return draw.unit(self.cell % calendar.N_DAYS, draw.key(self.spot.world.seed, "rain")) < 0.3

    @cached_property
    def visitors(self) -> np.ndarray:
        plan = effects()["tourism"]
        month = self.date.astype("datetime64[M]").astype(int) % 12
        year = self.date.astype("datetime64[Y]").astype(int) - 52
        factor = SEASON[self.spot.character, month] * YEAR[year]
        factor = factor * np.where(calendar.is_holiday(self.date), plan["holiday"], np.where(calendar.is_day_off(self.date), plan["weekend"], 1.0))
        factor = factor * np.where(self.rainy, plan["rain"], 1.0)
        return np.rint(self.spot.fame * factor * np.exp(plan["noise"] * self.normal("visitors"))).astype(int)


def spread(total: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to ``weights`` (rows × groups) that sum to ``total``; the rest goes to the first group."""
    share = weights / weights.sum(axis=1, keepdims=True)
    out = np.floor(total[:, None] * share).astype(int)
    out[:, 0] += total - out.sum(axis=1)
    return out
