"""滚动率基准与加权 kappa。只有 numpy;笔记本与测试用同一份。"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

LEVELS = 4


def crossed(said: Any, came: Any) -> np.ndarray:
    """“说的 × 后来的”户数。"""
    out = np.zeros((LEVELS, LEVELS))
    np.add.at(out, (np.asarray(said, dtype=int), np.asarray(came, dtype=int)), 1)
    return out


def kappa(tables: np.ndarray) -> np.ndarray:
    """平方加权 kappa:差一级扣一分,差两级扣四分。`tables` 的最后两维是户数。"""
    level = np.arange(LEVELS)
    weight = (level[:, None] - level) ** 2
    total = tables.sum(axis=(-1, -2))
    chance = tables.sum(axis=-1)[..., :, None] * tables.sum(axis=-2)[..., None, :] / total[..., None, None]
    return 1 - (tables * weight).sum(axis=(-1, -2)) / np.maximum((chance * weight).sum(axis=(-1, -2)), 1e-12)


def roll_rates(now: Any, came: Any) -> np.ndarray:
    """滚动率矩阵:从现在的每一种状态,滚到以后各种状态的比例;没有见过的状态当作不变。"""
    counts = crossed(now, came)
    rows = counts.sum(axis=1, keepdims=True)
    return np.where(rows > 0, counts / np.maximum(rows, 1), np.eye(LEVELS))


def best_rolled(now: Any, came: Any) -> np.ndarray:
    """基准:只看现在的状态,每种状态给一个等级(不递减),取 kappa 最高的给法。"""
    seen = crossed(now, came)
    ways = [way for way in itertools.product(range(LEVELS), repeat=LEVELS) if list(way) == sorted(way)]
    tables = np.stack([np.stack([seen[np.array(way) == level].sum(axis=0) for level in range(LEVELS)]) for way in ways])
    return np.array(ways[int(kappa(tables).argmax())])
