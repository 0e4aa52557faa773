"""Membership attacks: can one tell, from what a model says about a row, whether the model was fitted on it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.review.measures import area
from kit.review.models import Fitted

RESAMPLES, SHADOWS, ROWS = 200, 16, 8000  # ROWS keeps the shadow attack within seconds
RARE = 0.01  # false alarms that the shadow attack may make


@dataclass(frozen=True)
class Attack:
    """``auc`` is one half for a model that tells nothing; ``upper`` the 97.5 % limit over resampled subjects."""

    auc: float
    upper: float


def losses(label: np.ndarray, margin: np.ndarray, binary: bool = True) -> np.ndarray:
    """What the model loses on each row: its own objective."""
    return np.logaddexp(0, -(2 * label - 1) * margin) if binary else (label - margin) ** 2


def loss_attack(loss: np.ndarray, member: np.ndarray, subject: np.ndarray) -> Attack:
    """Rows with a small loss are taken for members (Yeom et al. 2018)."""
    guess = -loss
    _, tied = np.unique(guess, return_inverse=True)
    random = np.random.default_rng(20240630)
    people = int(subject.max()) + 1
    draws = [_weighted_area(tied, member, np.bincount(random.integers(0, people, people), minlength=people)[subject]) for _ in range(RESAMPLES)]
    return Attack(area(member.astype(int), guess), float(np.nanquantile(draws, 0.975)))


def _weighted_area(tied: np.ndarray, member: np.ndarray, weight: np.ndarray) -> float:
    inside, outside = (np.bincount(tied, weight * side) for side in (member, ~member))
    below = np.cumsum(outside) - outside / 2
    total = inside.sum() * outside.sum()
    return float((inside * below).sum() / total) if total else float("nan")


def shadow_attack(model: Fitted, seed: int = 20240630) -> float:
    """Share of members found at one false alarm in a hundred, by likelihood ratio against shadow models (Carlini et al. 2022).

    The shadows are fitted here on random halves of the subjects, within the limits that the released text shows: leaves,
    trees, learning rate, directions, smallest leaf. With few shadows the spread is pooled over rows, as the authors advise.
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
    edge = np.quantile(ratio[seen & ~member].data, 1 - RARE)
    return float((ratio[seen & member].data > edge).mean())


def _some(subject: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """All rows of as many subjects as make about ``ROWS`` rows."""
    people = int(subject.max()) + 1
    share = min(1.0, ROWS / len(subject))
    return (random.random(people) < share)[subject]


def _shadow(model: Fitted, rows: np.ndarray, label: np.ndarray, half: np.ndarray, number: int) -> np.ndarray:
    import lightgbm

    settings = {
        "objective": "binary" if model.binary else "regression", "num_leaves": max(2, *model.sizes), "learning_rate": model.rate,
        "min_data_in_leaf": max(1, min(model.least)), "min_sum_hessian_in_leaf": 0.0, "seed": number, "num_threads": 1, "verbose": -1,
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
