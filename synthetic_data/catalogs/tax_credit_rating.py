"""One row per enterprise and year of assessment, fixed in April of the next year (纳税信用管理办法: A ≥ 90 … D < 40)."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar
from synthetic_data.world.activity import Activity

YEARS = np.arange(2022, 2025)


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    by_year = activity.alive.reshape(len(index), 4, 12)[:, :3, 11]
    at, turn = np.nonzero(by_year)
    score, rating, direct = _ratings(activity, at, turn)
    day = np.datetime64("2023-04-08") + draw.below(index[at] * 8 + turn, activity.stream("rated"), 20)
    april = day + np.array([0, 366, 731])[turn]
    a = np.zeros((len(index), 3), dtype=bool)
    a[at, turn] = rating == "A"
    streak = np.where(a, np.where(np.roll(a, 1, axis=1) & (np.arange(3) > 0), 2, 1), 0)
    streak[:, 2] = np.where(a.all(axis=1), 3, streak[:, 2])
    return {
        "taxpayer_no": firm.uscc[at],
        "taxpayer_name": firm.name[at],
        "rating_year": YEARS[turn],
        "rating": rating,
        "score": score,
        "direct_d_flag": np.where(direct, "1", "0"),
        "rating_date": april,
        "valid_from": april,
        "valid_to": april + 365,
        "rating_org": np.full(len(at), "六安市税务局"),
        "a_streak_years": streak[at, turn],
        "adjust_flag": np.where(draw.unit(index[at] * 8 + turn, activity.stream("adjusted")) < 0.03, "1", "0"),
    }


def _ratings(activity: Activity, at: np.ndarray, turn: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    pressure = activity.pressure.reshape(len(activity), 4, 12).mean(axis=2)[at, turn]
    quarters = (activity.new_tax_arrears > 0).reshape(len(activity), 4, 4).sum(axis=2)[at, turn]
    noise = draw.normal(activity.index[at] * 8 + turn, activity.stream("score"))
    score = np.clip(np.round(84 - 3.5 * pressure - 6.0 * quarters + 7 * noise, 1), 5, 100)
    direct = activity.abnormal[at, turn * 12 + 11]
    young = calendar.month_number(activity.firm.est_date[at]) >= turn * 12
    idle = young | ~activity.pays_taxes[at]
    rating = np.select([direct | (score < 40), score < 70, idle, score < 90], ["D", "C", "M", "B"], "A")
    return score, rating, direct


PARTS = [Part("all", lambda world: world.enterprises, rows, fan_out=3)]
