"""景区游客画像: visitors of a spot and day by sex, age, way of travel, spending and first visit."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import calendar
from synthetic_data.world.tourism import SpotDay, spots, spread

DIMENSIONS = {
    "性别": {"男": 0.49, "女": 0.51},
    "年龄段": {"0-17": 0.14, "18-24": 0.13, "25-34": 0.26, "35-44": 0.22, "45-59": 0.17, "60+": 0.08},
    "出行方式": {"自驾": 0.62, "公共交通": 0.2, "旅行团": 0.14, "其他": 0.04},
    "消费层级": {"低": 0.4, "中": 0.45, "高": 0.15},
    "是否首访": {"首访": 0.68, "重访": 0.32},
}
DIMENSION = np.concatenate([[d] * len(b) for d, b in DIMENSIONS.items()])
BUCKET = np.concatenate([list(b) for b in DIMENSIONS.values()])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    day, n = SpotDay(world, index), len(BUCKET)
    parts = []
    for name, buckets in DIMENSIONS.items():
        taste = np.exp(0.3 * day.spot.normal_grid(f"profile.{name}", len(buckets)))
        parts.append(spread(day.visitors, np.array(list(buckets.values())) * taste))
    counts = np.hstack(parts).ravel()
    row, at = np.repeat(np.arange(len(index)), n), np.tile(np.arange(n), len(index))
    return {
        "stat_date": day.date[row], "scenic_id": day.spot.scenic_id[row], "dimension": DIMENSION[at], "bucket": BUCKET[at], "visitor_count": counts,
        "share": counts / np.maximum(day.visitors[row], 1), "source": np.full(len(row), "运营商信令"), "is_estimated": np.full(len(row), "1"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: spots(world) * calendar.N_DAYS, rows, fan_out=17)]
