"""用气: one row per account and quarter. Card meters are read when gas is bought, so their dates are uneven."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.accounts import GasAccount
from synthetic_data.world.activity import Activity

PER_HEAD = np.array([3, 55, 2, 1.5, 2, 70, 1, 1, 1, 6, 14])
SEASON = np.array([1.25, 1.2, 1.05, 0.95, 0.9, 0.85, 0.8, 0.8, 0.9, 1.0, 1.1, 1.2])
METERS = np.array(["普通表", "IC卡表", "物联网表"])
QUARTERS = calendar.N_QUARTERS


def organisations(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    usual = np.select([firm.industry == "H", firm.industry == "C", firm.industry == "S"], [0.75, 0.4, 0.35], 0.1)
    alive = activity.alive.reshape(len(index), QUARTERS, 3).all(axis=2)
    shown = activity.has_meter("gas", usual)[:, None] & alive
    volumes = activity.consumption("gas", PER_HEAD, SEASON).reshape(len(index), QUARTERS, 3).sum(axis=2)
    at, quarter = np.nonzero(shown)
    meter = activity.choice("gas.meter", [0.35, 0.25, 0.4])
    nature = np.select([firm.industry == "C", firm.industry == "G"], ["工业", "车用"], "商业")
    return _reading(activity, volumes * shown, at, quarter, meter) | {
        "user_no": _numbers("GE", index, activity.stream("gas.no"))[at], "user_nature": nature[at], "uscc": lambda: firm.uscc[at],
        "user_name": lambda: firm.name[at], "address": lambda: firm.address[at], "house_unit_no": lambda: np.full(len(at), None),
        "county_code": firm.county_code[at], "meter_no": _numbers("ME", index, activity.stream("gas.meter_no"))[at],
    }  # fmt: skip


def residents(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = GasAccount(world, index)
    home = GasAccount(world, index[every.exists & every.chance("gas", 0.64)])
    season = SEASON[np.arange(48) % 12]
    volumes = np.round((home.used * season).reshape(len(home), QUARTERS, 3).sum(axis=2), 1)
    opened = calendar.month_number(home.first_date + 90)[:, None] <= 3 * np.arange(QUARTERS)
    at, quarter = np.nonzero(opened)
    meter = home.choice("gas.meter", [0.3, 0.45, 0.25])
    reading = _reading(home, volumes, at, quarter, meter)
    behind = home.behind[at, quarter * 3]
    return reading | {
        "user_no": lambda: home.user_no[at], "user_nature": np.full(len(at), "居民"), "uscc": lambda: np.full(len(at), None),
        "user_name": lambda: home.user_name[at], "address": lambda: home.address[at], "house_unit_no": lambda: home.house_unit_no.take(at),
        "county_code": home.county_code[at], "meter_no": _numbers("MR", home.index, home.stream("gas.meter_no"))[at],
        "overdue_amount": np.where(behind, np.round(reading["volume"] * 0.02, 2), 0.0),
    }  # fmt: skip


def _numbers(prefix: str, index: np.ndarray, stream: np.uint64) -> np.ndarray:
    return np.char.add(prefix, identifiers.as_text(identifiers.digits(draw.permute(index, 10**9, stream), 10)))


def _reading(entity: Any, volumes: np.ndarray, at: np.ndarray, quarter: np.ndarray, meter: np.ndarray) -> dict[str, Any]:
    """Quarterly reads fall on the last days of the quarter, card purchases on any day of it."""
    spread = np.where(meter[:, None] == 1, 0.02 + 0.96 * entity.grid("gas.read", QUARTERS), 0.9 + 0.08 * entity.grid("gas.read", QUARTERS))
    first = (calendar.START + np.arange(QUARTERS) * 3).astype("datetime64[D]")
    read = first + np.floor(spread * 90).astype(np.int64)
    last = np.hstack([np.full((len(read), 1), np.datetime64("NaT", "D")), read[:, :-1]])
    total = np.round(50 + volumes.cumsum(axis=1), 1)
    before = np.hstack([np.full((len(read), 1), 50.0), total[:, :-1]])
    volume = np.round(volumes[at, quarter], 1)
    behind = entity.grid("gas.behind", QUARTERS)[at, quarter] < 0.02
    return {
        "meter_type": METERS[meter][at], "read_date": read[at, quarter], "last_read_date": last[at, quarter],
        "current_reading": total[at, quarter], "last_reading": before[at, quarter], "volume": volume,
        "overdue_amount": np.where(behind, np.round(volume * 0.02, 2), 0.0), "data_quarter": calendar.QUARTER_LABELS[quarter],
    }  # fmt: skip


PARTS = [
    Part("organisations", lambda world: world.enterprises, organisations, 4, {"user_nature": ("工业", "商业", "公福", "车用")}),
    Part("residents", lambda world: world.dwellings, residents, 4, {"user_nature": ("居民",)}),
]
