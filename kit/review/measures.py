"""Measures of a score: plain functions of arrays, no product and no run in sight."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

PARTS = 10
ROUNDING = 1e-9  # of the range; sums taken in another order differ by less


def area(label: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties counted half."""
    from scipy.stats import rankdata

    ranks, positives = rankdata(score), label.sum()
    return float((ranks[label == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(label) - positives)))


def area_error(label: np.ndarray, score: np.ndarray) -> float:
    """Standard error of the area (DeLong, DeLong and Clarke-Pearson 1988)."""
    from scipy.stats import rankdata

    ranks, true = rankdata(score), label == 1
    positives, negatives = true.sum(), (~true).sum()
    if min(positives, negatives) < 2:
        return float("inf")
    above = (ranks[true] - rankdata(score[true])) / negatives
    below = 1 - (ranks[~true] - rankdata(score[~true])) / positives
    return float(np.sqrt(above.var(ddof=1) / positives + below.var(ddof=1) / negatives))


def separation(label: np.ndarray, score: np.ndarray) -> float:
    """Kolmogorov–Smirnov: the largest distance between the two groups' distributions of the score."""
    from scipy.stats import ks_2samp

    found: Any = ks_2samp(score[label == 1], score[label == 0])
    return float(found.statistic)


def shift(expected: np.ndarray, actual: np.ndarray, parts: int = PARTS) -> float:
    """Population stability index over quantiles of ``expected``; empty parts count as one ten-thousandth."""
    edges = np.unique(np.quantile(expected, np.linspace(0, 1, parts + 1)[1:-1]))
    was, is_now = (np.bincount(np.searchsorted(edges, v, side="right"), minlength=len(edges) + 1) / len(v) for v in (expected, actual))
    was, is_now = np.maximum(was, 1e-4), np.maximum(is_now, 1e-4)
    return float(((is_now - was) * np.log(is_now / was)).sum())


def information_value(label: np.ndarray, values: np.ndarray, parts: int = PARTS) -> float:
    """Information value of one feature over its quantiles; missing values are a part of their own."""
    there = np.isfinite(values)
    edges = np.unique(np.quantile(values[there], np.linspace(0, 1, parts + 1)[1:-1])) if there.any() else np.empty(0)
    part = np.where(there, np.searchsorted(edges, values, side="right"), len(edges) + 1)
    good, bad = (np.bincount(part[label == y], minlength=len(edges) + 2) + 0.5 for y in (0, 1))
    good, bad = good / good.sum(), bad / bad.sum()
    return float(((good - bad) * np.log(good / bad)).sum())


def tenths(label: np.ndarray, score: np.ndarray) -> tuple[float, ...]:
    """Rate of the label in each tenth of the score, the highest scores first; equal scores share their label's rate."""
    _, group = np.unique(score, return_inverse=True)
    rate = np.bincount(group, label) / np.bincount(group)
    parts = np.array_split(np.argsort(-score, kind="stable"), PARTS)
    return tuple(float(rate[group[p]].mean()) for p in parts if len(p))


def in_order(rates: tuple[float, ...]) -> int:
    """How many tenths do not exceed the one before; the first always counts."""
    return 1 + sum(b <= a for a, b in itertools.pairwise(rates))


def spread(label: np.ndarray, score: np.ndarray, bars: int = 30) -> tuple[tuple[float, float, float], ...]:
    """For a histogram: left edge, share of the label's 0 and share of its 1 in each bar between the 1st and 99th percentile."""
    low, high = np.quantile(score, [0.01, 0.99])
    edges = np.linspace(low, high if high > low else low + 1, bars + 1)
    counts = [np.histogram(np.clip(score[label == y], edges[0], edges[-1]), edges)[0] / max((label == y).sum(), 1) for y in (0, 1)]
    return tuple((float(e), float(a), float(b)) for e, a, b in zip(edges[:-1], *counts, strict=True))


def same_order(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether ``other`` rises wherever ``one`` does and stays where it stays, but for rounding."""
    if len(one) != len(other) or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return False
    order = np.lexsort((other, one))
    up, along = np.diff(one[order]), np.diff(other[order])
    small, little = (float(np.ptp(v)) * ROUNDING if len(v) else 0.0 for v in (one, other))
    falls = along < -little
    parts = (up <= small) & (along > little * 1e3)
    stays = (up > small * 1e3) & (along <= 0)
    return not (falls | parts | stays).any()
