"""Intervals by drawing subjects again: the same draw for both sides of a comparison."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

DRAWS = 300
SEED = 20240630


def interval(statistic: Callable[..., float], *columns: Any, draws: int = DRAWS, level: float = 0.95, seed: int = SEED) -> tuple[float, float]:
    """The interval of ``statistic(*columns)`` over resampled rows; draws where it is not a number are left out.

    Of no rows, as of no such draw, nothing is known: not a number.
    """
    arrays = [np.asarray(c) for c in columns]
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws if len(arrays[0]) else 0):
        rows = random.integers(0, len(arrays[0]), len(arrays[0]))
        value = statistic(*(a[rows] for a in arrays))
        if np.isfinite(value):
            found.append(value)
    tail = (1 - level) / 2
    low, high = np.quantile(found, [tail, 1 - tail]) if found else (float("nan"), float("nan"))
    return float(low), float(high)
