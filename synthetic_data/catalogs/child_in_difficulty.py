"""困境儿童: children under 18, from families in hardship more often."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.hardship import Family
from synthetic_data.world.people import Person

CATEGORIES = np.array(["孤儿", "事实无人抚养儿童", "自身困境(重病/残疾)", "家庭困境", "监护困境", "其他"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Person(world, index)
    poor = Family(world, every.household_index).listed
    young = (every.birth_date > np.datetime64("2006-01-01")) & (every.place >= 2)
    child = Person(world, index[young & every.chance("child_in_difficulty", np.where(poor, 0.06, 0.002))])
    category = child.choice("difficulty", [0.05, 0.3, 0.2, 0.3, 0.1, 0.05])
    earliest = np.maximum(child.birth_date + 60, np.datetime64("2018-01-01"))
    room = np.maximum((calendar.LAST_DAY - earliest).astype(int), 1)
    since = earliest + np.floor(child.unit("recognised") * room).astype(np.int64)
    grown = child.birth_date + 6_575
    ends = np.minimum(grown, since + 200 + child.below("ends", 4_000))
    number = np.clip(calendar.month_number(since) // 3, 0, calendar.N_QUARTERS - 1)
    return {
        "record_id": identifiers.opaque("K", child.key("difficulty")), "child_id": child.person_id, "id_no": child.id_no,
        "gender": child.gender_code, "birth_date": child.birth_date, "category": CATEGORIES[category],
        "health_status": np.where(category == 2, np.where(child.chance("ill", 0.5), "患病", "残疾"), np.where(child.chance("sick", 0.06), "患病", "健康")),
        "placement": np.where(category == 0, np.where(child.chance("home", 0.3), "机构养育", "亲属养育"), np.where(child.chance("kin", 0.45), "亲属养育", "社会散居")),
        "guardian_relation": np.where(child.chance("grandparents", 0.5), "60", np.where(child.chance("mother", 0.4), "52", "51")),
        "subsidy_amount": np.array([1500.0, 1200, 700, 500, 600, 400])[category], "register_date": since,
        "cancel_date": where(ends <= calendar.LAST_DAY, ends), "county_code": child.county_code,
        "data_quarter": calendar.QUARTER_LABELS[number],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=0.003)]
