"""Rules for one cell of a table: enough contributors, none of them dominant.

The values are ACRO's defaults: at least 10 contributors; the largest 2 give less than 90 % of a sum (n-k dominance); all but
the largest 2 give at least 10 % of the largest (p %). Ours: sizes are absolute values; who contributes nothing protects
nobody; a sum that is zero tells everybody's value and is not safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

LEAST, TOP, SHARE, PERCENT = 10, 2, 0.90, 0.10


def measure(cell: np.ndarray, contributor: np.ndarray, value: np.ndarray | None, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """(value, safe) of each of ``cells`` cells; without ``value`` contributors are counted, else theirs is added up.

    ``cell`` and ``contributor`` are numbers from 0. Several rows of one contributor in a cell are one contribution.
    """
    order = np.lexsort((contributor, cell))
    cell, contributor = cell[order], contributor[order]
    first = np.r_[True, (cell[1:] != cell[:-1]) | (contributor[1:] != contributor[:-1])] if len(cell) else np.zeros(0, bool)
    of = cell[first]
    if value is None:
        count = np.bincount(of, minlength=cells)
        return count.astype(float), count >= LEAST
    given = np.add.reduceat(value[order].astype(float), np.flatnonzero(first)) if len(of) else np.zeros(0)
    return np.bincount(of, weights=given, minlength=cells), _safe(of, np.abs(given), cells)


def _safe(of: np.ndarray, size: np.ndarray, cells: int) -> np.ndarray:
    """Whether each cell, given the sizes of its contributions, is neither too small nor dominated."""
    order = np.lexsort((-size, of))
    of, size = of[order], size[order]
    place = np.arange(len(of)) - np.searchsorted(of, of)
    total = np.bincount(of, weights=size, minlength=cells)
    top = np.bincount(of, weights=np.where(place < TOP, size, 0), minlength=cells)
    largest = np.bincount(of, weights=np.where(place == 0, size, 0), minlength=cells)
    many = np.bincount(of, weights=size > 0, minlength=cells) >= LEAST
    return many & (total > 0) & (top < SHARE * total) & (total - top >= PERCENT * largest)


def cells_of(frame: Any, key: Sequence[str], contributor: str, fields: Sequence[str]) -> Any:
    """One row per cell of ``frame`` that has any contributor: its key as text, then ``count``, the sums, and ``safe:…`` of each."""
    import pandas as pd

    keys = text(frame, key)
    cell = keys.groupby(list(key), sort=True).ngroup().to_numpy() if key else np.zeros(len(frame), int)
    cells = int(cell.max()) + 1 if len(cell) else 0
    out = keys.iloc[np.unique(cell, return_index=True)[1]].reset_index(drop=True)
    people = pd.factorize(frame[contributor])[0]
    for name in ("count", *dict.fromkeys(fields)):
        value = None if name == "count" else frame[name].fillna(0).to_numpy()
        out[f"={name}"], out[f"safe:{name}"] = measure(cell, people, value, cells)
    return out


def text(frame: Any, key: Sequence[str]) -> Any:
    """The key fields as text, so that 2024 in one table and "2024" in another are the same cell."""
    import pandas as pd

    whole = {k: frame[k].astype("Int64") if pd.api.types.is_float_dtype(frame[k]) and (frame[k].dropna() % 1 == 0).all() else frame[k] for k in key}
    return pd.DataFrame({k: v.astype("string").fillna("") for k, v in whole.items()}, index=frame.index)
