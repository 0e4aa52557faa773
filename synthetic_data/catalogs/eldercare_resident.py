"""养老机构入住: stays of people over sixty; those who lived alone and fell ill come more often."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers, names, places
from synthetic_data.world.dwellings import Dwelling
from synthetic_data.world.hardship import Family
from synthetic_data.world.people import Person


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Person(world, index)
    old = every.birth_date < np.datetime64("1962-01-01")
    decline = np.where(every.household.size == 1, Dwelling(world, every.household_index).decline_month, 10_000)
    age_factor = np.clip((1962 - every.birth_year) / 15, 0.2, 2.5)
    chance = np.where(decline < 10_000, 0.35, 0.012 * age_factor)
    elder = Person(world, index[old & every.chance("eldercare", chance)])
    decline = np.where(elder.household.size == 1, Dwelling(world, elder.household_index).decline_month, 10_000)
    drawn = elder.below("checkin.month", 78) - 30
    month = np.where(decline < 10_000, decline + 1, drawn)
    checkin = calendar.day_in_month(np.minimum(month, calendar.N_MONTHS - 1), elder.unit("checkin"))
    checkout = np.minimum(checkin + 40 + np.floor(-np.log1p(-elder.unit("stay")) * 900).astype(np.int64),
                          np.where(elder.cancel_type == "死亡", elder.cancel_date, np.datetime64("2030-01-01")))  # fmt: skip
    checkout = np.maximum(checkout, checkin + 1)
    home = elder.county * 100 + draw.below(elder.index, elder.stream("institution"), max(2, round(30 * world.fraction**0.5)))
    family = Family(world, elder.household_index)
    ability = elder.choice("ability", [0.25, 0.3, 0.22, 0.15, 0.08])
    keep = np.flatnonzero(checkin < np.where(elder.cancel_type == "死亡", elder.cancel_date, np.datetime64("2030-01-01")))
    kind = np.array(["公办", "公建民营", "民办"])[draw.choice(home, elder.stream("institution.kind"), [0.35, 0.25, 0.4])]
    poor = np.where(family.listed, np.where(family.category == 1, "特困供养", "低保"), "社会寄养")
    out = {
        "resident_record_id": identifiers.opaque("O", elder.key("eldercare")), "person_id": elder.person_id, "id_no": elder.id_no,
        "name": elder.name, "gender": elder.gender_code, "birth_date": elder.birth_date,
        "institution_code": identifiers.credit_code(elder.county_code, 31**8 - 10_000 + home),
        "institution_name": places.text(places.COUNTY_NAMES[elder.county], "第", home % 100 + 1, "养老院", names.MARK),
        "institution_type": kind, "checkin_date": checkin, "checkout_date": where(checkout <= calendar.LAST_DAY, checkout),
        "ability_level": ability.astype(str), "care_level": np.array(["自理", "自理", "半护理", "全护理", "全护理"])[ability],
        "support_category": poor, "county_code": elder.county_code,
        "data_month": calendar.MONTH_LABELS[np.clip(calendar.month_number(checkin), 0, calendar.N_MONTHS - 1)],
    }  # fmt: skip
    return {name: values.take(keep) for name, values in out.items()}


PARTS = [Part("all", lambda world: world.people, rows, fan_out=0.005)]
