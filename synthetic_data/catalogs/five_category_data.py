"""五类数据: the five kinds are an open question of the plan; we draw the five classes that its description suggests."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import identifiers, places
from synthetic_data.world.activity import Activity, Event
from synthetic_data.world.decisions import years_after

CATEGORIES = np.array(["行政检查", "行政强制", "行政征收", "行政给付", "行政确认"])
MATTERS = np.array(["双随机抽查", "查封扣押", "水资源费征收", "稳岗返还", "高新技术企业确认"])
OFFICES = np.array(["市场监管局", "市场监管局", "水利局", "人力资源和社会保障局", "科学技术局"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    record = Event(activity, "five", (activity.grid("five", 48) < 0.009) & (activity.staff > 0))
    kind = record.choice("kind", [0.62, 0.04, 0.14, 0.12, 0.08])
    date = record.day("day")
    county = record.of_firm("county")
    amount = np.where(np.isin(kind, [2, 3]), np.round(np.exp(record.normal("amount") + 8), 2), np.nan)
    return {
        "record_id": record.key_text("V"),
        "data_category": CATEGORIES[kind],
        "subject_name": record.of_firm("name"),
        "subject_type": np.full(len(record), "法人及非法人组织"),
        "uscc": record.of_firm("uscc"),
        "matter_name": MATTERS[kind],
        "doc_no": places.text("六模拟字〔", date.astype("datetime64[Y]"), "〕", record.key_text("W"), "号"),
        "content": places.text("作出", CATEGORIES[kind], "决定"),
        "amount": amount,
        "decision_date": date,
        "valid_to": years_after(date, 2),
        "authority_name": places.text(places.COUNTY_NAMES[county], OFFICES[kind]),
        "authority_uscc": identifiers.credit_code(places.COUNTY_CODES[county], 31**8 - 1 - county * 8 - kind),
        "status": np.full(len(record), "有效"),
    }


PARTS = [Part("all", lambda world: world.enterprises, rows)]
