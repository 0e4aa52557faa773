"""The bus network: routes on a lattice of stops, so that routes share stops and passengers can change.

A network has at most 120 routes; its arrays are small, and are made once for a world.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth.entity import Entity
from synthetic_data.world import places
from synthetic_data.world.sites import CENTRE

ROUTES = 120  # of the whole city (our choice)
MOST_STOPS, MOST_TRIPS = 30, 128
STEP = np.array([0.0058, 0.0046])  # degrees between neighbouring stops, about 500 m
MIDDLE = 50  # of the lattice, which is a hundred stops wide in each county
SPEED = 21.0  # km/h between stops in the timetable, stops included (our choice)
PEAKS = ((7 * 60, 9 * 60), (17 * 60, 19 * 60))


def routes(world: Any) -> int:
    """Fewer in a small city, but a network needs some: 2 at 0.1 %, 8 at 1 %, 120 in all."""
    return max(2, round(ROUTES * world.fraction**0.6))


class Route(Entity):
    kind = "route"

    @cached_property
    def county(self) -> np.ndarray:
        """A third of the routes run in the town of the first county."""
        return np.where(self.chance("town", 0.35), 0, self.choice("county", places.PEOPLE_SHARE))

    @cached_property
    def stops(self) -> np.ndarray:
        return 16 + self.below("stops", MOST_STOPS - 16 + 1)

    @cached_property
    def lattice(self) -> np.ndarray:
        """Lattice places of the stops in direction 0, shape (routes, 30, 2): a walk that never turns back."""
        along = self.grid("step", MOST_STOPS) < (0.3 + 0.4 * self.unit("slope"))[:, None]
        ahead = np.stack([self.below("east", 2) * 2 - 1, self.below("north", 2) * 2 - 1], axis=1)
        steps = np.stack([along, ~along], axis=2) * ahead[:, None, :]
        walk = np.cumsum(steps, axis=1)
        middle = np.take_along_axis(walk, np.broadcast_to((self.stops // 2)[:, None, None], (len(self), 1, 2)), axis=1)
        off = np.stack([self.below("off.east", 7), self.below("off.north", 7)], axis=1) - 3
        return walk - middle + MIDDLE + off[:, None, :]

    @cached_property
    def headway_peak(self) -> np.ndarray:
        return 8 + self.below("headway", 8)

    @cached_property
    def headway_offpeak(self) -> np.ndarray:
        return self.headway_peak + 4 + self.below("slack", 8)

    @cached_property
    def first_minute(self) -> np.ndarray:
        return 350 + 5 * self.below("first", 5)

    @cached_property
    def last_minute(self) -> np.ndarray:
        return 1170 + 10 * self.below("last", 6)

    @cached_property
    def fare(self) -> np.ndarray:
        return np.where(self.stops > 26, 2.0, 1.0)


class Network:
    """All routes of a world as arrays; axis 0 is the route, axis 1 often the direction, the last the stop or trip."""

    def __init__(self, world: Any) -> None:
        self.route = route = Route(world, np.arange(routes(world)))
        self.stops = route.stops
        code = (route.county[:, None] * 100 + route.lattice[:, :, 0]) * 100 + route.lattice[:, :, 1]
        self.stop = self._both_ways(code)
        at = route.lattice * STEP + (CENTRE[route.county] - MIDDLE * STEP)[:, None, :]
        self.longitude, self.latitude = (np.round(self._both_ways(at[:, :, axis]), 6) for axis in (0, 1))
        self.leg_km = np.zeros(self.stop.shape)
        self.leg_km[:, :, 1:] = kilometres(self.longitude[:, :, :-1], self.latitude[:, :, :-1], self.longitude[:, :, 1:], self.latitude[:, :, 1:])
        self.km = np.cumsum(self.leg_km * self.stands[:, None, :], axis=2)
        self.scheduled = self.km / SPEED * 3600  # seconds from departure
        self.end = self.km[:, 0, -1] / SPEED * 60

    @cached_property
    def stands(self) -> np.ndarray:
        """(routes, 30): whether there is a stop of that number."""
        return np.arange(MOST_STOPS) < self.stops[:, None]

    @cached_property
    def lively(self) -> np.ndarray:
        """(routes, 30): vitality of the road at each stop, in direction 0."""
        code = self.stop[:, 0]
        county = np.broadcast_to(self.route.county[:, None], code.shape)
        return places.vitality(self.route.world, county.ravel(), places.road_of_stop(code).ravel()).reshape(code.shape)

    def _both_ways(self, values: np.ndarray) -> np.ndarray:
        """(routes, 30) to (routes, 2, 30): the second direction calls at the same stops the other way round."""
        back = np.clip(self.stops[:, None] - 1 - np.arange(MOST_STOPS), 0, None)
        return np.stack([values, np.take_along_axis(values, back, axis=1)], axis=1)

    @cached_property
    def turnaround(self) -> np.ndarray:
        """Minutes from a bus's departure in direction 0 to its departure in direction 1, late arrivals allowed for."""
        return np.ceil(self.end * 1.6 + 8).astype(int)

    @cached_property
    def vehicles(self) -> np.ndarray:
        """Buses of each route: enough that trip k and trip k + vehicles never need the same bus at once."""
        return -(-2 * self.turnaround // self.route.headway_peak) + 1

    @cached_property
    def first_vehicle(self) -> np.ndarray:
        return np.cumsum(self.vehicles) - self.vehicles

    @cached_property
    def departures(self) -> np.ndarray:
        """Minutes after midnight, shape (routes, 2, 128); a very late minute where there is no trip."""
        out = np.full((len(self.stops), 2, MOST_TRIPS), 100_000)
        for at, (peak, usual) in enumerate(zip(self.route.headway_peak, self.route.headway_offpeak, strict=True)):
            minute, number = self.route.first_minute[at], 0
            while minute <= self.route.last_minute[at] and number < MOST_TRIPS:
                out[at, :, number] = minute, minute + self.turnaround[at]
                minute += peak if any(low <= minute < high for low, high in PEAKS) else usual
                number += 1
        return out

    @cached_property
    def trips(self) -> np.ndarray:
        return (self.departures[:, 0] < 100_000).sum(axis=1)

    @cached_property
    def changes(self) -> tuple[np.ndarray, np.ndarray]:
        """Where passengers of a route can change: (routes, most, 3) of stop, other route, stop there; and how many."""
        found: list[list[tuple[int, int, int]]] = [[] for _ in self.stops]
        for here in range(len(self.stops)):
            for there in range(len(self.stops)):
                if here != there:
                    mine, its = self.stop[here, 0, : self.stops[here]], self.stop[there, 0, : self.stops[there]]
                    _, at, other = np.intersect1d(mine, its, return_indices=True)
                    found[here] += [(int(a), there, int(o)) for a, o in zip(at, other, strict=True)]
        counts = np.array([len(f) for f in found])
        out = np.zeros((len(found), max(1, counts.max()), 3), dtype=np.int64)
        for here, options in enumerate(found):
            out[here, : len(options)] = np.array(options, dtype=np.int64).reshape(-1, 3)
        return out, counts


def kilometres(lon1: np.ndarray, lat1: np.ndarray, lon2: np.ndarray, lat2: np.ndarray) -> np.ndarray:
    """Great-circle distance for short ways (equirectangular; WGS84 mean radius 6371 km)."""
    east = np.radians(lon2 - lon1) * np.cos(np.radians((lat1 + lat2) / 2))
    return 6371.0 * np.hypot(east, np.radians(lat2 - lat1))


def bearing(lon1: np.ndarray, lat1: np.ndarray, lon2: np.ndarray, lat2: np.ndarray) -> np.ndarray:
    """Whole degrees clockwise from north, 0 to 359."""
    east = (lon2 - lon1) * np.cos(np.radians((lat1 + lat2) / 2))
    return np.rint(np.degrees(np.arctan2(east, lat2 - lat1))).astype(np.int64) % 360


def clock(minute: np.ndarray) -> np.ndarray:
    """Minutes after midnight as HH:MM:SS; the buses stop before midnight."""
    return np.array([f"{int(m) // 60 % 24:02d}:{int(m) % 60:02d}:00" for m in minute])
