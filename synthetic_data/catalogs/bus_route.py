"""公交线路: each route in both directions."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import names, places
from synthetic_data.world.bus_network import Route, clock, routes
from synthetic_data.world.bus_trips import route_id


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    network, at, direction = world.buses, np.repeat(index, 2), np.tile([0, 1], len(index))
    route = Route(world, at)
    ends = [network.stop[at, direction, end] for end in (np.zeros_like(at), network.stops[at] - 1)]
    departures = network.departures[at, direction]
    return {
        "route_id": route_id(at), "route_name": places.text(at + 1, "路", names.MARK), "direction": direction.astype(str),
        "route_type": np.array(["常规", "城乡", "微循环"])[route.choice("type", [0.7, 0.2, 0.1])],
        "first_stop": places.stop_name(ends[0]), "last_stop": places.stop_name(ends[1]), "first_time": clock(departures[:, 0]),
        "last_time": clock(departures[np.arange(len(at)), network.trips[at] - 1]), "length_km": np.round(network.km[at, direction, -1], 2),
        "stop_count": network.stops[at], "headway_peak": route.headway_peak, "headway_offpeak": route.headway_offpeak, "fare": route.fare,
        "vehicle_count": network.vehicles[at], "status": np.full(len(at), "运营"),
    }  # fmt: skip


PARTS = [Part("all", routes, rows, fan_out=2)]
