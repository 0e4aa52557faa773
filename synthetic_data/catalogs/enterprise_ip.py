"""企业知识产权: few rows, mostly of makers and technical services."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import names, places
from synthetic_data.world.activity import Activity, Event

TYPES = np.array(["发明专利", "实用新型", "外观设计", "商标", "著作权"])
TERM = np.array([20, 10, 15, 10, 50])
CLASSES = np.array(["G06F", "B65B", "12-16", "35", "软件"])
TOPICS = np.array(["装置", "方法", "系统", "外观", "标识"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    trade = np.select([np.isin(activity.firm.industry, ["C", "I", "M"])], [0.011], 0.0022)
    rate = (trade * np.sqrt(activity.usual_staff / 5))[:, None]
    right = Event(activity, "ip", (activity.grid("ip", 48) < rate) & (activity.staff > 0))
    kind = right.choice("kind", [0.1, 0.34, 0.12, 0.34, 0.1])
    applied = right.day("day")
    granted = applied + np.array([600, 240, 180, 270, 60])[kind] + right.below("wait", 120)
    known = granted <= np.datetime64("2025-12-31")
    granted = np.where(known, granted, np.datetime64("NaT"))
    pledged = known & right.chance("pledged", 0.05)
    return {
        "ip_id": right.key_text("R"),
        "uscc": right.of_firm("uscc"),
        "ent_name": right.of_firm("name"),
        "ip_type": TYPES[kind],
        "ip_no": right.key_text("N"),
        "ip_name": places.text("一种", names.MARK, TOPICS[kind]),
        "class_code": CLASSES[kind],
        "apply_date": applied,
        "grant_date": granted,
        "expire_date": np.where(known, applied + (TERM[kind] * 365.25).astype(np.int64), np.datetime64("NaT")),
        "legal_status": np.where(known, "有效", "审查中"),
        "pledge_flag": np.where(pledged, "1", "0"),
        "pledge_no": where(pledged, right.key_text("Z")),
        "pledgee": where(pledged, np.full(len(right), "六安（模拟）银行")),
    }


PARTS = [Part("all", lambda world: world.enterprises, rows)]
