"""出租车运行: one row per cab and day, the sum of its trips."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar
from synthetic_data.world.taxis import CabDay, cabs


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    day = CabDay(world, index[CabDay(world, index).works])
    load, empty, fare = (np.where(day.driven, np.round(v, 2), 0).sum(axis=1) for v in (day.load_km, day.empty_km, day.fare))
    online = np.floor(day.end - day.start).astype(int)
    waits = np.where(day.driven, day.wait_seconds, 0).sum(axis=1) // 60
    driving = np.where(day.driven, day.off - day.on, 0).sum(axis=1) // 60
    return {
        "plate_no": day.cab.plate_no, "run_date": day.date, "company_uscc": day.cab.company.uscc, "online_minutes": online,
        "run_minutes": np.minimum(driving - waits + np.floor(empty / 26 * 60).astype(int), online), "total_km": np.round(load + empty, 2),
        "load_km": np.round(load, 2), "trip_count": day.driven.sum(axis=1), "revenue": np.round(fare, 1),
        "empty_rate": np.round(empty / np.maximum(load + empty, 0.01), 4),
        "overspeed_count": draw.poisson(day.cell, day.stream("overspeed"), 0.15), "fatigue_count": (online > 1030).astype(int),
        "device_status": np.array(["正常", "离线", "故障"])[draw.choice(day.cell, day.stream("device"), [0.985, 0.01, 0.005])],
    }  # fmt: skip


PARTS = [Part("all", lambda world: cabs(world) * calendar.N_DAYS, rows, fan_out=8)]
