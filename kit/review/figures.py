"""Figures of quality, computed by the host from the scores that a run left and the future that it did not see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.product.plan import ScenarioPlan
from kit.review.evidence import Run
from kit.review.label import population, truth

RESAMPLES = 300


@dataclass(frozen=True)
class Figures:
    """``auc_gain`` is the 95 % interval of model minus baseline over resampled subjects; ``slope`` 1 is well calibrated.

    ``coverage`` is the share of subjects whose label came true, and who were in the room, that got a score at all.
    """

    subjects: int
    positives: int
    coverage: float
    auc: float
    baseline_auc: float
    auc_gain: tuple[float, float]
    capacity: float
    precision: float
    baseline_precision: float
    lift: float
    slope: float
    mean_probability: float
    observed: float
    curve: tuple[tuple[float, float], ...]
    gains: tuple[tuple[float, float, float], ...]


def figures(plan: ScenarioPlan, run: Run) -> Figures | str:
    """The figures, or why they cannot be computed."""
    import pandas as pd

    evaluation = plan.evaluation
    assert evaluation is not None
    frame = run.frame(plan.outputs[evaluation.output].file)
    columns = [evaluation.key, evaluation.score, evaluation.baseline, evaluation.probability]
    if frame is None or set(columns) - set(frame):
        return "没有留下可用的评分"
    happened = truth(evaluation, run.city)
    label = frame[evaluation.key].isin(happened).to_numpy().astype(int)
    numbers = [np.asarray(pd.to_numeric(frame[c], errors="coerce"), dtype=float) for c in columns[1:]]
    if any(not np.isfinite(v).all() for v in numbers):
        return "评分里有缺失或不是数"
    if label.sum() < 30 or label.sum() > len(label) - 30:
        return f"截止日之后发生标签的只有 {int(label.sum())} 家,不足以评判;请加大 --size"
    known = happened & population(evaluation, run.city)
    coverage = len(known & set(frame[evaluation.key])) / max(len(known), 1)
    score, baseline, probability = numbers
    return _compute(label, score, baseline, probability, evaluation.capacity, coverage)


def _compute(label: np.ndarray, score: np.ndarray, baseline: np.ndarray, probability: np.ndarray, capacity: float, coverage: float) -> Figures:
    front = max(1, int(len(label) * capacity))
    auc, base = area(label, score), area(label, baseline)
    precision, base_precision = (_tied_precision(label, s, front) for s in (score, baseline))
    observed = float(label.mean())
    return Figures(
        subjects=len(label), positives=int(label.sum()), coverage=coverage, auc=auc, baseline_auc=base,
        auc_gain=_interval(label, score, baseline), capacity=capacity, precision=precision,
        baseline_precision=base_precision, lift=precision / observed, slope=_slope(label, probability),
        mean_probability=float(probability.mean()), observed=observed, curve=_curve(label, probability),
        gains=_gains(label, score, baseline),
    )  # fmt: skip


def area(label: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties counted half."""
    from scipy.stats import rankdata

    ranks, positives = rankdata(score), label.sum()
    return float((ranks[label == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(label) - positives)))


def _interval(label: np.ndarray, score: np.ndarray, baseline: np.ndarray) -> tuple[float, float]:
    random = np.random.default_rng(20240630)
    draws = []
    for _ in range(RESAMPLES):
        rows = random.integers(0, len(label), len(label))
        if 0 < label[rows].sum() < len(rows):
            draws.append(area(label[rows], score[rows]) - area(label[rows], baseline[rows]))
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def _tied_precision(label: np.ndarray, score: np.ndarray, front: int) -> float:
    """Expected hit rate among the first ``front``; equal scores share their places, so their order can't help."""
    edge = np.sort(score)[::-1][front - 1]
    above, tied = score > edge, score == edge
    return float((label[above].sum() + label[tied].mean() * (front - above.sum())) / front)


def _slope(label: np.ndarray, probability: np.ndarray) -> float:
    from sklearn.linear_model import LogisticRegression

    p = np.clip(probability, 1e-5, 1 - 1e-5)
    return float(LogisticRegression(C=1e6).fit(np.log(p / (1 - p))[:, None], label).coef_[0, 0])


def _curve(label: np.ndarray, probability: np.ndarray) -> tuple[tuple[float, float], ...]:
    groups = np.array_split(np.argsort(probability, kind="stable"), 10)
    return tuple((float(probability[g].mean()), float(label[g].mean())) for g in groups)


def _gains(label: np.ndarray, score: np.ndarray, baseline: np.ndarray) -> tuple[tuple[float, float, float], ...]:
    """Share looked at, share of the positives found by the model and by the baseline."""
    shares = np.linspace(0.01, 1, 50)
    total = label.sum()
    found = [[_tied_precision(label, s, max(1, int(len(label) * x))) * max(1, int(len(label) * x)) / total for x in shares]
             for s in (score, baseline)]  # fmt: skip
    return tuple((float(x), float(a), float(b)) for x, a, b in zip(shares, *found, strict=True))


