"""From an ordering to probabilities: one logistic curve, fitted on rows later than the model's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

NEVER = 1e-6  # no probability nearer to 0 or 1 than this (our choice)


class Additive(Protocol):
    """A model whose log odds, its ``margin``, are the sum of a contribution per feature and a base."""

    def contributions(self, frame: Any) -> np.ndarray: ...
    def margin(self, frame: Any) -> np.ndarray: ...


def log_odds(probability: Any) -> np.ndarray:
    p = np.clip(np.asarray(probability, dtype=float), NEVER, 1 - NEVER)
    return np.log(p / (1 - p))


def logistic(margin: Any) -> np.ndarray:
    return 1 / (1 + np.exp(-np.asarray(margin, dtype=float)))


@dataclass(frozen=True)
class Calibrated:
    """``model`` with its log odds straightened: ``intercept`` + ``slope`` × margin. Additive itself."""

    model: Additive
    slope: float
    intercept: float

    def contributions(self, frame: Any) -> np.ndarray:
        out = self.model.contributions(frame) * self.slope
        out[:, -1] += self.intercept
        return out

    def margin(self, frame: Any) -> np.ndarray:
        return self.model.margin(frame) * self.slope + self.intercept

    def probability(self, frame: Any) -> np.ndarray:
        return logistic(self.margin(frame))


def calibrate(model: Additive, frame: Any, label: Any) -> Calibrated:
    """The curve that makes the model's probabilities what happened in ``frame``."""
    from sklearn.linear_model import LogisticRegression

    margin = model.margin(frame)
    curve = LogisticRegression(C=10.0).fit(margin[:, None], np.asarray(label))
    return Calibrated(model, float(curve.coef_[0, 0]), float(curve.intercept_[0]))


def tenths(probability: Any, label: Any) -> Any:
    """Mean probability (``said``) and share of the label (``happened``) in each tenth, the lowest first."""
    import pandas as pd

    parts = np.array_split(np.argsort(np.asarray(probability), kind="stable"), 10)
    rows = [(np.asarray(probability)[p].mean(), np.asarray(label)[p].mean(), len(p)) for p in parts if len(p)]
    return pd.DataFrame(rows, columns=["said", "happened", "subjects"])
