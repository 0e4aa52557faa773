"""客源地: visitors of each spot and day by the city they come from; nearer and larger cities send more."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import calendar
from synthetic_data.world.tourism import SpotDay, spots, spread

# Province, city, pull (our choice: size over distance).
ORIGINS = [
    ("安徽省", "六安市", 30.0), ("安徽省", "合肥市", 26.0), ("安徽省", "阜阳市", 5.0), ("安徽省", "安庆市", 5.0), ("安徽省", "淮南市", 5.0),
    ("安徽省", "蚌埠市", 2.5), ("安徽省", "芜湖市", 2.5), ("江苏省", "南京市", 6.0), ("江苏省", "苏州市", 2.0), ("上海市", "上海市", 4.0),
    ("浙江省", "杭州市", 2.0), ("河南省", "信阳市", 4.0), ("湖北省", "武汉市", 3.5), ("湖北省", "黄冈市", 2.0), ("北京市", "北京市", 0.8), ("广东省", "深圳市", 0.7),
]  # fmt: skip
PROVINCES, CITIES, PULL = (np.array(c) for c in zip(*ORIGINS, strict=True))
KIND = np.where(CITIES == "六安市", "市内", np.where(PROVINCES == "安徽省", "省内市外", "省外"))


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    day, n = SpotDay(world, index), len(ORIGINS)
    taste = np.exp(0.5 * day.spot.normal_grid("origin", n))
    far = np.where(calendar.is_holiday(day.date), 1.5, 1.0)[:, None]
    weights = PULL * taste * np.where(KIND == "省外", far, 1.0)
    counts = spread(day.visitors, weights).ravel()
    row, at = np.repeat(np.arange(len(index)), n), np.tile(np.arange(n), len(index))
    return {
        "stat_date": day.date[row], "scenic_id": day.spot.scenic_id[row], "origin_province": PROVINCES[at], "origin_city": CITIES[at],
        "visitor_type": KIND[at], "visitor_count": counts, "share": counts / np.maximum(day.visitors[row], 1), "source": np.full(len(row), "运营商信令"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: spots(world) * calendar.N_DAYS, rows, fan_out=16)]
