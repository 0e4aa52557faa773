"""中标候选人公示: the winner and one or two rivals of each section, two weeks before the award."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world.tenders import awards


def candidate(rank: int, world: Any, index: np.ndarray) -> dict[str, Any]:
    every = awards(world, index)
    keep = np.flatnonzero((rank < 3) | every.chance("third", 0.8))
    rival = every.rival(rank) if rank > 1 else None
    start = every.date.astype("datetime64[s]") - 86_400 * 12 + 3_600 * 9
    margin = 1 + 0.012 * (rank - 1) + 0.03 * every.unit(f"margin.{rank}") * (rank > 1)
    out = {
        "tender_project_code": every.project_code, "bid_section_code": every.section_code, "candidate_order": np.full(len(every), rank),
        "candidate_name": rival.name if rival else every.of_firm("name"), "candidate_uscc": rival.uscc if rival else every.of_firm("uscc"),
        "bid_price": np.round(every.amount * margin, 2), "price_unit": np.full(len(every), "1"), "quality": np.full(len(every), "合格"),
        "evaluation_result": np.round(97 - 3.2 * rank + 2.5 * every.unit(f"score.{rank}"), 2).astype(str),
        "evaluation_status": np.full(len(every), "通过"), "qualification": np.full(len(every), "满足"),
        "publicity_start": start, "publicity_end": start + 86_400 * 3, "objection_method": np.full(len(every), "在公共资源交易平台提出"),
    }  # fmt: skip
    return {name: values[keep] for name, values in out.items()}


def first(world: Any, index: np.ndarray) -> dict[str, Any]:
    return candidate(1, world, index)


def second(world: Any, index: np.ndarray) -> dict[str, Any]:
    return candidate(2, world, index)


def third(world: Any, index: np.ndarray) -> dict[str, Any]:
    return candidate(3, world, index)


PARTS = [Part(name, lambda world: world.enterprises, rows) for name, rows in (("first", first), ("second", second), ("third", third))]
