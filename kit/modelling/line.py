"""A straight line of few features: where events are rare, the form that says the same in another city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Line:
    """Additive: coefficient × distance from the centre. ``names`` in the order of the contributions."""

    names: tuple[str, ...]
    centre: np.ndarray
    coefficients: np.ndarray
    intercept: float

    def contributions(self, frame: Any) -> np.ndarray:
        moved = frame[list(self.names)].to_numpy(dtype=float) - self.centre
        return np.column_stack([moved * self.coefficients, np.full(len(frame), self.intercept)])

    def margin(self, frame: Any) -> np.ndarray:
        return self.contributions(frame).sum(axis=1)


def fit_line(frame: Any, names: Sequence[str], label: Any, directions: Mapping[str, int], doubt: float = 200.0) -> Line:
    """Logistic regression; a feature that goes against its direction is left out, the worst first.

    ``doubt`` is the precision of the prior that a feature, in units of its spread, means nothing; 200 weighs as much as some
    two hundred events of the rarer outcome, so that a few hundred do not swing the line (our choice).
    """
    from sklearn.linear_model import LogisticRegression

    values = frame[list(names)].to_numpy(dtype=float)
    signs = np.array([directions.get(n, 0) for n in names])
    centre, spread = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-9)
    scaled, keep = (values - centre) / spread, np.ones(len(names), dtype=bool)
    while True:
        fitted = LogisticRegression(C=1 / doubt, max_iter=500).fit(scaled * keep, np.asarray(label))
        along = np.where(keep & (signs != 0), fitted.coef_[0] * signs, np.inf)
        worst = int(np.argmin(along))
        if along[worst] >= 0 or keep.sum() == 1:
            return Line(tuple(names), centre, fitted.coef_[0] * keep / spread, float(fitted.intercept_[0]))
        keep[worst] = False
