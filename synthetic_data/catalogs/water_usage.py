"""用水: one row per account and month; organisations and residents."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.accounts import Account
from synthetic_data.world.activity import Activity
from synthetic_data.world.dwellings import EMPTY

# Cubic metres per worker and month, by industry in the order of INDUSTRIES; season from January (our choice).
PER_HEAD = np.array([9, 7, 2.5, 2.2, 2.4, 16, 1.6, 1.8, 1.8, 4, 8])
SEASON = np.array([0.93, 0.88, 0.95, 0.98, 1.02, 1.08, 1.14, 1.15, 1.05, 1.0, 0.96, 0.93])
PRICE, PRICE_OTHER, PRICE_SPECIAL = 2.35, 3.1, 6.8


def organisations(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    open_month = np.maximum(calendar.month_number(firm.est_date) + activity.below("water.opens", 5), 0)
    shown = activity.has_meter("water", 0.7)[:, None] & activity.alive & (np.arange(48) >= open_month[:, None])
    at, month = np.nonzero(shown)
    volumes = np.where(shown, activity.consumption("water", PER_HEAD, SEASON), 0.0)
    behind = np.where(activity.event_grid("water_behind", activity.log_odds("late_payment")), 1, 0)
    special = firm.chance("special_water", np.where(np.isin(firm.industry, ["R", "S"]), 0.3, 0.0))
    price = np.where(special, PRICE_SPECIAL, PRICE_OTHER)[at]
    common = _bill(index[at] * 64 + month, month, volumes, at, price, activity.stream("water.read"))
    return common | {
        "user_no": lambda: np.char.add("WE", identifiers.as_text(identifiers.digits(draw.permute(index, 10**9, activity.stream("water.no")), 10)))[at],
        "user_nature": np.where(special, "特种行业", "非居民")[at],
        "uscc": lambda: firm.uscc[at], "user_name": lambda: firm.name[at], "address": lambda: firm.address[at],
        "house_unit_no": lambda: np.full(len(at), None), "county_code": firm.county_code[at],
        "open_date": (firm.est_date + activity.below("water.open_day", 90))[at],
        "overdue_periods": behind[at, month], "overdue_amount": np.round(behind[at, month] * common["amount"] * 0.05, 2),
        "user_status": np.where((volumes[at, month] == 0) & activity.suspended[at, month], "报停", "正常"),
    }  # fmt: skip


def residents(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Account(world, index)
    home = Account(world, index[every.exists])
    opened = home.first_date + 60 + home.below("water.open", 200)
    at, month = np.nonzero(calendar.month_number(opened)[:, None] <= np.arange(48))
    common = _bill(home.index[at] * 64 + month, month, home.used, at, np.full(len(at), PRICE), home.stream("water.read"))
    behind = home.behind[at, month].astype(int)
    stopped = (home.use == EMPTY) & home.chance("water.stopped", 0.12)
    return common | {
        "user_no": lambda: home.user_no[at], "user_nature": np.full(len(at), "居民生活"), "uscc": lambda: np.full(len(at), None),
        "user_name": lambda: home.user_name[at], "address": lambda: home.address[at], "house_unit_no": lambda: home.house_unit_no.take(at),
        "county_code": home.county_code[at], "open_date": lambda: opened[at],
        "overdue_periods": behind, "overdue_amount": np.round(behind * common["amount"] * 0.05, 2),
        "user_status": np.where(stopped[at] & (common["volume"] == 0), "报停", "正常"),
    }  # fmt: skip


def _bill(cell: np.ndarray, month: np.ndarray, volumes: np.ndarray, at: np.ndarray, price: np.ndarray, stream: np.uint64) -> dict[str, Any]:
    volume = volumes[at, month]
    return {
        "read_date": lambda: calendar.day_in_month(month, 0.6 + 0.38 * draw.unit(cell, stream)),
        "current_reading": lambda: np.round(100 + volumes.cumsum(axis=1)[at, month], 1),
        "volume": volume, "amount": np.round(volume * price, 2), "data_month": calendar.MONTH_LABELS[month],
    }  # fmt: skip


PARTS = [
    Part("organisations", lambda world: world.enterprises, organisations, 24, {"user_nature": ("非居民", "特种行业")}),
    Part("residents", lambda world: world.dwellings, residents, 15, {"user_nature": ("居民生活",)}),
]
