"""抵押权: many who bought since 2010 borrowed; loans are repaid, the mortgage is then cancelled."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import identifiers
from synthetic_data.world.dwellings import Dwelling

BANKS = np.array(["六安（模拟）银行", "皖西（模拟）农商行", "大别山（模拟）村镇银行"])
LAST_SECOND = np.datetime64("2025-12-31T18:00:00")


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    home = Dwelling(world, index[every.exists & every.mortgaged & (every.acquired < np.datetime64("2025-11-20"))])
    start = home.acquired + 5 + home.below("start", 30)
    years = np.array([10, 15, 20, 25, 30])[home.below("years", 5)]
    registered = start.astype("datetime64[s]") + 32_400 + home.below("second", 28_000)
    repaid = registered + (365 * 86_400 * (1 + home.unit("repaid") * years * 0.9)).astype(np.int64)
    repaid = np.where(repaid <= LAST_SECOND, repaid, np.datetime64("NaT"))
    done = ~np.isnat(repaid)
    highest = home.chance("highest", 0.12)
    amount = np.round(home.price * (0.3 + 0.4 * home.unit("amount")) / 10_000, 2)
    return {
        "unit_no": home.unit_no,
        "business_no": identifiers.opaque("B", home.key("mortgage")),
        "property_type": np.full(len(home), "2"),
        "mortgagor_id": home.owner.person_id,
        "mortgagee_name": BANKS[home.choice("bank", [0.5, 0.3, 0.2])],
        "mortgage_mode": np.where(highest, "2", "1"),
        "register_type": np.where(done, "400", "100"),
        "secured_amount": amount,
        "max_amount": np.where(highest, np.round(amount * 1.3, 2), np.nan),
        "debt_start": start,
        "debt_end": start + (years * 365.25).astype(np.int64),
        "proof_no": identifiers.opaque("Z", home.key("proof")),
        "register_date": registered,
        "cancel_date": repaid,
        "right_status": np.where(done, "2", "1"),
    }


PARTS = [Part("dwellings", lambda world: world.dwellings, rows, fan_out=0.2)]
