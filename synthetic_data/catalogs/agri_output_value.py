"""农林牧渔业产值: by quarter, county and industry, cumulative from January; sums to the city and to the total.

Starts from the 48.48 billion yuan of 2021 for the whole city; it doesn't shrink with the size of the synthetic city:
it is what the statistics office publishes about each county, not a count of rows in other tables.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import calendar, places

INDUSTRIES = np.array(["农业", "林业", "牧业", "渔业", "农林牧渔专业及辅助性活动"])
SHARE = np.array([0.46, 0.09, 0.28, 0.11, 0.06])
QUARTER = np.array([[0.13, 0.26, 0.33, 0.28], [0.2, 0.25, 0.2, 0.35], [0.27, 0.23, 0.22, 0.28], [0.15, 0.22, 0.28, 0.35], [0.22, 0.25, 0.25, 0.28]])
COUNTY = np.array([0.15, 0.17, 0.06, 0.28, 0.16, 0.10, 0.08])
YEARLY, GROWTH, PRICE = 4_848_000, 0.042, 0.012  # 万元 in 2021 (baike.com: 484.8 亿元); real growth and price rise a year


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    """``index`` counts quarters; each gives (7 counties + city) × (5 industries + total)."""
    out = [_quarter(world, int(q)) for q in index]
    return {name: np.concatenate([o[name] for o in out]) for name in out[0]}


def _single(world: Any, year: int) -> np.ndarray:
    """Constant-price value of each county, industry and quarter of a year (2021 is the base), in 万元."""
    cell = (year - 2021) * 1000 + np.arange(7 * 5 * 4)
    luck = np.exp(0.03 * draw.normal(cell, draw.key(world.seed, "agri"))).reshape(7, 5, 4)
    return YEARLY * (1 + GROWTH) ** (year - 2021) * COUNTY[:, None, None] * SHARE[:, None] * QUARTER * luck


def _quarter(world: Any, number: int) -> dict[str, np.ndarray]:
    year, quarter = 2022 + number // 4, number % 4
    constant, before = (_totals(_single(world, y)[:, :, : quarter + 1].sum(axis=2)) for y in (year, year - 1))
    last = (calendar.START + 3 * number + 3).astype("datetime64[D]") + 17
    n = constant.size
    codes = np.append(places.COUNTY_CODES, "341500")
    return {
        "stat_year": np.full(n, year), "quarter": np.full(n, quarter + 1), "county_code": np.repeat(codes, 6),
        "industry": np.tile(np.append(INDUSTRIES, "合计"), 8), "output_current": np.round(constant * (1 + PRICE) ** (year - 2021), 1).ravel(),
        "output_constant": np.round(constant, 1).ravel(), "yoy_growth": np.round(100 * (constant / before - 1), 1).ravel(),
        "is_cumulative": np.full(n, "1"), "is_preliminary": np.full(n, "1" if number == calendar.N_QUARTERS - 2 else "0"),
        "publish_date": np.full(n, last),
    }  # fmt: skip


def _totals(table: np.ndarray) -> np.ndarray:
    """Counties × industries with the city below and the total beside."""
    table = np.vstack([table, table.sum(axis=0)])
    return np.hstack([table, table.sum(axis=1, keepdims=True)])


# The fourth quarter of 2025 is published in January 2026, after the calendar's end.
PARTS = [Part("all", lambda world: calendar.N_QUARTERS - 1, rows, fan_out=48)]
