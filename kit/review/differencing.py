"""What one release subtracted from another tells: groups too small to be shown."""

from __future__ import annotations

from typing import Any

from kit.review.cells import LEAST, PERCENT
from kit.review.ledger import Table

# Ours: tables of other products are taken for near copies when at least half of their common cells are equal, or when one is
# nowhere smaller than the other.
NEAR_COPY = 0.5


def differences(new: Table, old: Table) -> int:
    """How many cells of ``new``, subtracted from those of ``old`` (or sums of them), leave fewer than ten contributors.

    Cells at the same level are subtracted from each other; of a finer table the cells that make up a coarser one's are added
    up first, and what a total leaves over them is a group that was to stay hidden. Sums are looked at where nothing is
    counted: a difference within the p of the p % rule may be a few contributors.
    """
    same = (new.product, new.output) == (old.product, old.output)
    measure = _measure(new, old)
    if measure is None or not (same or set(new.sources) <= set(old.sources) or set(old.sources) <= set(new.sources)):
        return 0
    return sum(_cells(k, a, j, b, measure, same) for k, a in new.cuboids().items() for j, b in old.cuboids().items())


def remainders(new: Table, other: Table) -> int:
    """The same between two tables of one release: only what a total leaves over the cells below it."""
    if "count" not in new.measures.values() or "count" not in other.measures.values():
        return 0
    pairs = [(k, a, j, b) for k, a in new.cuboids().items() for j, b in other.cuboids().items() if set(k) < set(j)]
    return sum(_cells(k, a, j, b, "count", False) for k, a, j, b in pairs)


def _measure(new: Table, old: Table) -> str | None:
    both = set(new.measures.values()) & set(old.measures.values())
    return "count" if "count" in both else next(iter(sorted(both)), None)


def _cells(k: tuple[str, ...], a: Any, j: tuple[str, ...], b: Any, measure: str, same: bool) -> int:
    if set(k) == set(j):
        left = _apart(a, b, list(k), measure)
        return int(_few(left.abs(), measure, a).sum()) if same or _near_copy(left) else 0
    if measure != "count" or not (set(k) < set(j) or set(j) < set(k)):
        return 0
    coarse, fine, kept = (a, b, list(k)) if len(k) < len(j) else (b, a, list(j))
    left = _apart(coarse, _added(fine, kept, measure), kept, measure)
    return int(_few(left, measure, coarse).sum())


def _near_copy(left: Any) -> bool:
    return bool(len(left)) and bool((left == 0).mean() >= NEAR_COPY or (left >= 0).all() or (left <= 0).all())


def _added(fine: Any, kept: list[str], measure: str) -> Any:
    import pandas as pd

    return fine.groupby(kept, as_index=False)[measure].sum() if kept else pd.DataFrame({measure: [fine[measure].sum()]})


def _apart(a: Any, b: Any, kept: list[str], measure: str) -> Any:
    """``a`` minus ``b`` for the cells that both show."""
    a, b = a[[*kept, measure]].dropna(subset=[measure]), b[[*kept, measure]].dropna(subset=[measure])
    both = a.merge(b, on=kept, suffixes=("", "_")) if kept else a.merge(b, how="cross", suffixes=("", "_"))
    return both[measure].astype(float) - both[f"{measure}_"].astype(float)


def _few(left: Any, measure: str, table: Any) -> Any:
    if measure == "count":
        return (left > 0) & (left < LEAST)
    return (left > 1e-9 * table[measure].abs().max()) & (left <= PERCENT * table[measure].abs().median())
