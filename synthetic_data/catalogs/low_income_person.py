"""低收入人员: the stock at the beginning of 2022, then each month who came, left or died."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.hardship import KINDS, Family
from synthetic_data.world.people import Person

MONTHLY = np.array([560, 900, 260, 200, 120])  # yuan a person and month by kind (our choice)
STOCK, CAME, LEFT, DIED = "存量", "新增", "退出", "死亡"


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Person(world, index)
    listed = Family(world, every.household_index).listed
    person = Person(world, index[listed])
    family = Family(world, person.household_index)
    death = np.where(person.cancel_type == "死亡", calendar.month_number(person.cancel_date), 10_000)
    born = calendar.month_number(person.birth_date)
    first = np.maximum(np.maximum(family.since, born), 0)
    last = np.minimum(family.until, death)
    stock = (family.since < 0) & (born < 0)
    enters, leaves = first < np.minimum(last, calendar.N_MONTHS), (last < calendar.N_MONTHS) & (last > first)
    at = np.concatenate([np.flatnonzero(enters), np.flatnonzero(enters & leaves)])
    leaving = np.arange(len(at)) >= enters.sum()
    order = np.lexsort((leaving, at))
    at, leaving = at[order], leaving[order]
    change = np.where(leaving, np.where(death[at] <= family.until[at], DIED, LEFT), np.where(stock[at], STOCK, CAME))
    month = np.where(leaving, last[at], first[at])
    approved = calendar.day_in_month(np.maximum(family.since, born), person.unit("approved"))
    out = calendar.day_in_month(np.minimum(last, calendar.N_MONTHS - 1), person.unit("left_list"))
    return {
        "record_id": identifiers.opaque("I", draw.bits(person.index[at] * 2 + leaving, person.stream("low_income"))),
        "person_id": person.person_id[at], "id_no": person.id_no[at], "name": person.name[at],
        "household_id": family.household_id[at], "relation_to_applicant": person.relation_to_head[at],
        "category": KINDS[family.category][at], "change_type": change, "approve_date": approved[at],
        "exit_date": where(leaving, out[at]), "family_size": family.size[at],
        "monthly_amount": np.where(leaving, 0.0, np.round(MONTHLY[family.category] * np.exp(0.15 * family.normal("amount")), 0)[at]),
        "disability_level": np.array(["无", "一级", "二级", "三级", "四级"])[person.choice("disability", [0.82, 0.03, 0.06, 0.05, 0.04])][at],
        "county_code": person.county_code[at], "data_month": calendar.MONTH_LABELS[month],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows, fan_out=0.05)]
