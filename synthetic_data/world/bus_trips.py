"""Bus trips as they ran: late starts, slow peaks, stops that take time, and now and then a trip that falls out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import calendar, identifiers, vehicles
from synthetic_data.world.bus_network import MOST_STOPS, MOST_TRIPS
from synthetic_data.world.effects import effects

# Running time against the timetable by hour of departure, without and with peaks (our choice).
CALM = np.full(24, 0.97)


class Trip:
    """``route``, ``direction``, ``day`` (of the calendar) and ``number`` (of the day) are arrays of equal length."""

    def __init__(self, world: Any, route: np.ndarray, direction: np.ndarray, day: np.ndarray, number: np.ndarray) -> None:
        self.world, self.network = world, world.buses
        self.route, self.direction, self.day, self.number = route, direction, day, number
        self.cell = ((route * 2 + direction) * calendar.N_DAYS + day) * MOST_TRIPS + number

    def stream(self, column: str) -> np.uint64:
        return draw.key(self.world.seed, f"bus_trip.{column}")

    def _normal(self, column: str) -> np.ndarray:
        """Standard normal, cut at 2.5: a bus must be back for its next trip."""
        return np.clip(draw.normal(self.cell, self.stream(column)), -2.5, 2.5)

    @cached_property
    def runs(self) -> np.ndarray:
        return draw.unit(self.cell, self.stream("cancelled")) >= effects()["bus"]["cancelled"]

    @cached_property
    def vehicle(self) -> np.ndarray:
        """Number of the bus in the whole fleet; the bus of trip k in one direction comes back as trip k in the other."""
        return self.network.first_vehicle[self.route] + self.number % self.network.vehicles[self.route]

    @cached_property
    def vehicle_id(self) -> np.ndarray:
        return np.char.add("V39", identifiers.as_text(identifiers.digits(self.vehicle, 6)))

    @cached_property
    def plate_no(self) -> np.ndarray:
        return vehicles.plate_no(self.world, vehicles.of_bus(self.world, self.vehicle))

    @cached_property
    def lateness(self) -> np.ndarray:
        """Seconds after the timetable at departure; each route has its own discipline."""
        low, high = effects()["bus"]["late_start"]
        usual = low + (high - low) * draw.unit(self.route, self.stream("discipline"))
        return np.abs(self._normal("late")) * usual * 60

    @cached_property
    def slowness(self) -> np.ndarray:
        hour = self.network.departures[self.route, self.direction, self.number] // 60 % 24
        peak = np.isin(hour, [7, 8, 17, 18]) & ~calendar.is_day_off(calendar.FIRST_DAY + self.day)
        return np.where(peak, effects()["bus"]["peak_slow"], CALM[hour]) * np.exp(0.05 * self._normal("pace"))

    @cached_property
    def arrivals(self) -> np.ndarray:
        """Seconds after midnight at each stop, shape (trips, 30)."""
        return np.floor(self._times[0]).astype(np.int64)

    @cached_property
    def leavings(self) -> np.ndarray:
        return self.arrivals + np.floor(self._times[1]).astype(np.int64)

    @cached_property
    def _times(self) -> tuple[np.ndarray, np.ndarray]:
        cells = (self.cell[:, None] * 32 + np.arange(MOST_STOPS)).ravel()
        dwell = 10 + 25 * draw.unit(cells, self.stream("dwell")).reshape(-1, MOST_STOPS)
        wobble = 0.85 + 0.3 * draw.unit(cells, self.stream("leg")).reshape(-1, MOST_STOPS)
        scheduled = self.network.scheduled[self.route, self.direction]
        legs = np.diff(scheduled, axis=1, prepend=0) * self.slowness[:, None] * wobble
        start = 60 * self.network.departures[self.route, self.direction, self.number] + self.lateness
        return start[:, None] + np.cumsum(legs, axis=1), dwell


def stop_id(code: np.ndarray) -> np.ndarray:
    return np.char.add("B39", identifiers.as_text(identifiers.digits(code, 5)))


def route_id(route: np.ndarray) -> np.ndarray:
    return np.char.add("R39", identifiers.as_text(identifiers.digits(route + 1, 3)))
