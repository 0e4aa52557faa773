"""出租车运营: one row per metered trip."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.taxis import CabDay, cabs

PAY = np.array(["现金", "刷卡", "移动支付"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    day = CabDay(world, index)
    row, trip = np.nonzero(day.driven)
    cell = day.cell[row] * 64 + trip
    at = day.date[row].astype("datetime64[s]")
    start, goal = np.round(day.starts[row, trip], 6), np.round(day.goals[row, trip + 1], 6)
    return {
        "trip_id": identifiers.opaque("Y", draw.bits(cell, day.stream("trip"))), "plate_no": day.cab.plate_no[row],
        "driver_id": day.driver(day.on[row, trip] // 60, row), "company_uscc": day.cab.company.uscc[row],
        "on_time": at + day.on[row, trip], "off_time": at + day.off[row, trip], "load_km": np.round(day.load_km[row, trip], 2),
        "empty_km": np.round(day.empty_km[row, trip], 2), "wait_seconds": day.wait_seconds[row, trip], "fare": day.fare[row, trip],
        "pay_mode": PAY[draw.choice(cell, day.stream("pay"), [0.08, 0.02, 0.9])],
        "on_lng": start[:, 0], "on_lat": start[:, 1], "off_lng": goal[:, 0], "off_lat": goal[:, 1],
    }  # fmt: skip


PARTS = [Part("all", lambda world: cabs(world) * calendar.N_DAYS, rows, fan_out=28)]
