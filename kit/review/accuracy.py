"""Estimates against the truth of the hidden city: numbers, classes, rankings and links, each beside the product's own baseline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kit.product.plan import Accuracy
from kit.product.read_accuracy import CLASS, LINK, LISTED, NUMBER, RANKING
from kit.review.evidence import Run

RESAMPLES, LEAST = 500, 30


@dataclass(frozen=True)
class Measured:
    """``value`` and ``baseline`` are the measure named; ``gain`` is the 95 % interval by which the product is better.

    ``answered`` is the share of the truth's keys that got an estimate. ``covered`` is the share of truths inside the stated
    interval. ``claims`` and ``wrong`` count the costly class, ``wrong_most`` is the upper 95 % limit of its error rate.
    """

    measure: str
    cases: int
    answered: float
    value: float = float("nan")
    baseline: float = float("nan")
    gain: tuple[float, float] | None = None
    covered: float | None = None
    claims: int = 0
    wrong: int = 0
    wrong_most: float | None = None


def measured(claim: Accuracy, run: Run, file: str, as_of: dt.date) -> Measured | str:
    """The measures, or why there are none."""
    frame = run.frame(file)
    key = list(claim.key)
    if frame is None or set(key) - set(frame) or claim.estimate not in frame:
        return "没有留下可用的估计"
    true = truth(claim, run.city, as_of)
    if set(true) != {*key, "truth"}:
        return "truth 查询的列应是主键与 truth"
    if true.duplicated(key).any() or frame.duplicated(key).any():
        return "主键有重复"
    both = _typed(true, key).merge(_typed(frame, key), on=key)
    if len(both) < LEAST:
        return f"与真相对得上的只有 {len(both)} 行,不足以评判"
    return MEASURES[claim.kind](claim, both, len(both) / len(true))


def truth(claim: Accuracy, city: Path, as_of: dt.date) -> Any:
    """The rows of the truth query over the whole hidden city and its answers; it can read nothing else."""
    import duckdb

    answers = city.with_name(city.name + ".answers")
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA answers")
        for slug in claim.catalogs:
            connection.execute(f"CREATE VIEW {slug} AS SELECT * FROM read_parquet('{_text(city / slug)}/*.parquet')")
        for name in claim.answers:
            connection.execute(f"CREATE VIEW answers.{name} AS SELECT * FROM read_parquet('{_text(answers / name)}/*.parquet')")
        connection.execute(f"SET allowed_directories=['{_text(city)}/', '{_text(answers)}/']; SET enable_external_access=false; SET lock_configuration=true")
        return connection.execute(claim.truth, {"as_of": as_of} if "$as_of" in claim.truth else None).df()


def _typed(frame: Any, key: list[str]) -> Any:
    """Keys as text, so that a date of one engine meets that of another."""
    import pandas as pd

    days = {k: pd.to_datetime(frame[k]).dt.strftime("%Y-%m-%d %H:%M") for k in key if _is_time(frame[k])}
    return frame.assign(**{k: days.get(k, frame[k].astype(str)) for k in key})


def _is_time(values: Any) -> bool:
    import pandas as pd

    return pd.api.types.is_datetime64_any_dtype(values) or pd.api.types.infer_dtype(values) in ("date", "datetime")


def _number(claim: Accuracy, both: Any, answered: float) -> Measured:
    true = both["truth"].to_numpy(float)
    ours, theirs = (np.abs(both[c].to_numpy(float) - true) for c in (claim.estimate, claim.baseline))
    covered = float(((both[claim.low] <= true) & (true <= both[claim.high])).mean()) if claim.low and claim.high else None
    gain = _interval(both[claim.key[0]], lambda rows: float((theirs[rows] - ours[rows]).mean()))
    return Measured("平均绝对误差", len(both), answered, float(ours.mean()), float(theirs.mean()), gain, covered)


def _class(claim: Accuracy, both: Any, answered: float) -> Measured:
    said, true = _places(claim, both[claim.estimate]), _places(claim, both["truth"])
    value, baseline, gain = float((said == true).mean()), float("nan"), None
    score = _kappa(claim.ordered) if claim.ordered else lambda a, b: float((a == b).mean())
    if claim.ordered:
        value = score(said, true)
    if claim.baseline:
        other = _places(claim, both[claim.baseline])
        baseline = score(other, true)
        gain = _interval(both[claim.key[0]], lambda rows: score(said[rows], true[rows]) - score(other[rows], true[rows]))
    measure = "加权 kappa" if claim.ordered else "说对的比例"
    if not claim.costly:
        return Measured(measure, len(both), answered, value, baseline, gain)
    claims, true_too = (both[c].astype(str).to_numpy() == claim.costly for c in (claim.estimate, "truth"))
    wrong = int((claims & ~true_too).sum())
    return Measured(measure, len(both), answered, value, baseline, gain, None, int(claims.sum()), wrong, _most(wrong, int(claims.sum())))


def _places(claim: Accuracy, values: Any) -> np.ndarray:
    """Places in ``ordered``, -1 for anything else; the texts themselves when there is no order."""
    texts = values.astype(str)
    return texts.map({v: n for n, v in enumerate(claim.ordered)}).fillna(-1).to_numpy(int) if claim.ordered else texts.to_numpy()


def _link(claim: Accuracy, both: Any, answered: float) -> Measured:
    """Whom a record belongs to, nothing where that is not said: the share found again, and how many of the links made are wrong."""
    true, said, other = (both[c].astype("string").fillna("").to_numpy() for c in ("truth", claim.estimate, claim.baseline))
    made, right, simple = said != "", (said == true) & (true != ""), (other == true) & (true != "")
    wrong = int((said != true)[made].sum())
    least = max(int((true != "").sum()), 1)
    gain = _interval(both[claim.key[0]], lambda rows: float((right[rows].sum() - simple[rows].sum()) / least))
    found, known = float(right.sum() / least), float(simple.sum() / least)
    return Measured("找回的比例", len(both), answered, found, known, gain, None, int(made.sum()), wrong, _most(wrong, int(made.sum())))


def _listed(claim: Accuracy, both: Any, answered: float) -> Measured:
    """A list for people to look into, 1 for who is on it: the share of those listed who ought to be, beside the baseline's own list."""
    true, said, other = (both[c].to_numpy(float) > 0 for c in ("truth", claim.estimate, claim.baseline))
    hit = lambda rows, on: float(true[rows][on[rows]].mean()) if on[rows].any() else 0.0  # noqa: E731
    everybody = np.arange(len(both))
    gain = _interval(both[claim.key[0]], lambda rows: hit(rows, said) - hit(rows, other))
    made, wrong = int(said.sum()), int((said & ~true).sum())
    return Measured("命中率", len(both), answered, hit(everybody, said), hit(everybody, other), gain, None, made, wrong, _most(wrong, made))


