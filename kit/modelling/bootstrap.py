"""Intervals by drawing subjects again: the same draw for both sides of a comparison."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

DRAWS = 300
SEED = 20240630


def interval(statistic: Callable[..., float], *columns: Any, draws: int = DRAWS, level: float = 0.95, seed: int = SEED) -> tuple[float, float]:
    """The interval of ``statistic(*columns)`` over resampled rows; draws where it is not a number are left out."""
    arrays = [np.asarray(c) for c in columns]
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        rows = random.integers(0, len(arrays[0]), len(arrays[0]))
        value = statistic(*(a[rows] for a in arrays))
        if np.isfinite(value):
            found.append(value)
    tail = (1 - level) / 2
    low, high = np.quantile(found, [tail, 1 - tail]) if found else (float("nan"), float("nan"))
    return float(low), float(high)


def area(label: Any, score: Any) -> float:
    """Area under the ROC curve, ties counted half; not a number when only one outcome is there."""
    from scipy.stats import rankdata

    y = np.asarray(label)
    positives = int(y.sum())
    if positives in (0, len(y)):
        return float("nan")
    return float((rankdata(score)[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))


def area_gain(label: Any, score: Any, other: Any, draws: int = DRAWS) -> tuple[float, float, float]:
    """How much more area ``score`` has than ``other``: the difference and its interval."""
    low, high = interval(lambda y, a, b: area(y, a) - area(y, b), label, score, other, draws=draws)
    return area(label, score) - area(label, other), low, high
