"""公交GPS: three messages for each stop of each trip (arrives, leaves, under way), kept for the last 31 days."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import calendar
from synthetic_data.world.bus_network import MOST_STOPS, bearing, routes
from synthetic_data.world.bus_trips import Trip, route_id, stop_id

KEPT = 31  # days: our choice, as positioning data is large and old ones answer nothing
EVENTS = np.array(["进站", "离站", "行驶"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    """``index`` counts route-days."""
    network = world.buses
    route, day = index // KEPT, calendar.N_DAYS - KEPT + index % KEPT
    of, direction, number = (a.ravel() for a in np.meshgrid(np.arange(len(index)), [0, 1], np.arange(network.trips[route].max()), indexing="ij"))
    trip = Trip(world, route[of], direction, day[of], number)
    ran = np.flatnonzero(trip.runs & (number < network.trips[trip.route]))
    trip = Trip(world, route[of[ran]], direction[ran], day[of[ran]], number[ran])
    row, stop, event = (a.ravel() for a in np.mgrid[0 : len(ran), 0:MOST_STOPS, 0:3])
    last = network.stops[trip.route[row]] - 1
    kept = (stop < last) | ((stop == last) & (event == 0))
    row, stop, event, after = row[kept], stop[kept], event[kept], np.minimum(stop + 1, last)[kept]
    arrives, leaves, ahead = trip.arrivals[row, stop], trip.leavings[row, stop], trip.arrivals[row, after]
    at, way = trip.route[row], trip.direction[row]
    part = np.where(event == 2, 0.5, 0.0)
    lon, lat = (axis[at, way, stop] for axis in (network.longitude, network.latitude))
    lon_to, lat_to = (axis[at, way, after] for axis in (network.longitude, network.latitude))
    second = np.select([event == 0, event == 1], [arrives, leaves], (leaves + ahead) // 2)
    moving = network.leg_km[at, way, after] / np.maximum(ahead - leaves, 1) * 3600
    target = network.stop[at, way, np.where(event == 0, stop, after)]
    return {
        "vehicle_id": lambda: trip.vehicle_id[row], "plate_no": lambda: trip.plate_no[row], "route_id": route_id(at), "direction": way.astype(str),
        "gps_time": (calendar.FIRST_DAY + trip.day[row]).astype("datetime64[s]") + second,
        "longitude": lambda: np.round(lon + part * (lon_to - lon), 6), "latitude": lambda: np.round(lat + part * (lat_to - lat), 6),
        "speed": lambda: np.round(np.where(event == 2, moving * 1.25, np.where(event == 1, 6.0, 0.0)), 1),
        "heading": lambda: where(after != stop, bearing(lon, lat, lon_to, lat_to)), "next_stop_id": lambda: stop_id(target), "event": EVENTS[event],
        "run_status": np.full(len(row), "运营"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: routes(world) * KEPT, rows, fan_out=10_000)]
