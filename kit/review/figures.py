"""Figures of quality, computed by the host from the scores that a run left and the future that it did not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kit.modelling.area import area, area_error, area_gain
from kit.product.plan import Evaluation, ScenarioPlan
from kit.review.evidence import Run
from kit.review.label import population, truth
from kit.review.measures import hits, separation, shift, spread, tenths

ENOUGH = 30  # of either outcome, before anything is said (facts: at least 30 bads per segment)


@dataclass(frozen=True)
class Segment:
    """One value of a declared segment; ``low`` and ``high`` are the 95 % interval of ``auc``. Small ones have no AUC."""

    field: str
    value: str
    subjects: int
    positives: int
    auc: float | None = None
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True)
class Figures:
    """``auc_gain`` is the 95 % interval of model minus baseline on the same subjects (DeLong); ``slope`` 1 is well calibrated.

    ``coverage`` is the share of subjects whose label came true, and who were in the room, that got a score at all.
    ``tenths`` are the observed rates from the highest scores down; ``spread`` gives, by bar of a histogram, its left edge
    and the shares of those without and with the label; ``naive_brier`` is that of everybody getting the observed rate.
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
    ks: float
    brier: float
    naive_brier: float
    tenths: tuple[float, ...]
    spread: tuple[tuple[float, float, float], ...]
    segments: tuple[Segment, ...] = ()


def figures(plan: ScenarioPlan, run: Run) -> Figures | str:
    """The figures, or why they cannot be computed."""
    judged = labelled(plan, run)
    if isinstance(judged, str):
        return judged
    evaluation, (frame, label) = plan.evaluation, judged
    assert evaluation is not None
    if label.sum() < ENOUGH or label.sum() > len(label) - ENOUGH:
        return f"截止日之后发生标签的只有 {int(label.sum())} 家,不足以评判;请加大 --size"
    known = truth(evaluation, run.city) & population(evaluation, run.city)
    coverage = len(known & set(frame[evaluation.key])) / max(len(known), 1)
    score, baseline, probability = (frame[c].to_numpy() for c in (evaluation.score, evaluation.baseline, evaluation.probability))
    return _compute(label, score, baseline, probability, evaluation.capacity, coverage, tuple(_segments(evaluation, frame, label)))


def labelled(plan: ScenarioPlan, run: Run) -> tuple[Any, np.ndarray] | str:
    """The scores with finite numbers, and which of the subjects met the label later; or why there are none."""
    import pandas as pd

    evaluation = plan.evaluation
    assert evaluation is not None
    frame = run.frame(plan.outputs[evaluation.output].file)
    columns = [evaluation.score, evaluation.baseline, evaluation.probability]
    if frame is None or {evaluation.key, *columns} - set(frame):
        return "没有留下可用的评分"
    frame = frame.assign(**{c: np.asarray(pd.to_numeric(frame[c], errors="coerce"), dtype=float) for c in columns})
    if not np.isfinite(frame[columns].to_numpy()).all():
        return "评分里有缺失或不是数"
    return frame, frame[evaluation.key].isin(truth(evaluation, run.city)).to_numpy().astype(int)


def shifts(plan: ScenarioPlan, runs: Mapping[str, Run]) -> dict[str, float]:
    """Population stability index of the score in other cities against the first run."""
    found = {n: labelled(plan, runs[n]) for n in ("plain", "new_city", "drift") if n in runs and runs[n].record.ok}
    scores = {n: f[0][plan.evaluation.score].to_numpy() for n, f in found.items() if plan.evaluation and not isinstance(f, str)}
    return {n: shift(scores["plain"], s) for n, s in scores.items() if n != "plain"} if "plain" in scores else {}


def _compute(
    label: np.ndarray, score: np.ndarray, baseline: np.ndarray, probability: np.ndarray, capacity: float, coverage: float,
    segments: tuple[Segment, ...],
) -> Figures:  # fmt: skip
    front = max(1, int(len(label) * capacity))
    found, simply = hits(label, score), hits(label, baseline)
    precision, base_precision = (float(h[front - 1] / front) for h in (found, simply))
    observed = float(label.mean())
    return Figures(
        subjects=len(label), positives=int(label.sum()), coverage=coverage, auc=area(label, score), baseline_auc=area(label, baseline),
        auc_gain=area_gain(label, score, baseline)[1:], capacity=capacity, precision=precision,
        baseline_precision=base_precision, lift=precision / observed, slope=_slope(label, probability),
        mean_probability=float(probability.mean()), observed=observed, curve=_curve(label, probability),
        gains=_gains(found, simply), ks=separation(label, score), brier=float(((probability - label) ** 2).mean()),
        naive_brier=observed * (1 - observed), tenths=tenths(label, score), spread=spread(label, score), segments=segments,
    )  # fmt: skip


def _segments(evaluation: Evaluation, frame: Any, label: np.ndarray) -> Iterator[Segment]:
    score = frame[evaluation.score].to_numpy()
    for name in evaluation.segments:
        values = frame[name].astype("string").fillna("(空)")
        for value in sorted(values.unique()):
            inside = (values == value).to_numpy(dtype=bool)
            y, s = label[inside], score[inside]
            if min(y.sum(), len(y) - y.sum()) < ENOUGH:
                yield Segment(name, str(value), len(y), int(y.sum()))
            else:
                auc, reach = area(y, s), 1.96 * area_error(y, s)
                yield Segment(name, str(value), len(y), int(y.sum()), auc, auc - reach, auc + reach)


def _slope(label: np.ndarray, probability: np.ndarray) -> float:
    from sklearn.linear_model import LogisticRegression

    p = np.clip(probability, 1e-5, 1 - 1e-5)
    return float(LogisticRegression(C=1e6).fit(np.log(p / (1 - p))[:, None], label).coef_[0, 0])


def _curve(label: np.ndarray, probability: np.ndarray) -> tuple[tuple[float, float], ...]:
    groups = np.array_split(np.argsort(probability, kind="stable"), 10)
    return tuple((float(probability[g].mean()), float(label[g].mean())) for g in groups)


def _gains(found: np.ndarray, simply: np.ndarray) -> tuple[tuple[float, float, float], ...]:
    """Share looked at, share of the positives found by the model and by the baseline."""
    shares = np.linspace(0.01, 1, 50)
    last = np.maximum(1, (len(found) * shares).astype(int)) - 1
    return tuple(zip(shares.tolist(), (found[last] / found[-1]).tolist(), (simply[last] / simply[-1]).tolist(), strict=True))
