"""权利人: the holders of each dwelling now, and who held it before it was resold."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import identifiers, places
from synthetic_data.world.dwellings import Dwelling
from synthetic_data.world.people import Person
from synthetic_data.world.titles import certificate_no, registered


def now(world: Any, index: np.ndarray) -> dict[str, Any]:
    """The owner and, where a couple holds together, the spouse: the person after the head of the household."""
    every = Dwelling(world, index)
    home = Dwelling(world, index[every.exists & ~np.isnat(registered(every, every.acquired))])
    together = (home.household.size > 1) & home.chance("together", 0.55)
    row = np.repeat(np.arange(len(home)), 1 + together)
    seq = np.arange(len(row)) - np.repeat(np.cumsum(1 + together) - 1 - together, 1 + together)
    holder = Person(world, home.household.head[row] + seq)
    return _holders(home, row, seq, holder, registered(home, home.acquired)[row], "title") | {
        "ownership_mode": np.where(together, "1", "0")[row], "right_status": np.full(len(row), "1"),
        "cancel_date": np.full(len(row), np.datetime64("NaT", "s")),
    }  # fmt: skip


def before(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    home = Dwelling(world, index[every.exists & ~np.isnat(every.resold_date) & ~np.isnat(registered(every, every.resold_date))])
    row = np.arange(len(home))
    return _holders(home, row, 0 * row, home.first_owner, registered(home, home.first_date), "first_title") | {
        "ownership_mode": np.full(len(row), "0"), "right_status": np.full(len(row), "2"),
        "cancel_date": registered(home, home.resold_date),
    }  # fmt: skip


def _holders(home: Dwelling, row: np.ndarray, seq: np.ndarray, holder: Person, day: np.ndarray, title: str) -> dict[str, Any]:
    return {
        "unit_no": home.unit_no[row], "business_no": identifiers.opaque("D", home.key(title))[row], "seq": seq + 1,
        "holder_name": holder.name, "cert_no": certificate_no(home, title)[row], "holder_id_type": np.full(len(row), "1"),
        "holder_id": holder.person_id, "holder_type": np.full(len(row), "1"), "right_type": np.full(len(row), "4"),
        "right_share": np.full(len(row), None), "register_date": day, "county_code": places.COUNTY_CODES[home.county][row],
    }  # fmt: skip


PARTS = [
    Part("now", lambda world: world.dwellings, now, fan_out=0.45, holds={"right_status": ("1",)}),
    Part("before", lambda world: world.dwellings, before, fan_out=0.07, holds={"right_status": ("2",)}),
]
