"""往后几个月大约多少例:县区的水平 × 病种的季节 × 逐年趋势,带过度离散的泊松对数线性模型;报过信号的月份不当作常态。"""

from __future__ import annotations

import numpy as np
from scipy.stats import nbinom, poisson

SHARE = 0.9


def forecast(counts: np.ndarray, usual: np.ndarray, first_month: int, ahead: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """一个病种的期望与区间,形状(县区、`ahead`)。

    `counts` 的形状是(县区、月份),`first_month` 是第一列的月份(1–12);`usual` 为假的格不参与拟合。
    """
    import statsmodels.api as sm

    counties, length = counts.shape
    past, future = (_design(counties, np.arange(*span), first_month, length) for span in ((0, length), (length, length + ahead)))
    keep = usual.ravel()
    line = sm.GLM(counts.ravel()[keep], past[keep], family=sm.families.Poisson()).fit()
    phi = max(1.0, line.pearson_chi2 / line.df_resid)
    mean = line.predict(future)
    doubt = phi * np.einsum("ni,ij,nj->n", future, line.cov_params(), future) * mean  # 期望本身的不确定,占均值的倍数
    low, high = _quantiles(mean, phi + doubt)
    return mean.reshape(counties, ahead), low.reshape(counties, ahead), high.reshape(counties, ahead)


def _design(counties: int, steps: np.ndarray, first_month: int, length: int) -> np.ndarray:
    """县区、月份与趋势;拟合与预测用同样的列。"""
    who, when = np.repeat(np.arange(counties), len(steps)), np.tile(steps, counties)
    month = (when + first_month - 1) % 12
    return np.column_stack([np.eye(counties)[who], np.eye(12)[month][:, 1:], (when - length) / 12.0])


def _quantiles(mean: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """方差为均值 `spread` 倍的计数的区间。"""

    def at(tail: float) -> np.ndarray:
        wide = np.maximum(spread, 1 + 1e-6)
        return np.where(spread > 1 + 1e-3, nbinom.ppf(tail, mean / (wide - 1), 1 / wide), poisson.ppf(tail, mean))

    return at((1 - SHARE) / 2), at((1 + SHARE) / 2)
