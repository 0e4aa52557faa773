"""精算的几步:标准率表、相对倍数的 GLM、同龄同性别的组、实际比预期、双提升、等级。

“标准率”是同年龄段、同性别的人平均一年住院几次;模型只说一个人是它的几倍。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.modelling.calibrate import Calibrated
from kit.modelling.line import Line

AGES = (30, 40, 50)  # 年龄段的分界:20 多、30 多、40 多、50 及以上
BANDS = ("30 岁以下", "30–39", "40–49", "50 岁及以上")
CLASSES = ("优选", "标准", "关注", "人工核保")
MULTIPLES = (0.5, 1.5, 3.0)  # 等级的分界:标准率的倍数(我们的选择)


def peers(frame: pd.DataFrame) -> pd.Series:
    """同年龄段、同性别的组。"""
    return pd.Series(np.array(BANDS)[np.searchsorted(AGES, frame["age"], side="right")], index=frame.index) + frame["sex"].astype(str)


def standard_rate(frame: pd.DataFrame, values: Any) -> dict[str, float]:
    """标准率表:每组的平均数。"""
    return pd.Series(np.asarray(values, dtype=float), index=frame.index).groupby(peers(frame)).mean().to_dict()


def look_up(rate: Mapping[str, float], frame: pd.DataFrame) -> np.ndarray:
    """每个人的标准率;表里没有的组取各组的平均。"""
    return peers(frame).map(rate).fillna(float(np.mean(list(rate.values())))).to_numpy()


def fit_relative(frame: pd.DataFrame, names: Sequence[str], counts: Any, expected: np.ndarray) -> Line:
    """以标准率为暴露量的泊松 GLM:对数倍数是各特征贡献之和。方向不对的特征(次数越多反而倍数越低)不进模型,最不对的先去掉。"""
    from sklearn.linear_model import PoissonRegressor

    values = frame[list(names)].to_numpy(dtype=float)
    centre, spread = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-9)
    scaled, keep = (values - centre) / spread, np.ones(len(names), dtype=bool)
    while True:
        line = PoissonRegressor(alpha=1e-4, max_iter=300).fit(scaled * keep, np.asarray(counts) / expected, sample_weight=expected)
        worst = int(np.argmin(np.where(keep, line.coef_, np.inf)))
        if line.coef_[worst] >= 0 or keep.sum() == 1:
            return Line(tuple(names), centre, line.coef_ * keep / spread, float(line.intercept_))
        keep[worst] = False


def calibrate(model: Any, frame: pd.DataFrame, counts: Any, expected: np.ndarray) -> Calibrated:
    """在更晚的一年上把倍数拉正:对数倍数乘一个斜率,加一个常数。"""
    from sklearn.linear_model import PoissonRegressor

    margin = model.margin(frame)
    line = PoissonRegressor(alpha=1e-6, max_iter=300).fit(margin[:, None], np.asarray(counts) / expected, sample_weight=expected)
    return Calibrated(model, float(line.coef_[0]), float(line.intercept_))


def class_of(margin: Any) -> np.ndarray:
    return np.array(CLASSES, dtype=object)[np.searchsorted(np.log(MULTIPLES), np.asarray(margin), side="right")]


def actual_over_expected(actual: Any, expected: Any, order: Any, parts: int = 10) -> pd.DataFrame:
    """按 `order` 从低到高分组,每组的实际、预期与实际比预期。"""
    rows = []
    for number, at in enumerate(np.array_split(np.argsort(np.asarray(order), kind="stable"), parts), start=1):
        done, said = float(np.asarray(actual)[at].mean()), float(np.asarray(expected)[at].mean())
        rows.append((number, done, said, done / said))
    return pd.DataFrame(rows, columns=["part", "actual", "expected", "ratio"])


def double_lift(actual: Any, one: Any, other: Any, parts: int = 10) -> pd.DataFrame:
    """按两个模型之比分组:分歧最大的两头,实际站在哪一边。"""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    other = other * one.sum() / other.sum()
    groups = np.array_split(np.argsort(one / other, kind="stable"), parts)
    rows = [(n, np.asarray(actual)[at].mean(), one[at].mean(), other[at].mean()) for n, at in enumerate(groups, start=1)]
    return pd.DataFrame(rows, columns=["part", "actual", "one", "other"])


def gini(actual: Any, order: Any) -> float:
    """按 `order` 从低到高排,实际费用的集中程度(洛伦兹曲线);排得越准越大,随机为零。"""
    paid = np.asarray(actual, dtype=float)[np.argsort(np.asarray(order), kind="stable")]
    share = np.cumsum(paid) / paid.sum()
    return float(1 - 2 * (share.mean() - 0.5 / len(share)))
