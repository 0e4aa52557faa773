"""A WOE scorecard with monotone bins, the scale on which it is told, and bands of a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kit.modelling.calibrate import Calibrated

TRENDS = {1: "ascending", -1: "descending", 0: "auto_asc_desc"}


@dataclass(frozen=True)
class Scale:
    """Points from log odds: ``base_score`` stands for ``base_odds`` good to one bad; each ``pdo`` points double the odds."""

    pdo: float = 50.0
    base_score: float = 650.0
    base_odds: float = 10.0
    low: int = 300
    high: int = 850

    @property
    def factor(self) -> float:
        return self.pdo / np.log(2)

    @property
    def offset(self) -> float:
        return self.base_score - self.factor * np.log(self.base_odds)

    def score(self, margin: Any) -> np.ndarray:
        """``margin`` is the log odds of bad; higher scores are better."""
        return np.clip(np.rint(self.offset - self.factor * np.asarray(margin, dtype=float)), self.low, self.high).astype(int)

    def probability(self, score: Any) -> np.ndarray:
        """Probability of bad at a score; at the ends of the scale it is a limit."""
        return 1 / (1 + np.exp((np.asarray(score, dtype=float) - self.offset) / self.factor))


@dataclass(frozen=True)
class Card:
    """Additive: coefficient × weight of evidence. ``names`` in the order of the contributions."""

    names: tuple[str, ...]
    bins: Any
    coefficients: np.ndarray
    intercept: float

    def woe(self, frame: Any) -> np.ndarray:
        return self.bins.transform(frame[list(self.names)], metric="woe", metric_missing="empirical").to_numpy(dtype=float)

    def contributions(self, frame: Any) -> np.ndarray:
        return np.column_stack([self.woe(frame) * self.coefficients, np.full(len(frame), self.intercept)])

    def margin(self, frame: Any) -> np.ndarray:
        return self.woe(frame) @ self.coefficients + self.intercept


def fit_card(frame: Any, names: Sequence[str], label: Any, directions: Mapping[str, int], max_bins: int = 6, smallest: float = 0.02) -> Card:
    """``directions`` are the signs that the rate of the label must follow; no feature stands in the card the wrong way."""
    from optbinning import BinningProcess
    from sklearn.linear_model import LogisticRegression

    y = np.asarray(label)
    trends = {n: {"monotonic_trend": TRENDS[directions.get(n, 0)]} for n in names}
    # Rare but telling values (owed once in a year) are a bin of their own only if pre-binning lets them be.
    bins = BinningProcess(list(names), max_n_bins=max_bins, min_bin_size=smallest, min_prebin_size=smallest, binning_fit_params=trends)
    bins.fit(frame[list(names)], y)
    card = Card(tuple(names), bins, np.zeros(len(names)), 0.0)
    woe = card.woe(frame)
    keep = np.ones(len(names), dtype=bool)
    while True:
        # optbinning's WOE is high for the good, so an honest coefficient is negative; others are left out, worst first.
        line = LogisticRegression(max_iter=500).fit(woe * keep, y)
        worst = int(np.argmax(np.where(keep, line.coef_[0], -np.inf)))
        if line.coef_[0, worst] <= 0 or keep.sum() == 1:
            return Card(tuple(names), bins, line.coef_[0] * keep, float(line.intercept_[0]))
        keep[worst] = False


def points(card: Card, calibrated: Calibrated, scale: Scale, titles: Mapping[str, str]) -> Any:
    """The card as a table: feature, bin, subjects, rate of the label, points. The points of one row's bins add up to its score."""
    import pandas as pd

    base = scale.offset - scale.factor * (calibrated.intercept + calibrated.slope * card.intercept)
    tables = []
    for name, coefficient in zip(card.names, card.coefficients, strict=True):
        if coefficient == 0:
            continue
        table = card.bins.get_binned_variable(name).binning_table.build(add_totals=False)
        table = table[table["Count"] > 0]
        worth = base / np.count_nonzero(card.coefficients) - scale.factor * calibrated.slope * coefficient * table["WoE"].astype(float)
        tables.append(pd.DataFrame({"feature": titles[name], "bin": table["Bin"].astype(str), "subjects": table["Count"],
                                    "rate": table["Event rate"], "points": worth.round(1)}))  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def band(score: Any, edges: Sequence[float], names: Sequence[str]) -> np.ndarray:
    """``names`` run from the lowest band up; a score on an edge belongs to the higher band."""
    if len(names) != len(edges) + 1:
        raise ValueError("one name more than edges")
    return np.array(names, dtype=object)[np.searchsorted(np.asarray(edges), np.asarray(score), side="right")]
