"""星级饭店: the hotels with stars and the year of their assessment."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import names, places
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.sites import Site, phone, scaled


class Hotel(Site):
    kind = "hotel"
    spread = 0.04


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    hotel = Hotel(world, index)
    stars = hotel.choice("stars", [0.02, 0.1, 0.5, 0.32, 0.06])
    rooms = np.rint((40 + 45 * stars) * np.exp(0.25 * hotel.normal("rooms"))).astype(int)
    year = 2019 + hotel.below("assessed", 7)
    review = (year + np.minimum(3, 2025 - year) - 1970).astype("datetime64[Y]").astype("datetime64[D]") + 200 + hotel.below("review", 120)
    return {
        "hotel_id": np.char.add("H39", np.char.rjust(index.astype(str), 4, "0")), "hotel_name": places.text(hotel.county_name, hotel.word, names.MARK, "大酒店"),
        "star_level": np.array(["一星", "二星", "三星", "四星", "五星"])[stars], "plate_no": places.text("模拟", 39_000 + index),
        "uscc": Enterprise(world, world.hosts[hotel.below("firm", len(world.hosts))]).uscc, "county_code": hotel.county_code, "address": hotel.address,
        "longitude": hotel.longitude, "latitude": hotel.latitude, "room_count": rooms, "bed_count": np.rint(rooms * 1.6).astype(int),
        "assess_year": year, "review_date": review, "phone": phone(hotel),
    }  # fmt: skip


PARTS = [Part("all", lambda world: scaled(world.fraction, 34, 12), rows)]
