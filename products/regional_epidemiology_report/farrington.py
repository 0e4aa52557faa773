"""Farrington 法(Farrington 等 1996,J. R. Statist. Soc. A 159:547–563):往年同期能有多少,超出上限的月份报信号。

对每个月,取往年同月及前后各一月作参照,拟合带过度离散的泊松对数线性模型;参照里本身异常高的月份降权;
上限用 2/3 次幂变换。许多条序列一次拟合:参照月份相同,只是计数不同。
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

YEARS, HALF = 3, 1  # 参照的年数与前后月数
ALPHA = 0.001  # 单侧;一年约一千格,平均一次虚警(我们的选择)
TREND_YEARS, TREND_Z = 3, 1.96  # 至少三年、且显著,才保留趋势(原文)


@dataclass(frozen=True)
class Line:
    """每条序列一个拟合:系数、参照月的均值、协方差(未乘离散度)、离散度。"""

    beta: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    phi: np.ndarray


def upper(counts: np.ndarray, at: int) -> tuple[np.ndarray, np.ndarray]:
    """第 `at` 个月的期望与上限;`counts` 的形状是(序列、月份),只用 `at` 以前的。"""
    months, years = _reference(at)
    past, steps = counts[:, months].astype(float), (months - at) / 12.0
    flat = _robust(past, np.ones((len(months), 1)))
    expected, limit = _limit(flat, np.ones(1))
    if years >= TREND_YEARS:
        line = _robust(past, np.column_stack([np.ones(len(months)), steps]))
        ahead, ahead_limit = _limit(line, np.array([1.0, 0.0]))
        significant = np.abs(line.beta[:, 1]) > TREND_Z * np.sqrt(line.phi * line.spread[:, 1, 1])
        keep = significant & (ahead <= past.max(axis=1))
        expected, limit = np.where(keep, ahead, expected), np.where(keep, ahead_limit, limit)
    return expected, limit


def _reference(at: int) -> tuple[np.ndarray, int]:
    wanted = [[at - 12 * year + step for step in range(-HALF, HALF + 1)] for year in range(1, YEARS + 1)]
    years = sum(max(part) >= 0 for part in wanted)
    return np.array(sorted(m for part in wanted for m in part if m >= 0)), years


def _robust(past: np.ndarray, design: np.ndarray) -> Line:
    """先拟合,再把异常高的参照月按 Anscombe 残差降权,重拟合。"""
    first = _fit(past, design, np.ones_like(past))
    leverage = np.einsum("ni,sij,nj->sn", design, first.spread, design) * first.mean
    scale = first.mean ** (1 / 6) * np.sqrt(first.phi[:, None] * np.clip(1 - leverage, 1e-6, 1))
    residual = 1.5 * (past ** (2 / 3) - first.mean ** (2 / 3)) / scale
    weight = np.where(residual > 1, np.maximum(residual, 1) ** -2.0, 1.0)
    return _fit(past, design, weight * weight.shape[1] / weight.sum(axis=1, keepdims=True))


def _fit(past: np.ndarray, design: np.ndarray, weight: np.ndarray) -> Line:
    """加权泊松回归的迭代最小二乘,各序列同时做。"""
    mean = np.maximum(past, 0.5)
    for _ in range(25):
        work = np.log(mean) + (past - mean) / mean
        gram = np.einsum("sn,ni,nj->sij", weight * mean, design, design) + 1e-9 * np.eye(design.shape[1])
        beta = np.linalg.solve(gram, np.einsum("sn,ni->si", weight * mean * work, design)[..., None])[..., 0]
        mean = np.exp(np.clip(beta @ design.T, -10, 20))
    gram = np.einsum("sn,ni,nj->sij", weight * mean, design, design) + 1e-9 * np.eye(design.shape[1])
    left = past.shape[1] - design.shape[1]
    phi = np.maximum((weight * (past - mean) ** 2 / mean).sum(axis=1) / left, 1.0)
    return Line(beta, mean, np.linalg.inv(gram), phi)


def _limit(line: Line, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = np.exp(np.clip(line.beta @ x, -10, 20))
    doubt = line.phi * (1 + mean * np.einsum("i,sij,j->s", x, line.spread, x))
    return mean, mean * (1 + 2 / 3 * norm.ppf(1 - ALPHA) * np.sqrt(doubt / mean)) ** 1.5
