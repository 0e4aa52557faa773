"""充电桩: connectors, four to twelve of them at a station."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.entity import Many
from synthetic_data.world import identifiers, names, places
from synthetic_data.world.sites import Site, scaled

STATIONS = 420  # of the whole city (our choice)
OFFSET = np.array([0.0055, -0.0020])  # WGS84 to GCJ-02 around here, degrees (our rounding)


class Station(Site):
    kind = "station"
    spread = 0.05


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    pile = Many(Station(world, index), 4 + Station(world, index).below("piles", 9), "pile")
    station = Station(world, index[pile.row])
    fast = pile.chance("fast", 0.55)
    operator = station.below("operator", 9)
    return {
        "operator_id": identifiers.as_text(identifiers.digits(390_000_000 + operator, 9)),
        "station_id": identifiers.as_text(identifiers.digits(39_0000_0000 + station.index, 10)),
        "station_name": places.text(station.county_name, station.word, names.MARK, "充电站"), "area_code": station.county_code,
        "address": station.address, "longitude": np.round(station.longitude + OFFSET[0], 6), "latitude": np.round(station.latitude + OFFSET[1], 6),
        "station_type": np.array(["1", "100", "103", "255"])[station.choice("type", [0.86, 0.06, 0.04, 0.04])],
        "station_status": np.array(["50", "6", "1"])[station.choice("status", [0.93, 0.05, 0.02])],
        "construction": (station.choice("place", [0.3, 0.15, 0.2, 0.1, 0.1, 0.15]) + 1).astype(str),
        "park_nums": station.below("parks", 30) + 12, "connector_id": identifiers.as_text(identifiers.digits(39 * 10**10 + station.index * 100 + pile.number, 12)),
        "connector_type": np.where(fast, "4", "3"), "power": np.where(fast, np.array([60.0, 120, 180])[pile.below("power", 3)], 7.0),
        "electricity_fee": np.full(len(pile), "峰1.05/平0.72/谷0.38"), "service_fee": np.round(0.3 + 0.3 * station.unit("fee"), 2).astype(str),
    }  # fmt: skip


PARTS = [Part("all", lambda world: scaled(world.fraction, STATIONS, 24), rows, fan_out=8)]
