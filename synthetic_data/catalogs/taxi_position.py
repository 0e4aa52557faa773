"""出租车定位: a message a minute while the meter is on, on the way of the trips, kept for the last 31 days."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar
from synthetic_data.world.bus_network import bearing
from synthetic_data.world.taxis import DETOUR, CabDay, cabs, kilometres

KEPT = 31  # days: our choice, as for the buses


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    """``index`` counts cab-days of the kept days."""
    cell = index // KEPT * calendar.N_DAYS + calendar.N_DAYS - KEPT + index % KEPT
    day = CabDay(world, cell[CabDay(world, cell).works])
    last_off = np.where(day.driven, day.off, 0).max(axis=1)
    minutes = np.maximum((last_off // 60 - np.ceil(day.start)).astype(int), 0)
    row = np.repeat(np.arange(len(day.cell)), minutes)
    number = np.arange(len(row)) - np.repeat(np.cumsum(minutes) - minutes, minutes)
    second = (np.ceil(day.start)[row].astype(int) + number) * 60 + day.cab.index[row] % 60
    trip = (day.off[row] <= second[:, None]).sum(axis=1).clip(0, day.off.shape[1] - 1)
    on, off = day.on[row, trip], day.off[row, trip]
    before = np.where(trip > 0, day.off[row, trip - 1], np.floor(day.start[row] * 60).astype(int))
    loaded = second >= on
    begin, finish = np.where(loaded, on, before), np.where(loaded, off, on)
    here = np.where(loaded[:, None], day.starts[row, trip], day.goals[row, trip])
    there = np.where(loaded[:, None], day.goals[row, trip + 1], day.starts[row, trip])
    share = ((second - begin) / np.maximum(finish - begin, 1))[:, None].clip(0, 1)
    at = here + share * (there - here)
    way = DETOUR * kilometres(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    message = day.cell[row] * 2048 + number
    lost = draw.unit(message, day.stream("lost")) < 0.01
    speed = way / np.maximum(finish - begin, 30) * 3600 * (0.7 + 0.6 * draw.unit(message, day.stream("speed")))
    return {
        "plate_no": day.cab.plate_no[row], "gps_time": day.date[row].astype("datetime64[s]") + second,
        "longitude": np.round(at[:, 0], 6), "latitude": np.round(at[:, 1], 6), "speed": np.round(np.where(lost, 0, np.minimum(speed, 110)), 1),
        "direction": bearing(here[:, 0], here[:, 1], there[:, 0], there[:, 1]), "occupied": np.where(loaded, "1", "0"),
        "engine_on": np.full(len(row), "1"), "fix_valid": np.where(lost, "0", "1"), "alarm_code": np.where(lost, "16", "0"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: cabs(world) * KEPT, rows, fan_out=1000)]
