"""刷卡: boardings only, as in the real system; where a rider gets off is in the answer key."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.bus_rides import Rides, riders, tap_id
from synthetic_data.world.bus_trips import route_id, stop_id


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    rides = Rides(world, index)
    days, ride, network = rides.days, rides.columns, world.buses
    at, rider, day = ride["at"], days.rider, days.day[ride["at"]]
    date = calendar.FIRST_DAY + day
    month = date.astype("datetime64[M]").astype(int)
    changed = np.isin(ride["leg"], (1, 3))
    fare = network.route.fare[ride["route"]] * rider.discount[at]
    return {
        "tap_id": lambda: tap_id(rides), "card_hash": lambda: identifiers.opaque("C", draw.bits(rider.index[at] * 4096 + month, rider.stream("card_hash"))),
        "card_type": rider.card_type[at], "route_id": route_id(ride["route"]), "direction": ride["direction"].astype(str),
        "vehicle_id": lambda: np.char.add("V39", identifiers.as_text(identifiers.digits(ride["vehicle"], 6))),
        "stop_id": lambda: stop_id(network.stop[ride["route"], ride["direction"], ride["board"]]),
        "tap_time": date.astype("datetime64[s]") + ride["tapped"], "amount": np.where(changed, 0.0, np.round(fare, 2)),
        "transfer_flag": np.where(changed, "1", "0"),
    }  # fmt: skip


PARTS = [Part("all", riders, rows, fan_out=1000)]
