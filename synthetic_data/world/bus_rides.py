"""Who rides the bus: regular riders go out and come back, some change once; where they get off is never recorded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.bus_trips import Trip
from synthetic_data.world.effects import effects

RIDERS = 80_000  # of the whole city (our choice)
ADULT, STUDENT, ELDER, NOW_AND_THEN = range(4)
LEGS = 4  # of a day: out, out after a change, back, back after a change
YEAR = np.array([0.72, 0.94, 1.0, 1.02])  # 2022 was a weak year


def riders(world: Any) -> int:
    return max(120, round(RIDERS * world.fraction))


class Rider(Entity):
    kind = "rider"

    @cached_property
    def habit(self) -> np.ndarray:
        return self.choice("habit", [0.42, 0.14, 0.24, 0.2])

    @cached_property
    def card_type(self) -> np.ndarray:
        adult = np.array(["普通卡", "二维码", "银联闪付", "爱心卡"])[self.choice("card", [0.34, 0.5, 0.12, 0.04])]
        return np.select([self.habit == STUDENT, self.habit == ELDER], ["学生卡", "老年卡"], adult)

    @cached_property
    def discount(self) -> np.ndarray:
        free = np.isin(self.card_type, ["老年卡", "爱心卡"])
        return np.select([free, self.card_type == "学生卡", self.card_type == "普通卡"], [0.0, 0.5, 0.9], 1.0)


class Day:
    """Riders' days on which they ride; ``cell`` names the rider and the day."""

    def __init__(self, world: Any, index: np.ndarray) -> None:
        self.world, self.network = world, world.buses
        everyone = Rider(world, index)
        row, day = (a.ravel() for a in np.mgrid[0 : len(index), 0 : calendar.N_DAYS])
        off = calendar.is_day_off(calendar.FIRST_DAY + day)
        often = np.where(off, np.array([0.16, 0.08, 0.42, 0.12])[everyone.habit[row]], np.array([0.62, 0.6, 0.5, 0.08])[everyone.habit[row]])
        often = often * YEAR[(calendar.FIRST_DAY + day).astype("datetime64[Y]").astype(int) - 52]
        rides = draw.unit(everyone.index[row] * 2048 + day, everyone.stream("rides")) < often
        self.day, self.rider = day[rides], Rider(world, index[row[rides]])
        self.cell = self.rider.index * 2048 + self.day
        # Regular riders have one home and one goal; the others have new ones each time.
        self.who = np.where(self.rider.habit == NOW_AND_THEN, self.cell, self.rider.index)

    def _unit(self, column: str, of: np.ndarray) -> np.ndarray:
        return draw.unit(of, self.rider.stream(column))

    def _goal(self, column: str, route: np.ndarray, other: np.ndarray) -> np.ndarray:
        """A stop of the route that is not ``other``: of two drawn, the one on the livelier road."""
        both = []
        for place in ("first", "second"):
            drawn = np.floor(self._unit(f"{column}.{place}", self.who) * (self.network.stops[route] - 1)).astype(np.int64)
            both.append(drawn + (drawn >= other))
        first, second = (self.network.lively[route, stop] for stop in both)
        return np.where(first >= second, both[0], both[1])

    @cached_property
    def ways(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """(days, 4) each: route, stop to board and stop to leave (as of direction 0), and whether there is such a leg."""
        options, counts = self.network.changes
        first = np.floor(self._unit("route", self.who) * len(self.network.stops)).astype(np.int64)
        home = np.floor(self._unit("home", self.who) * self.network.stops[first]).astype(np.int64)
        changes = (self._unit("changes", self.who) < effects()["bus"]["transfer"]) & (counts[first] > 0)
        option = np.floor(self._unit("change", self.who) * counts[first]).astype(np.int64)
        middle, second, start = options[first, np.where(changes, option, 0)].T
        changes &= middle != home
        leave = np.where(changes, middle, self._goal("goal", first, home))
        goal = self._goal("second_goal", second, start)
        back = self._unit("back", self.cell) < np.where(self.rider.habit == NOW_AND_THEN, 0.7, 0.93)
        far = np.where(changes, goal, leave)
        returns = self._elsewhere(far, self.network.stops[np.where(changes, second, first)], np.where(changes, start, home))
        route = np.stack([first, second, np.where(changes, second, first), first], axis=1)
        board = np.stack([home, start, returns, middle], axis=1)
        alight = np.stack([leave, goal, np.where(changes, start, home), home], axis=1)
        return route, board, alight, np.stack([np.ones(len(first), dtype=bool), changes, back, back & changes], axis=1)

    def _elsewhere(self, stop: np.ndarray, stops: np.ndarray, goal: np.ndarray) -> np.ndarray:
        """Where the way back begins: now and then one or two stops from where the way out ended."""
        step = np.array([-2, -1, 1, 2])[np.floor(self._unit("walk.step", self.cell) * 4).astype(np.int64)]
        moved = np.clip(stop + step, 0, stops - 1)
        walks = (self._unit("walks", self.cell) < effects()["bus"]["walks"]) & (moved != goal)
        return np.where(walks, moved, stop)

    @cached_property
    def wishes(self) -> tuple[np.ndarray, np.ndarray]:
        """Seconds after midnight at which the rider is at the first stop, out and back."""
        habit = self.rider.habit
        out, back = np.array([435, 415, 540, 600])[habit], np.array([1060, 1000, 660, 800])[habit]
        own, daily = self._unit("own", self.rider.index) * 60 - 30, draw.normal(self.cell, self.rider.stream("daily"))
        spread = np.where(habit == NOW_AND_THEN, 110, np.where(habit == ELDER, 35, 9))
        again = draw.normal(self.cell, self.rider.stream("again"))
        return (out + own + spread * daily) * 60, (back + own + spread * 1.6 * again) * 60


class Rides:
    """All boardings of some riders' days, as columns."""

    def __init__(self, world: Any, index: np.ndarray) -> None:
        self.days = days = Day(world, index)
        route, board, alight, wanted = days.ways
        out, back = days.wishes
        parts = []
        for leg in range(LEGS):
            follows = leg in (1, 3)
            at = np.flatnonzero(wanted[:, leg])
            if follows:  # after the first leg has arrived, and two minutes to change
                before, arrived = parts[-1]["at"], parts[-1]["left"]
                place = np.minimum(np.searchsorted(before, at), max(len(before) - 1, 0))
                caught = before[place] == at if len(before) else np.zeros(len(at), dtype=bool)
                at, place = at[caught], place[caught]
                ready = arrived[place] + 120
            else:
                ready = (out if leg == 0 else back)[at]
            parts.append(_ride(world, days, at, leg, route[at, leg], board[at, leg], alight[at, leg], ready))
        joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
        order = np.lexsort([joined["leg"], joined["at"]])
        self.columns = {name: values[order] for name, values in joined.items()}


def _ride(world: Any, days: Day, at: np.ndarray, leg: int, route: np.ndarray, board: np.ndarray, alight: np.ndarray,
          ready: np.ndarray) -> dict[str, np.ndarray]:  # fmt: skip
    """The first bus that the timetable promises after ``ready``; who finds it cancelled takes the next or walks."""
    network = world.buses
    direction = (board > alight).astype(np.int64)
    last = network.stops[route] - 1
    board, alight = (np.where(direction == 1, last - stop, stop) for stop in (board, alight))
    promised = network.departures[route, direction] * 60 + network.scheduled[route, direction, board][:, None]
    number = (promised < ready[:, None]).sum(axis=1)
    first = Trip(world, route, direction, days.day[at], np.minimum(number, 127))
    number = number + ~first.runs
    kept = number < network.trips[route]
    at, route, direction, board, alight, number = (a[kept] for a in (at, route, direction, board, alight, number))
    trip = Trip(world, route, direction, days.day[at], number)
    row = np.arange(len(at))
    return {
        "at": at, "leg": np.full(len(at), leg), "route": route, "direction": direction, "number": number, "board": board, "alight": alight,
        "tapped": trip.arrivals[row, board] + 2 + draw.below(days.cell[at] * LEGS + leg, days.rider.stream("tap"), 7),
        "left": trip.arrivals[row, alight], "vehicle": trip.vehicle,
    }  # fmt: skip


def tap_id(rides: Rides) -> np.ndarray:
    cell = rides.days.cell[rides.columns["at"]] * LEGS + rides.columns["leg"]
    return identifiers.opaque("T", draw.bits(cell, rides.days.rider.stream("tap_id")))
