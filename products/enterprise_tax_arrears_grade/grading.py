"""从预期等级到等级,以及滚动率基准。只有 numpy;笔记本与测试用同一份。"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

LEVELS = 4
CANDIDATES = 40  # 每条界线从多少个分位点里选


def kappa(tables: np.ndarray) -> np.ndarray:
    """平方加权 kappa;`tables` 的最后两维是“说的 × 后来的”户数。"""
    level = np.arange(LEVELS)
    weight = (level[:, None] - level) ** 2
    total = tables.sum(axis=(-1, -2))
    chance = tables.sum(axis=-1)[..., :, None] * tables.sum(axis=-2)[..., None, :] / total[..., None, None]
    return 1 - (tables * weight).sum(axis=(-1, -2)) / np.maximum((chance * weight).sum(axis=(-1, -2)), 1e-12)


def crossed(said: Any, came: Any) -> np.ndarray:
    out = np.zeros((LEVELS, LEVELS))
    np.add.at(out, (np.asarray(said, dtype=int), np.asarray(came, dtype=int)), 1)
    return out


def best_cuts(score: np.ndarray, came: np.ndarray) -> np.ndarray:
    """三条界线:在候选分位点里取 kappa 最高的一组。候选集中在高分一头,因为多数户没有欠税。"""
    edges = np.unique(np.quantile(score, np.linspace(0.8, 0.999, CANDIDATES)))
    below = np.column_stack([np.searchsorted(np.sort(score[came == level]), edges) for level in range(LEVELS)])
    choices = np.array(list(itertools.combinations(range(len(edges)), LEVELS - 1)))
    if not len(choices):
        return np.arange(1, LEVELS) - 0.5
    steps = [np.zeros((len(choices), LEVELS)), *(below[choices[:, n]] for n in range(LEVELS - 1)), np.bincount(came, minlength=LEVELS)]
    tables = np.stack([np.broadcast_to(b, (len(choices), LEVELS)) - a for a, b in itertools.pairwise(steps)], axis=1)
    return edges[choices[int(kappa(tables).argmax())]]


def cut(score: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    return np.searchsorted(cuts, score, side="right")


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
