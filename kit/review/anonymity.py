"""k-anonymity, l-diversity and t-closeness of a table whose rows are people (Sweeney; Machanavajjhala; Li)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def anonymity(frame: Any, quasi: Sequence[str]) -> int:
    """k: how many people the smallest group has that cannot be told apart by ``quasi``. An empty value is a value."""
    return int(frame.groupby(list(quasi), dropna=False).size().min()) if len(frame) else 0


def diversity(frame: Any, quasi: Sequence[str], sensitive: str) -> int:
    """l: how many different values of ``sensitive`` the least varied group has."""
    return int(frame.groupby(list(quasi), dropna=False)[sensitive].nunique(dropna=False).min()) if len(frame) else 0


def closeness(frame: Any, quasi: Sequence[str], sensitive: str) -> float:
    """t: how far the values in any group are from those of everybody, as the earth mover's distance.

    Numbers are ordered by size, neighbours one step apart; of anything else all values are equally far apart.
    """
    import pandas as pd

    if not len(frame):
        return 0.0
    group = frame.groupby(list(quasi), dropna=False).ngroup().to_numpy()
    value, values = pd.factorize(frame[sensitive], sort=True, use_na_sentinel=False)
    if len(values) < 2:
        return 0.0
    table = np.zeros((group.max() + 1, len(values)))
    np.add.at(table, (group, value), 1)
    apart = table / table.sum(axis=1, keepdims=True) - table.sum(axis=0) / len(frame)
    if pd.api.types.is_numeric_dtype(frame[sensitive]):
        return float(np.abs(apart.cumsum(axis=1)).sum(axis=1).max() / (len(values) - 1))
    return float(np.abs(apart).sum(axis=1).max() / 2)
