"""年龄标化率与 Fay–Feuer 区间(Fay & Feuer 1997,Statistics in Medicine 16:791–801):由伽马分布得出,例数很少时也不会偏窄。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

PER = 100_000


@dataclass(frozen=True)
class Rates:
    """每 10 万人;`crude` 是粗率,`rate` 是标化率,`low` 至 `high` 是它的区间。"""

    crude: np.ndarray
    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def standardised(cases: np.ndarray, people: np.ndarray, standard: np.ndarray, level: float = 0.95) -> Rates:
    """最后一维是年龄组;`people` 能与 `cases` 对齐即可。"""
    weight = standard / standard.sum() / people
    rate, variance = (weight * cases).sum(axis=-1), (weight**2 * cases).sum(axis=-1)
    widest, tail = np.broadcast_to(weight, cases.shape).max(axis=-1), (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):  # 一例也没有时下限为 0
        low = np.where(rate > 0, gamma.ppf(tail, rate**2 / variance, scale=variance / rate), 0.0)
    more, spread = rate + widest, variance + widest**2
    high = gamma.ppf(1 - tail, more**2 / spread, scale=spread / more)
    crude = cases.sum(axis=-1) / np.broadcast_to(people, cases.shape).sum(axis=-1)
    return Rates(crude * PER, rate * PER, low * PER, high * PER)
