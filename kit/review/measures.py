"""Measures of a score: plain functions of arrays, no product and no run in sight."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

PARTS = 10
ROUNDING = 1e-9  # of the range; sums taken in another order differ by less
BLUR = 0.1  # of the spread (ours): where scores are spread evenly, a move by so much is an index of 0.01, a tenth of what is stable


def separation(label: np.ndarray, score: np.ndarray) -> float:
    """Kolmogorov–Smirnov: the largest distance between the two groups' distributions of the score."""
    from scipy.stats import ks_2samp

    found: Any = ks_2samp(score[label == 1], score[label == 0])
    return float(found.statistic)


def shift(expected: np.ndarray, actual: np.ndarray, parts: int = PARTS) -> float:
    """Population stability index over quantiles of ``expected``; empty parts count as one ten-thousandth.

    A score counts for the parts around it, as a normal curve of width ``BLUR``. Of a scorecard, most subjects may have the
    very same score, and a quantile then falls on it: a move by a hair would look like everybody's, and a move of everybody like none.
    """
    from scipy.special import ndtr

    edges = np.unique(np.quantile(expected, np.linspace(0, 1, parts + 1)[1:-1]))
    width = max(BLUR * float(expected.std()), np.finfo(float).tiny)
    was, is_now = (np.diff([0, *(float(ndtr((e - v) / width).mean()) for e in edges), 1]) for v in (expected, actual))
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
    each = np.diff(hits(label, score), prepend=0.0)
    return tuple(float(part.mean()) for part in np.array_split(each, PARTS) if len(part))


def hits(label: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Expected number of the label's 1 among the first k, for each k; equal scores share their places, so their order can't help."""
    _, group = np.unique(score, return_inverse=True)
    rate = np.bincount(group, label) / np.bincount(group)
    return np.cumsum(rate[group[np.argsort(-score, kind="stable")]])


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
