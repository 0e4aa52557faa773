"""保护人数:人少的不说,能说的取整;想加噪声的,先看要付出什么。

一个区域的每一项分组,要么每一组都不少于 `LEAST` 人,要么合并成更粗的分组,再不够就整项不给:没有单独留空的格,也就没有可以相减的格。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

LEAST, BASE = 10, 5  # 人;每个人数四舍五入到 5 的倍数(我们的选择)


def rounded(people: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    return (people / BASE).round().astype(int) * BASE


def finest(counts: pd.DataFrame, coarser: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """长表 `area、group、people`:每个区域取每组都够人数的最细分组;都不够的区域没有行。"""
    merged = pd.DataFrame({name: counts[list(parts)].sum(axis=1) for name, parts in coarser.items()}, index=counts.index)
    fine = (counts >= LEAST).all(axis=1)
    coarse = ~fine & (merged >= LEAST).all(axis=1)
    parts = [t.rename_axis(index="area", columns="group").stack().rename("people") for t in (counts[fine], merged[coarse])]
    return pd.concat(parts).reset_index()


def listed(people: pd.Series, parent: pd.Series) -> pd.Series:
    """哪些区域列出:够人数;同一上级里没有列出的合起来也要够人数,否则再不列最小的一个。"""
    keep = people >= LEAST
    for _, members in people.groupby(parent):
        while 0 < people[members.index][~keep[members.index]].sum() < LEAST and keep[members.index].any():
            keep[people[members.index][keep[members.index]].idxmin()] = False
    return keep


def noisy(people: np.ndarray, epsilon: float, seed: int) -> np.ndarray:
    """加离散拉普拉斯噪声(敏感度 1:一个人只在一项分组的一格里);结果可以是负数,截到 0 是后处理。"""
    from scipy.stats import dlaplace

    return np.maximum(people + dlaplace.rvs(epsilon, size=people.shape, random_state=np.random.default_rng(seed)), 0)
