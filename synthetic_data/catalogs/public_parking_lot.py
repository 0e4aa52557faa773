"""公共停车场: one row per public car park."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import names, places
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.parking import LOTS, Lot
from synthetic_data.world.sites import scaled

KINDS = np.array(["路内", "路外公共", "建筑配建(对外)"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    lot = Lot(world, index)
    operator = Enterprise(world, world.agencies[draw.below(index // 8, lot.stream("operator"), len(world.agencies))])
    return {
        "lot_code": lot.lot_code, "lot_name": places.text(lot.county_name, lot.word, names.MARK, "停车场"), "lot_type": KINDS[lot.choice("type", [0.3, 0.4, 0.3])],
        "county_code": lot.county_code, "address": lot.address, "longitude": lot.longitude, "latitude": lot.latitude, "total_spaces": lot.total_spaces,
        "charging_spaces": np.floor(lot.total_spaces * 0.15 * lot.unit("charging")).astype(int), "accessible_spaces": np.maximum(lot.total_spaces // 50, 1),
        "operator_uscc": operator.uscc, "charge_standard": np.array(["2元/小时", "3元/小时", "首小时3元,以后每小时2元", "免费"])[lot.choice("charge", [0.35, 0.25, 0.25, 0.15])],
        "open_hours": np.where(lot.chance("day_only", 0.2), "06:00-22:00", "全天"), "status": np.where(lot.chance("paused", 0.03), "暂停", "运营"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: scaled(world.fraction, LOTS, 8), rows)]
