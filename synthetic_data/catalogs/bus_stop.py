"""公交站点: the stops of each route and direction, in their order; routes that cross share stops."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import places
from synthetic_data.world.bus_network import MOST_STOPS, routes
from synthetic_data.world.bus_trips import route_id, stop_id


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    network = world.buses
    at, direction, number = (a.ravel() for a in np.meshgrid(index, [0, 1], np.arange(MOST_STOPS), indexing="ij"))
    kept = number < network.stops[at]
    at, direction, number = at[kept], direction[kept], number[kept]
    code = network.stop[at, direction, number]
    return {
        "stop_id": stop_id(code), "stop_name": places.stop_name(code), "route_id": route_id(at), "direction": direction.astype(str),
        "stop_seq": number + 1, "longitude": network.longitude[at, direction, number], "latitude": network.latitude[at, direction, number],
        "distance_km": np.round(network.km[at, direction, number], 3), "county_code": places.COUNTY_CODES[network.route.county[at]],
        "platform_type": np.where(draw.unit(code, draw.key(world.seed, "platform")) < 0.4, "港湾式", "普通"), "status": np.full(len(at), "使用"),
    }  # fmt: skip


PARTS = [Part("all", routes, rows, fan_out=48)]
