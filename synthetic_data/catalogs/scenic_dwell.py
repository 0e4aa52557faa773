"""景区驻留: how long the visitors of a spot and day stayed."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import calendar
from synthetic_data.world.tourism import MOUNTAIN, SpotDay, spots, spread

BUCKETS = np.array(["<1h", "1-2h", "2-4h", "4-6h", "6-12h", ">12h"])
MINUTES = np.array([38, 92, 180, 295, 480, 1050])
SHORT, LONG = np.array([0.2, 0.3, 0.3, 0.12, 0.06, 0.02]), np.array([0.08, 0.16, 0.3, 0.24, 0.14, 0.08])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    day = SpotDay(world, index)
    weights = np.where((day.spot.character == MOUNTAIN)[:, None], LONG, SHORT) * np.exp(0.25 * day.spot.normal_grid("dwell", 6))
    weights = np.where(calendar.is_holiday(day.date)[:, None], weights * np.array([1, 1, 1, 1.2, 1.4, 1.8]), weights)
    counts = spread(day.visitors, weights).ravel()
    row, at = np.repeat(np.arange(len(index)), 6), np.tile(np.arange(6), len(index))
    away = day.unit("away")[row] * 0.3 + 0.5
    return {
        "stat_date": day.date[row], "scenic_id": day.spot.scenic_id[row], "dwell_bucket": BUCKETS[at], "visitor_count": counts,
        "share": counts / np.maximum(day.visitors[row], 1), "avg_minutes": np.round(MINUTES[at] * (0.95 + 0.1 * day.unit("minutes")[row]), 1),
        "overnight_count": np.where(at == 5, np.floor(counts * away).astype(int), 0), "visitor_type": np.where(at < 2, "本地", "外地"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: spots(world) * calendar.N_DAYS, rows, fan_out=6)]
