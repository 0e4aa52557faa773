"""景区访客: hour by hour in 2025. No real data exist yet (意见 FB10-2); the table looks ahead."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import calendar
from synthetic_data.world.tourism import SpotDay, spots, spread

HOURS = np.arange(8, 19)
ARRIVE = np.array([0.1, 0.18, 0.2, 0.14, 0.1, 0.1, 0.08, 0.05, 0.03, 0.015, 0.005])
STAY = 3  # hours that most stay
FIRST = int((np.datetime64("2025-01-01") - calendar.FIRST_DAY).astype(int))
COMFORT = np.array(["舒适", "较舒适", "一般", "较拥挤", "拥挤"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    """``index`` counts spot-days of 2025."""
    day = SpotDay(world, index // 365 * calendar.N_DAYS + FIRST + index % 365)
    n = len(HOURS)
    came = spread(day.visitors, ARRIVE * np.exp(0.1 * day.spot.normal_grid("arrive", n)))
    gone = np.zeros_like(came)
    gone[:, STAY:] = came[:, :-STAY]
    gone[:, -1] += came[:, -STAY:].sum(axis=1)
    inside = (came.cumsum(axis=1) - gone.cumsum(axis=1)).ravel()
    row, hour = np.repeat(np.arange(len(index)), n), np.tile(HOURS, len(index))
    capacity = np.rint(day.spot.max_capacity[row] * 0.45).astype(int)
    came = came.ravel()
    return {
        "stat_time": day.date[row].astype("datetime64[s]") + hour * 3600, "scenic_id": day.spot.scenic_id[row], "in_count": came,
        "out_count": gone.ravel(), "in_park": inside, "reserved_count": np.floor(came * (0.3 + 0.4 * day.unit("reserved")[row])).astype(int),
        "ticket_count": np.floor(came * 0.8).astype(int), "max_capacity": capacity,
        "comfort_level": COMFORT[np.searchsorted([0.3, 0.5, 0.7, 0.9], inside / capacity)], "weather": np.where(day.rainy, "雨", "晴或多云")[row],
    }  # fmt: skip


PARTS = [Part("all", lambda world: spots(world) * 365, rows, fan_out=11)]
