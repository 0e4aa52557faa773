"""双随机抽查: farms drawn by lot each quarter; those under pressure are found wanting more often."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import calendar, places
from synthetic_data.world.activity import Activity, Event, logistic
from synthetic_data.world.effects import effects

ITEMS = np.array(["种子质量监督检查", "农药经营监督检查", "兽药经营监督检查", "饲料质量安全检查", "动物防疫条件检查", "农产品质量安全检查"])
PROBLEMS = np.array(["台账记录不全", "标签不符合规定", "未按规定公示许可", "贮存条件不符合要求", "抽检样品不合格"])
CLEAN, MENDED, REFUSED, MISSING, NONE_SUCH = range(5)
RESULTS = np.array(["未发现问题", "发现问题已责令改正", "不配合检查情节严重", "通过登记的住所无法联系", "未发现开展本次抽查涉及的经营活动"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    plan, activity = effects()["farm_inspection"], Activity(world, index)
    drawn = np.zeros((len(index), calendar.N_MONTHS), dtype=bool)
    drawn[:, 1::3] = activity.grid("inspected", calendar.N_QUARTERS) < plan["quarterly"]
    visit = Event(activity, "inspection", drawn & activity.alive & (activity.firm.industry == "A")[:, None])
    pressure = activity.pressure[visit.row, visit.month]
    wrong = visit.chance("wrong", logistic(plan["problem"]["intercept"] + plan["problem"]["slope"] * pressure))
    other = np.array([CLEAN, REFUSED, MISSING, NONE_SUCH])[visit.choice("other", [0.93, 0.005, 0.03, 0.035])]
    result = np.where(wrong, MENDED, other)
    date, item = visit.day("day"), visit.below("item", len(ITEMS))
    quarter = calendar.QUARTER_LABELS[visit.month // 3]
    county = places.COUNTY_NAMES[visit.of_firm("county")]
    return {
        "task_no": visit.key_text("J"), "plan_name": places.text(quarter, county, "农业领域双随机抽查计划"),
        "task_name": places.text(quarter, ITEMS[item]), "inspect_item": ITEMS[item], "subject_name": visit.of_firm("name"),
        "uscc": visit.of_firm("uscc"), "inspect_org": places.text(county, "农业农村局"), "inspect_mode": np.where(visit.chance("directed", 0.2), "定向", "不定向"),
        "inspect_date": date, "result": RESULTS[result], "problem_desc": where(wrong, PROBLEMS[visit.below("problem", len(PROBLEMS))]),
        "rectified": where(wrong, np.where(visit.chance("rectified", plan["rectified"]), "1", "0")),
        "publicity_date": date + 5 + visit.below("published", 20), "data_quarter": quarter,
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.enterprises, rows, fan_out=0.1)]
