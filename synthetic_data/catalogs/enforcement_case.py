"""案件查办: the market regulator's penalties, the same decisions as in 双公示."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.activity import Activity
from synthetic_data.world.decisions import Penalty, years_after


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    case = Penalty(Activity(world, index))
    simple = case.fine < 0.3
    table = {
        "case_no": case.key_text("C"),
        "case_name": places.text(case.of_firm("name"), case.fact, "案"),
        "party_name": case.of_firm("name"),
        "uscc": case.of_firm("uscc"),
        "process_type": np.where(simple, "01", "02"),
        "illegal_type": case.fact,
        "illegal_fact": places.text("经查,当事人", case.fact),
        "legal_basis": case.law,
        "punish_type": case.category,
        "fine_amount": case.fine,
        "confiscated_amount": np.where(case.category == "没收违法所得", np.round(case.fine * 0.5, 2), 0.0),
        "doc_no": case.document,
        "decision_date": case.date,
        "publicity_date": case.date + 3 + case.below("published", 5),
        "publicity_deadline": years_after(case.date, 3),
        "authority_name": case.authority,
    }
    return {name: column[case.by_market_regulator] for name, column in table.items()}


PARTS = [Part("all", lambda world: world.enterprises, rows)]