def _kappa(ordered: tuple[str, ...]) -> Callable[[np.ndarray, np.ndarray], float]:
    """Quadratically weighted kappa of places in ``ordered``; sklearn's takes a hundred times as long, five hundred times over."""
    count = len(ordered)
    far = (np.arange(count)[:, None] - np.arange(count)) ** 2

    def score(said: np.ndarray, true: np.ndarray) -> float:
        there = (said >= 0) & (true >= 0)
        seen = np.bincount(said[there] * count + true[there], minlength=count**2).reshape(count, count)
        chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / max(seen.sum(), 1)
        return float(1 - (far * seen).sum() / (far * chance).sum()) if (far * chance).any() else float("nan")

    return score


def _most(wrong: int, claims: int) -> float:
    """Upper limit of the Clopper–Pearson interval (95 %, two sides) of an error rate."""
    from scipy.stats import beta

    return 1.0 if wrong >= claims else float(beta.ppf(0.975, wrong + 1, claims - wrong))


def _ranking(claim: Accuracy, both: Any, answered: float) -> Measured:
    groups = both.groupby(list(claim.key[:-1]), sort=True)
    pairs = [(_ndcg(g["truth"], g[claim.estimate], claim.at), _ndcg(g["truth"], g[claim.baseline], claim.at)) for _, g in groups if len(g) > 1 and g["truth"].max() > 0]
    ours, theirs = (np.array(v) for v in zip(*pairs, strict=True))
    gain = _interval(np.arange(len(ours)), lambda rows: float((ours[rows] - theirs[rows]).mean()))
    return Measured(f"NDCG@{claim.at}", len(both), answered, float(ours.mean()), float(theirs.mean()), gain)


def _ndcg(truth: Any, score: Any, at: int) -> float:
    """Gains of equal scores are shared, so that their order can't help."""
    from sklearn.metrics import ndcg_score

    return float(ndcg_score([truth.to_numpy(float)], [score.to_numpy(float)], k=at))


def _interval(group: Any, gain: Callable[[np.ndarray], float]) -> tuple[float, float]:
    """The 95 % interval of ``gain`` over resampled groups: rows of one place or firm come or stay away together."""
    import pandas as pd

    codes, names = pd.factorize(np.asarray(group))
    order = np.argsort(codes, kind="stable")
    random = np.random.default_rng(20240630)
    if len(names) == len(codes):  # every row on its own: the same draw without a list of lists
        return _quantiles([gain(random.integers(0, len(codes), len(codes))) for _ in range(RESAMPLES)])
    members = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    return _quantiles([gain(np.concatenate([members[g] for g in random.integers(0, len(names), len(names))])) for _ in range(RESAMPLES)])


def _quantiles(draws: list[float]) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


MEASURES: dict[str, Callable[[Accuracy, Any, float], Measured]] = {NUMBER: _number, CLASS: _class, RANKING: _ranking, LINK: _link, LISTED: _listed}


def _text(path: Path) -> str:
    return path.absolute().as_posix().replace("'", "''")
