"""Membership attacks: can one tell, from what a model says about a row, whether the model was fitted on it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kit.review.figures import ENOUGH
from kit.review.models import Fitted

RESAMPLES, SHADOWS, ROWS = 200, 16, 8000  # ROWS keeps the shadow attack within seconds
RARE = 0.01  # false alarms that the shadow attack may make


@dataclass(frozen=True)
class Attack:
    """What an attack reaches, with the 95 % interval over resampled subjects."""

    reached: float
    lower: float
    upper: float


def _attack(statistic: Callable[[np.ndarray], float], subject: np.ndarray) -> Attack:
    """``statistic`` takes how often each row counts: once, then as often as its subject is drawn."""
    random = np.random.default_rng(20240630)
    people = int(subject.max()) + 1
    draws = [statistic(np.bincount(random.integers(0, people, people), minlength=people)[subject]) for _ in range(RESAMPLES)]
    lower, upper = np.nanquantile(draws, [0.025, 0.975])
    return Attack(statistic(np.ones(len(subject))), float(lower), float(upper))


def losses(label: np.ndarray, margin: np.ndarray, binary: bool = True) -> np.ndarray:
    """What the model loses on each row: its own objective."""
    return np.logaddexp(0, -(2 * label - 1) * margin) if binary else (label - margin) ** 2


def loss_attack(loss: np.ndarray, kind: np.ndarray, member: np.ndarray, subject: np.ndarray) -> Attack:
    """Rows with a small loss are taken for members (Yeom et al. 2018), among rows of the same ``kind``; the mean over kinds.

    Kind is the label where it is 0 or 1. Where few labels are 1, a model can know each of them by heart and still look
    innocent over all rows, since nothing is ever lost on the many others.
    """
    kinds = _kinds(kind, member)
    tied = [np.unique(-loss[rows], return_inverse=True)[1] for rows in kinds]

    def areas(weight: np.ndarray) -> float:
        return float(np.mean([_weighted_area(t, member[rows], weight[rows]) for t, rows in zip(tied, kinds, strict=True)]))

    return _attack(areas, subject)


def _kinds(kind: np.ndarray, member: np.ndarray) -> list[np.ndarray]:
    """Rows of each kind that has enough on both sides; all rows when none has."""
    each = [np.flatnonzero(kind == k) for k in np.unique(kind)]
    enough = [rows for rows in each if min(member[rows].sum(), (~member[rows]).sum()) >= ENOUGH]
    return enough or [np.arange(len(kind))]


def _weighted_area(tied: np.ndarray, member: np.ndarray, weight: np.ndarray) -> float:
    inside, outside = (np.bincount(tied, weight * side) for side in (member, ~member))
    below = np.cumsum(outside) - outside / 2
    total = inside.sum() * outside.sum()
    return float((inside * below).sum() / total) if total else float("nan")


def shadow_attack(model: Fitted, seed: int = 20240630) -> Attack:
    """Share of members found at one false alarm in a hundred, by likelihood ratio against shadow models (Carlini et al. 2022).

    The shadows are fitted here on random halves of the subjects, within the limits that the released text shows: leaves,
    trees, learning rate, directions, smallest leaf. With few shadows the spread is pooled over rows, as the authors advise.
    Labels count the same for the reason given above, where enough rows of each were held out.
    """
    random = np.random.default_rng(seed)
    kept = _some(model.subject, random)
    rows, label, member, subject = model.rows[kept], model.label[kept], model.member[kept], model.subject[kept]
    halves = np.stack([random.permutation(subject.max() + 1)[subject] % 2 == 0 for _ in range(SHADOWS)])
    said = np.stack([_confidence(model, label, _shadow(model, rows, label, half, number)) for number, half in enumerate(halves)])
    inside, outside = (np.ma.masked_array(said, mask) for mask in (~halves, halves))
    own = _confidence(model, label, model.margins[kept])
    ratio = _log_density(own, inside) - _log_density(own, outside)
    seen = ~np.ma.getmaskarray(ratio)
    guess, member, subject = ratio.data[seen], member[seen], subject[seen]
    kind = label[seen] if model.binary else np.zeros(len(guess))
    if min(np.unique(kind[~member], return_counts=True)[1], default=0) < 1 / RARE:  # too few to count one false alarm in a hundred
        kind = np.zeros(len(guess))
    return _attack(lambda times: found_at(RARE, guess, member, kind, times), subject)


def found_at(alarms: float, guess: np.ndarray, member: np.ndarray, kind: np.ndarray, times: np.ndarray) -> float:
    """Share of members among the highest guesses, when ``alarms`` of the others are among them; every kind counts the same."""
    _, number = np.unique(np.stack([kind, member]), axis=1, return_inverse=True)
    number = number.ravel()
    total = np.bincount(number, times)[number]
    sides = {side: len(np.unique(kind[(member == side) & (times > 0)])) for side in (True, False)}
    weight = times / np.maximum(total, 1) / np.where(member, max(sides[True], 1), max(sides[False], 1))
    order = np.argsort(-guess, kind="stable")
    false = np.cumsum(np.where(member, 0, weight)[order])
    return float(weight[order][(false <= alarms) & member[order]].sum())


def _some(subject: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """All rows of as many subjects as make about ``ROWS`` rows."""
    people = int(subject.max()) + 1
    share = min(1.0, ROWS / len(subject))
    return (random.random(people) < share)[subject]


def _shadow(model: Fitted, rows: np.ndarray, label: np.ndarray, half: np.ndarray, number: int) -> np.ndarray:
    import lightgbm

    settings = {
        "objective": "binary" if model.binary else "regression", "num_leaves": max(2, *model.sizes), "learning_rate": model.rate,
        "min_data_in_leaf": max(1, min(model.least)), "min_sum_hessian_in_leaf": 1e-3, "seed": number, "num_threads": 1, "verbose": -1,
        **({"monotone_constraints": model.constraints} if any(model.constraints) else {}),
    }  # fmt: skip
    fit = lightgbm.train(settings, lightgbm.Dataset(rows[half], label[half]), len(model.sizes))
    return np.asarray(fit.predict(rows, raw_score=True))


def _confidence(model: Fitted, label: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Log odds of the true label, which are close to normal; for other objectives minus the distance."""
    return (2 * label - 1) * margin if model.binary else -np.abs(label - margin)


def _log_density(own: np.ndarray, shadows: np.ma.MaskedArray) -> np.ma.MaskedArray:
    centre = shadows.mean(axis=0)
    spread = max(float((shadows - centre).std()), 1e-9)
    return -(((own - centre) / spread) ** 2) / 2 - np.log(spread)
