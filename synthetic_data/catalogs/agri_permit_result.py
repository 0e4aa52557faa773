"""农业许可: permits of farms and cooperatives; some are given back, some withdrawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import calendar, places
from synthetic_data.world.activity import Activity, Event
from synthetic_data.world.decisions import years_after

MATTERS = np.array(["农作物种子生产经营许可", "农药经营许可", "兽药经营许可", "饲料生产许可", "动物防疫条件合格证核发", "生鲜乳收购许可"])
CERTS = np.array(["农作物种子生产经营许可证", "农药经营许可证", "兽药经营许可证", "饲料生产许可证", "动物防疫条件合格证", "生鲜乳收购许可证"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    farms = (activity.firm.industry == "A")[:, None]
    permit = Event(activity, "farm_permit", (activity.grid("farm_permit", 48) < 0.02) & (activity.staff > 0) & farms)
    date, matter = permit.day("day"), permit.choice("matter", [0.2, 0.28, 0.18, 0.08, 0.22, 0.04])
    ended = permit.chance("ended", 0.07)
    change = date + 60 + permit.below("change", 700)
    ended &= change <= calendar.LAST_DAY
    fate = np.array(["注销", "撤销", "吊销"])[permit.choice("fate", [0.85, 0.09, 0.06])]
    county = places.COUNTY_NAMES[permit.of_firm("county")]
    return {
        "record_id": permit.key_text("A"), "matter_name": MATTERS[matter], "subject_name": permit.of_firm("name"), "uscc": permit.of_firm("uscc"),
        "legal_rep_name": permit.of_firm("legal_rep_name"), "doc_no": places.text("六模拟农许〔", date.astype("datetime64[Y]"), "〕", permit.key_text("W"), "号"),
        "cert_name": CERTS[matter], "cert_no": permit.key_text("N"), "content": MATTERS[matter], "decision_date": date, "valid_from": date,
        "valid_to": years_after(date, 5), "authority_name": places.text(county, "农业农村局"), "status": np.where(ended, fate, "有效"),
        "change_date": np.where(ended, change, np.datetime64("NaT", "D")), "data_month": calendar.MONTH_LABELS[calendar.month_number(date)],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.enterprises, rows, fan_out=0.08)]
