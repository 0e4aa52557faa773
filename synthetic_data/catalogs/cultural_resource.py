"""文化资源: scenic spots first (their number is the scenic id of the other tables), then museums, libraries and sites."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import names, places
from synthetic_data.world.sites import Site, phone, scaled
from synthetic_data.world.tourism import KINDS, Spot, spots

OTHERS = np.array(["博物馆", "图书馆", "文化馆", "文物保护单位", "红色旅游点", "旅游度假区", "其他"])


class Venue(Site):
    kind = "venue"
    spread = 0.08


def scenic(world: Any, index: np.ndarray) -> dict[str, Any]:
    spot = Spot(world, index)
    price = np.where(spot.chance("free", 0.3), 0.0, np.array([30.0, 50, 60, 80, 110])[spot.below("price", 5)])
    return _place(spot) | {
        "resource_id": spot.scenic_id, "resource_name": spot.title, "resource_type": np.full(len(spot), "A级旅游景区"), "level": spot.level,
        "ticket_price": price, "max_capacity": spot.max_capacity, "intro": places.text(KINDS[spot.character], "类景区（模拟）"),
    }  # fmt: skip


def venues(world: Any, index: np.ndarray) -> dict[str, Any]:
    venue = Venue(world, index)
    kind = venue.choice("type", [0.1, 0.08, 0.08, 0.4, 0.2, 0.04, 0.1])
    return _place(venue) | {
        "resource_id": np.char.add("V39", np.char.rjust(index.astype(str), 4, "0")),
        "resource_name": places.text(venue.county_name, venue.word, names.MARK, OTHERS[kind]), "resource_type": OTHERS[kind],
        "level": np.where(kind == 3, np.array(["国家级", "省级", "市级", "县级"])[venue.choice("rank", [0.06, 0.2, 0.3, 0.44])], "无"),
        "ticket_price": np.zeros(len(venue)), "max_capacity": 200 + 100 * venue.below("capacity", 30), "intro": places.text(OTHERS[kind], "（模拟）"),
    }  # fmt: skip


def _place(site: Site) -> dict[str, Any]:
    return {
        "county_code": site.county_code, "address": site.address, "longitude": site.longitude, "latitude": site.latitude,
        "open_hours": np.where(site.chance("long_hours", 0.6), "08:00-17:30", "09:00-17:00"), "phone": phone(site),
        "status": np.array(["开放", "暂停", "关闭"])[site.choice("status", [0.94, 0.04, 0.02])],
    }  # fmt: skip


PARTS = [Part("scenic", spots, scenic), Part("venues", lambda world: scaled(world.fraction, 420, 40), venues)]
