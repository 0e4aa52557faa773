"""Area under the ROC curve, and how sure it is: DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988).

By ranks, so that half a million subjects take a moment where drawing them again would take minutes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

REACH = 1.959964  # of the normal distribution, for 95 %


def area(label: Any, score: Any) -> float:
    """Area under the ROC curve, ties counted half; not a number when only one outcome is there."""
    above, _ = _placements(label, score)
    return float(above.mean()) if len(above) else float("nan")


def area_error(label: Any, score: Any) -> float:
    """Standard error of the area; infinite with fewer than two of either outcome."""
    return _error(*_placements(label, score))


def area_gain(label: Any, score: Any, other: Any) -> tuple[float, float, float]:
    """How much more area ``score`` has than ``other`` on the same subjects: the difference and its 95 % interval."""
    (above, below), (above_other, below_other) = _placements(label, score), _placements(label, other)
    gain = float((above - above_other).mean()) if len(above) else float("nan")
    reach = REACH * _error(above - above_other, below - below_other)
    return gain, gain - reach, gain + reach


def _placements(label: Any, score: Any) -> tuple[np.ndarray, np.ndarray]:
    """For each positive the share of negatives below it, for each negative the share of positives above it; no share of none."""
    from scipy.stats import rankdata

    true, scores = np.asarray(label) == 1, np.asarray(score, dtype=float)
    positives, negatives = int(true.sum()), int((~true).sum())
    if not positives or not negatives:
        return np.empty(0), np.empty(0)
    ranks = rankdata(scores)
    return (ranks[true] - rankdata(scores[true])) / negatives, 1 - (ranks[~true] - rankdata(scores[~true])) / positives


def _error(above: np.ndarray, below: np.ndarray) -> float:
    if min(len(above), len(below)) < 2:
        return float("inf")
    return float(np.sqrt(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)))
