"""Land parcels and what becomes of them from survey to survey."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kit.synth.entity import Entity
from synthetic_data.world import calendar, places
from synthetic_data.world.effects import effects

PARCELS = 600_000  # of the whole city (our choice)
PADDY, DRY, TEA, WOOD, BAMBOO, POND, HOMESTEAD, ROAD, BUILT = range(9)
CODES = np.array(["0101", "0103", "0202", "0301", "0302", "1104", "0702", "1006", "0601"])
NAMES = np.array(["水田", "旱地", "茶园", "乔木林地", "竹林地", "坑塘水面", "农村宅基地", "农村道路", "工业用地"])
# Shares of classes, by county in the order of places: plains grow rice, mountains wood and tea (our choice).
PLAIN, HILLS = [0.42, 0.14, 0.01, 0.07, 0.01, 0.10, 0.13, 0.09, 0.03], [0.16, 0.16, 0.10, 0.34, 0.08, 0.03, 0.06, 0.06, 0.01]
MOUNTAINOUS = np.isin(places.COUNTY_NAMES, ["舒城县", "金寨县", "霍山县"])
GRAIN, OTHER_CROP, MIXED, IDLE = range(4)
PLANTING = np.array(["种植粮食作物", "种植非粮食作物", "粮与非粮轮作", "未耕种"])


class Parcel(Entity):
    """Histories have shape (parcels, 4): one column for each yearly survey, 2022 to 2025."""

    kind = "parcel"

    @cached_property
    def county(self) -> np.ndarray:
        return self.choice("county", [0.12, 0.13, 0.04, 0.27, 0.16, 0.17, 0.11])

    @cached_property
    def mountainous(self) -> np.ndarray:
        return MOUNTAINOUS[self.county]

    @cached_property
    def slope(self) -> np.ndarray:
        """1 (up to 2°) … 5 (more than 25°), GB/T 21010 and the rules of the land survey."""
        plain, hills = self.choice("slope.plain", [0.7, 0.22, 0.07, 0.01]), self.choice("slope.hills", [0.12, 0.25, 0.34, 0.2, 0.09])
        return 1 + np.where(self.mountainous, hills, plain)

    @cached_property
    def area(self) -> np.ndarray:
        """Square metres."""
        return np.round(np.exp(7.6 + 0.8 * self.normal("area")), 2)

    @cached_property
    def classes(self) -> np.ndarray:
        plan = effects()["land"]
        out = np.empty((len(self), len(calendar.YEARS)), dtype=np.int64)
        out[:, 0] = np.where(self.mountainous, self.choice("class.hills", HILLS), self.choice("class.plain", PLAIN))
        draws = self.grid("change", len(calendar.YEARS))
        tea = np.where(self.mountainous, plan["dry_to_tea"]["mountain"], plan["dry_to_tea"]["plain"])
        wood = np.where(self.slope >= 4, plan["slope_to_wood"], 0.0)
        built = np.where(self.county < 2, plan["farm_to_built"]["town"], plan["farm_to_built"]["country"])
        for year in range(1, out.shape[1]):
            was, u = out[:, year - 1], draws[:, year]
            farm = (was == PADDY) | (was == DRY)
            edges = np.cumsum([farm * built, farm * plan["farm_to_pond"], (was == DRY) * tea, (was == DRY) * wood,
                               (was == POND) * plan["pond_to_farm"]], axis=0)  # fmt: skip
            out[:, year] = np.select(list(u < edges), [np.full(len(self), c) for c in (BUILT, POND, TEA, WOOD, PADDY)], was)
        return out

    @cached_property
    def planting(self) -> np.ndarray:
        """What arable land is used for; -1 for other land."""
        plan = effects()["land"]
        out = np.empty_like(self.classes)
        now = self.choice("planting", [0.74, 0.12, 0.10, 0.04])
        draws = self.grid("planting.change", out.shape[1])
        for year in range(out.shape[1]):
            if year:
                u = draws[:, year]
                grain, idle = (now == GRAIN) | (now == MIXED), now == IDLE
                now = np.select([grain & (u < plan["not_grain"]), ~idle & (u > 1 - plan["abandoned"]), idle & (u < plan["back"])],
                                [OTHER_CROP, IDLE, GRAIN], now)  # fmt: skip
            out[:, year] = now
        return np.where(np.isin(self.classes, (PADDY, DRY)), out, -1)

    @cached_property
    def village(self) -> np.ndarray:
        return self.below("village", len(places.VILLAGES))
