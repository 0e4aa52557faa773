"""实时停车: spaces taken in each car park at each full hour; a device now and then falls silent for some hours."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar
from synthetic_data.world.parking import HOURS, LOTS, Lot
from synthetic_data.world.sites import scaled


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    """``index`` counts lot-days."""
    days = HOURS // 24
    lot = Lot(world, np.repeat(index // days, 24))
    hour = np.repeat(index % days * 24, 24) + np.tile(np.arange(24), len(index))
    cell = lot.index * HOURS + hour
    taken, before = (np.rint(lot.total_spaces * lot.share(np.clip(h, 0, HOURS - 1), _noise(lot, c))).astype(int)
                     for h, c in ((hour, cell), (hour - 1, cell - 1)))  # fmt: skip
    turnover = np.rint(lot.total_spaces * 0.18 * draw.unit(cell, lot.stream("turnover")) * taken / np.maximum(lot.total_spaces, 1)).astype(int)
    silent = draw.unit(lot.index * HOURS + hour // 6, lot.stream("silent")) < 0.006
    out = {
        "lot_code": lot.lot_code, "collect_time": calendar.FIRST_DAY.astype("datetime64[s]") + hour * 3600, "total_spaces": lot.total_spaces,
        "occupied_spaces": taken, "free_spaces": lot.total_spaces - taken, "in_count": np.maximum(taken - before, 0) + turnover,
        "out_count": np.maximum(before - taken, 0) + turnover,
        "device_status": np.where(draw.unit(cell, lot.stream("odd")) < 0.002, "异常", "正常"),
    }  # fmt: skip
    return {name: values[~silent] for name, values in out.items()}


def _noise(lot: Lot, cell: np.ndarray) -> np.ndarray:
    """Half of it lasts for the morning or the afternoon, half is new each hour."""
    return 0.7 * draw.normal(cell // 6, lot.stream("slow")) + 0.7 * draw.normal(cell, lot.stream("quick"))


PARTS = [Part("all", lambda world: scaled(world.fraction, LOTS, 8) * (HOURS // 24), rows, fan_out=24)]
