"""Reasons for a score, in words: what pushed it more than is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

LEAST = 0.1  # of log odds: smaller pushes are no reason (our choice)


def reasons(contributions: np.ndarray, titles: Sequence[str], count: int = 3, least: float = LEAST) -> np.ndarray:
    """For each row up to ``count`` titles of features that push towards the label more than in the middle subject; None after.

    ``contributions`` are those of an additive model, its base last.
    """
    pushed = contributions[:, :-1] - np.median(contributions[:, :-1], axis=0)
    order = np.argsort(-pushed, axis=1, kind="stable")[:, :count]
    said = np.array(titles, dtype=object)[order]
    said[np.take_along_axis(pushed, order, axis=1) <= least] = None
    return said


def distinct_reasons(contributions: np.ndarray, groups: Mapping[str, Sequence[int]], count: int = 3, least: float = LEAST) -> np.ndarray:
    """The same after features of one kind are added up: ``groups`` maps what is said to columns of ``contributions``."""
    added = [contributions[:, list(columns)].sum(axis=1) for columns in groups.values()]
    return reasons(np.column_stack([*added, contributions[:, -1]]), list(groups), count, least)


def audit(contributions: np.ndarray, names: Sequence[str], key: Any) -> Any:
    """What a review adds up again: ``key`` (a named Series), one column per feature, ``base`` and ``margin``."""
    import pandas as pd

    out = pd.DataFrame(contributions[:, :-1], columns=list(names))
    out.insert(0, key.name, key.to_numpy())
    return out.assign(base=contributions[:, -1], margin=contributions.sum(axis=1))
