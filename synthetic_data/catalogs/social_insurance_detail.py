"""One row per insured person, month and kind of insurance; sums to the unit's payment exactly."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.activity import Activity
from synthetic_data.world.insurance import PERSON, TYPES, UNIT
from synthetic_data.world.people import Person


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    row, number = activity.slots
    slot, month = np.nonzero(number[:, None] < activity.headcount[row])
    bases = np.stack([activity.pay_base(int(year)) for year in calendar.YEARS])
    base = bases[month // 12, slot]
    person = Person(world, world.worker_of(activity.slot_index))
    kinds = len(TYPES)
    slot, month, kind = np.repeat(slot, kinds), np.repeat(month, kinds), np.tile(np.arange(kinds), len(slot))
    base, firm = np.repeat(base, kinds), activity.firm
    full = activity.insurance_arrears[row[slot], month] == 0
    period = calendar.MONTH_LABELS[month]
    cell = (activity.slot_index[slot] * 64 + month) * 8 + kind
    return {
        "detail_id": lambda: identifiers.opaque("D", draw.bits(cell, activity.stream("detail"))),
        "person_id": lambda: person.person_id[slot],
        "id_no": lambda: person.id_no[slot],
        "name": lambda: person.name[slot],
        "uscc": lambda: firm.uscc[row[slot]],
        "unit_name": lambda: firm.name[row[slot]],
        "insurance_type": TYPES[kind],
        "period": period,
        "corresponding_period": period,
        "pay_type": np.full(len(slot), "正常应缴"),
        "pay_base": base,
        "unit_amount": np.round(base * UNIT[kind], 2),
        "person_amount": np.round(base * PERSON[kind], 2),
        "full_received_flag": np.where(full, "1", "0"),
        "received_month": where(full, period),
    }


PARTS = [Part("all", lambda world: world.enterprises, rows, fan_out=600)]
