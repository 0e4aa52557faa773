"""Titles of dwellings: when a sale was registered, and the number of the certificate that came of it."""

from __future__ import annotations

import numpy as np

from kit.synth import draw
from synthetic_data.world import calendar, places
from synthetic_data.world.dwellings import Dwelling


def registered(home: Dwelling, day: np.ndarray) -> np.ndarray:
    """Second of registration, one to six months after ``day``; not-a-time when that lies beyond the calendar."""
    on = day + 25 + draw.below(home.index + day.astype(np.int64) * 7, home.stream("registered"), 150)
    second = on.astype("datetime64[s]") + 32_400 + home.below("registered.second", 28_000)
    return np.where(on <= calendar.LAST_DAY, second, np.datetime64("NaT", "s"))


def certificate_no(home: Dwelling, title: str) -> np.ndarray:
    """As printed: province letter, year, county, running number; unique as the running numbers are permuted."""
    year = registered(home, home.acquired if title == "title" else home.first_date).astype("datetime64[Y]").astype(str)
    serial = 2 * draw.permute(home.index, 10**8, home.stream("certificate")) + (title == "title")
    return places.text("皖（", year, "）", places.COUNTY_NAMES[home.county], "不动产权第", serial, "号")
