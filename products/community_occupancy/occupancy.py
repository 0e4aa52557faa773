"""从“水表、气表动没动”到一户有没有人、一个小区住了几成。纯函数。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.mixture import GaussianMixture

FLOOR = 0.05  # 立方米:取对数前加上,读数精确到 0.1
LEAST, TOP, MOST, RATIO = 10, 2, 0.90, 0.10  # 披露控制(与审查相同,ACRO 的默认值)
WIDTH = 1.2816  # 正态分布八成区间的半宽
ALLOWANCE = 0.016  # 偶尔来住的表也会动、分不出来,给小区入住率下端留的标准误(我们的选择)


def boundary(moved: np.ndarray, seed: int) -> float:
    """“不动”与“动”的分界:对数起伏上两个正态成分的混合,分界在两个均值之间、后验过半的地方。"""
    values = np.log(moved + FLOOR)[:, None]
    mixture = GaussianMixture(2, random_state=seed, n_init=2).fit(values)
    means = np.asarray(mixture.means_).ravel()
    low, high = sorted(means)
    grid = np.linspace(low, high, 400)
    upper = mixture.predict_proba(grid[:, None])[:, int(means.argmax())] > 0.5
    return float(np.exp(grid[upper.argmax()]) - FLOOR)


@dataclass(frozen=True)
class Meters:
    """有人的户里,水表、气表各有几成在动。"""

    water: float
    gas: float


def recapture(water: np.ndarray, gas: np.ndarray, has_gas: np.ndarray) -> Meters:
    """捕获—再捕获:空房的表不动,所以气表在动的户必有人,其中水表也在动的比例就是水表看得出人的比例;反过来也一样。"""
    both = (water & gas & has_gas).sum()
    return Meters(float(both / (gas & has_gas).sum()), float(both / (water & has_gas).sum()))


def occupied(water: np.ndarray, gas: np.ndarray, has_gas: np.ndarray, community: np.ndarray, rounds: int = 60) -> np.ndarray:
    """每户有人的可能:有一只表在动就是 1;都不动的,按小区的入住率与两只表漏看的比例算(期望最大化)。"""
    meters = recapture(water, gas, has_gas)
    missed = (1 - meters.water) * np.where(has_gas, 1 - meters.gas, 1.0)
    seen, size = water | (gas & has_gas), np.bincount(community)
    share = np.bincount(community, weights=seen) / size
    chance = seen.astype(float)
    for _ in range(rounds):
        prior = share[community]
        chance = np.where(seen, 1.0, prior * missed / (prior * missed + 1 - prior + 1e-12))
        share = np.bincount(community, weights=chance) / size
    return chance


def interval(frame: pd.DataFrame) -> pd.DataFrame:
    """入住率与八成区间:逐户判断的方差,加上没有看到水表的那些户的抽样误差。偶尔来住的只会多算、不会少算,余地只留在下端。"""
    share = frame["occupied"] / frame["watched"]
    unseen = (1 - frame["watched"] / frame["homes"]).clip(lower=0)
    chance = frame["doubt"] / frame["watched"] ** 2 + unseen * share * (1 - share) / frame["watched"]
    low, high = share - WIDTH * np.sqrt(chance + ALLOWANCE**2), share + WIDTH * np.sqrt(chance)
    return pd.DataFrame({"share": share, "low": low.clip(0, 1), "high": high.clip(0, 1)})


def safe(values: pd.Series) -> bool:
    """一个小区的合计能不能公布:贡献的不少于十户,最大的两户不到九成,其余至少是最大一户的一成。"""
    given = np.sort(values[values > 0].to_numpy())[::-1]
    rest = given[TOP:].sum()
    return len(given) >= LEAST and given[:TOP].sum() < MOST * given.sum() and rest >= RATIO * given[0]
