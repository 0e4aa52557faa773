"""A small LightGBM that obeys declared directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Boosted:
    """Additive: the contributions are those of the trees themselves (TreeSHAP), which cost ten times their sum."""

    names: tuple[str, ...]
    booster: Any

    def contributions(self, frame: Any) -> np.ndarray:
        return np.asarray(self.booster.predict(frame[list(self.names)], pred_contrib=True), dtype=float)

    def margin(self, frame: Any) -> np.ndarray:
        return np.asarray(self.booster.predict(frame[list(self.names)], raw_score=True), dtype=float)


def fit_boosted(frame: Any, names: Sequence[str], label: Any, directions: Mapping[str, int], seed: int, rounds: int = 150,
                weight: Any = None, **settings: Any) -> Boosted:  # fmt: skip
    """One thread and fixed seeds, so that the same rows give the same trees; ``settings`` are LightGBM's own."""
    import lightgbm as lgb

    usual: dict[str, Any] = {
        "objective": "binary", "learning_rate": 0.04, "num_leaves": 8, "min_data_in_leaf": max(40, len(frame) // 300),
        "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.6, "verbose": -1, "num_threads": 1, "seed": seed,
        "deterministic": True, "monotone_constraints": [directions.get(n, 0) for n in names],
    }  # fmt: skip
    booster = lgb.train(usual | settings, lgb.Dataset(frame[list(names)], np.asarray(label), weight=weight), num_boost_round=rounds)
    return Boosted(tuple(names), booster)
