"""Cabs and their days: trips one after another, each beginning near where the last one ended."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity
from synthetic_data.world import calendar, identifiers, places, vehicles
from synthetic_data.world.bus_network import kilometres
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.sites import CENTRE

CABS = 1200  # of the whole city (our choice)
MOST = 48  # trips of a cab and day
GOALS = 12  # places of a county that people go to by cab; few of them draw most
DETOUR = 1.3
FLAG_FALL, FIRST_KM, PER_KM, PER_MINUTE = 7.0, 2.5, 1.8, 0.3  # yuan (our choice)
# Demand and speed by hour, a working day (our choice).
DEMAND = np.array([3, 2, 1, 1, 1, 3, 6, 11, 12, 9, 8, 9, 9, 8, 8, 8, 9, 12, 12, 10, 10, 9, 7, 5]) / 8.0
SPEED = np.array([36, 37, 38, 38, 37, 34, 30, 22, 21, 25, 27, 26, 26, 27, 27, 27, 25, 21, 21, 25, 28, 30, 32, 34.0])


def cabs(world: Any) -> int:
    """3 at 0.1 %, 24 at 1 %, 1200 in all."""
    return max(3, round(CABS * world.fraction**0.85))


class Cab(Entity):
    kind = "cab"

    @cached_property
    def company(self) -> Enterprise:
        """About one company for sixty cabs, two at least; the first carrier runs the buses."""
        companies = min(2 + cabs(self.world) // 60, len(self.world.carriers) - 1)
        return Enterprise(self.world, self.world.carriers[1 + self.index % companies])

    @cached_property
    def county(self) -> np.ndarray:
        return np.where(self.chance("town", 0.4), 0, self.choice("county", places.PEOPLE_SHARE))

    @cached_property
    def plate_no(self) -> np.ndarray:
        return vehicles.plate_no(self.world, vehicles.of_cab(self.world, self.index))


class CabDay:
    """``cell`` counts cab-days, days running fastest; grids have shape (days, 48), one column for each trip."""

    def __init__(self, world: Any, cell: np.ndarray) -> None:
        self.world, self.cell = world, cell
        self.cab, self.date = Cab(world, cell // calendar.N_DAYS), calendar.FIRST_DAY + cell % calendar.N_DAYS

    def stream(self, column: str) -> np.uint64:
        return draw.key(self.world.seed, f"cab_day.{column}")

    def unit(self, column: str) -> np.ndarray:
        return draw.unit(self.cell, self.stream(column))

    def grid(self, column: str, wide: int = MOST, normal: bool = False) -> np.ndarray:
        cells = (self.cell[:, None] * 64 + np.arange(wide)).ravel()
        return (draw.normal if normal else draw.unit)(cells, self.stream(column)).reshape(-1, wide)

    @cached_property
    def works(self) -> np.ndarray:
        return self.unit("works") < 0.96

    @cached_property
    def start(self) -> np.ndarray:
        """Minutes after midnight at which the meter goes on."""
        return 330 + 70 * self.unit("start")

    @cached_property
    def end(self) -> np.ndarray:
        return np.minimum(self.start + 900 + 150 * self.unit("end"), 1430)

    @cached_property
    def _hour(self) -> np.ndarray:
        """About when each trip of the day falls: the real time is only known once the trips are laid end to end."""
        return np.minimum((self.start[:, None] + 27 * np.arange(MOST)) // 60, 23).astype(np.int64)

    @cached_property
    def gap(self) -> np.ndarray:
        """Minutes without a passenger before each trip; shorter when demand is high."""
        free = np.where(calendar.is_holiday(self.date), 1.15, np.where(calendar.is_day_off(self.date), 1.08, 1.0))
        rest = np.where(np.arange(MOST) == 9, 35.0, 0.0)
        return 2 - np.log1p(-self.grid("gap")) * 14 / DEMAND[self._hour] / free[:, None] + rest

    @cached_property
    def goals(self) -> np.ndarray:
        """Longitude and latitude where each trip ends, shape (days, 49, 2); column 0 is where the day begins."""
        weights = 1 / np.arange(1, GOALS + 1)
        place = np.searchsorted(np.cumsum(weights) / weights.sum(), self.grid("goal", MOST + 1)).clip(0, GOALS - 1)
        site = self.cab.county[:, None] * GOALS + place
        out = np.empty((*site.shape, 2))
        for axis, name in enumerate(("longitude", "latitude")):
            of_goal = 0.028 * draw.normal(site.ravel(), self.stream(f"site.{name}")).reshape(site.shape)
            out[:, :, axis] = CENTRE[self.cab.county, axis][:, None] + of_goal + 0.006 * self.grid(name, MOST + 1, normal=True)
        return out

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each passenger got in: some way from the last goal."""
        moved = np.stack([self.grid(name, normal=True) for name in ("pick.lon", "pick.lat")], axis=2)
        return self.goals[:, :-1] + 0.007 * moved

    @cached_property
    def load_km(self) -> np.ndarray:
        return 0.4 + DETOUR * kilometres(*np.moveaxis(self.starts, 2, 0), *np.moveaxis(self.goals[:, 1:], 2, 0))

    @cached_property
    def empty_km(self) -> np.ndarray:
        way = kilometres(*np.moveaxis(self.goals[:, :-1], 2, 0), *np.moveaxis(self.starts, 2, 0))
        return DETOUR * way + 0.1 * np.minimum(self.gap, 40)

    @cached_property
    def wait_seconds(self) -> np.ndarray:
        return np.floor(-np.log1p(-self.grid("wait")) * 110 * 26 / SPEED[self._hour]).astype(np.int64)

    @cached_property
    def ride_minutes(self) -> np.ndarray:
        pace = SPEED[self._hour] * np.exp(0.12 * self.grid("pace", normal=True))
        return self.load_km / pace * 60 + self.wait_seconds / 60

    @cached_property
    def off(self) -> np.ndarray:
        """Seconds after midnight at which each passenger gets out."""
        return np.floor(60 * (self.start[:, None] + np.cumsum(self.gap + self.ride_minutes, axis=1))).astype(np.int64)

    @cached_property
    def on(self) -> np.ndarray:
        return self.off - np.ceil(self.ride_minutes * 60).astype(np.int64)

    @cached_property
    def driven(self) -> np.ndarray:
        return (self.off < self.end[:, None] * 60) & self.works[:, None]

    @cached_property
    def fare(self) -> np.ndarray:
        return np.round(FLAG_FALL + PER_KM * np.maximum(np.round(self.load_km, 2) - FIRST_KM, 0) + PER_MINUTE * (self.wait_seconds // 60), 1)

    def driver(self, minute: np.ndarray, row: np.ndarray) -> np.ndarray:
        """Two drivers share a cab; the second takes over in the afternoon."""
        late = (minute >= 900).astype(np.int64)
        return identifiers.opaque("D", draw.bits(self.cab.index[row] * 2 + late, self.stream("driver")))
