"""谁总和谁同场:一家企业中标时,另一家陪在候选人里的次数,比偶然该有的多多少。

县里的企业少,偶然重逢本来就多;出来得勤的企业,重逢也多。所以不看次数,看“偶然会不会有这么多次”:
某家在别人中的标里(先看同县,同县少的向全市靠)每场出现的机会,就是它偶然出现的机会。
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import binom, poisson

LEAN = 10  # 同县的场次不多时,按多少场全市的情形来补(我们的选择)
LEAST = 2  # 中标两次以上才谈得上重逢
ALARM = 0.05  # 偶然有这样的重逢不到二十分之一,就报可疑(惯例)


def beside(won: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """每个标段里中标人以外的候选人:section、winner、county、rival。"""
    both = candidates.merge(won[["bid_section_code", "winner", "county_code"]].dropna(), on="bid_section_code")
    both = both[both["uscc"] != both["winner"]].rename(columns={"uscc": "rival", "bid_section_code": "section", "county_code": "county"})
    return both[["section", "winner", "county", "rival"]]


def pairs(rivals: pd.DataFrame, won: pd.DataFrame) -> pd.DataFrame:
    """每对(中标人、陪在旁边的):同场几次,偶然平均该有几次。"""
    winners, sizes, chance, pool = _chances(rivals, won)
    met = rivals.groupby(["winner", "rival"]).size().rename("together").reset_index()
    row, column = pd.Index(winners).get_indexer(met["winner"]), pool.get_indexer(met["rival"])
    return met.assign(wins=sizes[row], expected=sizes[row] * chance[row, column])


def alarms(rivals: pd.DataFrame, won: pd.DataFrame) -> pd.DataFrame:
    """每家中标两次以上的企业:偶然有这样的重逢的可能。

    两种说法各算一遍:最多的一家同场那么多次(对全部可能的对手合计),以及重逢的对手有那么多家;取小的乘二。
    """
    winners, sizes, chance, pool = _chances(rivals, won)
    often = sizes >= LEAST
    winners, sizes, chance = winners[often], sizes[often], chance[often]
    counts = pd.crosstab(rivals["winner"], rivals["rival"]).reindex(index=winners, columns=pool, fill_value=0).to_numpy()
    most = counts.max(axis=1, initial=0)
    repeated = (counts >= 2).sum(axis=1)
    n = sizes[:, None]
    anyone = 1 - np.exp(np.log1p(-np.minimum(binom.sf(most[:, None] - 1, n, chance), 1 - 1e-12)).sum(axis=1))
    by_most = np.where(most >= 2, anyone, 1.0)
    by_number = np.where(repeated > 0, poisson.sf(repeated - 1, binom.sf(1, n, chance).sum(axis=1)), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(by_most, by_number))
    return pd.DataFrame({"uscc": winners, "wins": sizes, "most": most, "repeated": repeated, "chance": p, "alarm": p < ALARM})


def raw_counts(candidates: pd.DataFrame) -> pd.Series:
    """基准:每家与别人同场(不分谁中标)最多的次数。"""
    own = candidates[["bid_section_code", "uscc"]]
    both = own.merge(own, on="bid_section_code", suffixes=("", "_other"))
    both = both[both["uscc"] != both["uscc_other"]]
    return both.groupby(["uscc", "uscc_other"]).size().groupby(level=0).max()


def shuffled(rivals: pd.DataFrame, seed: int) -> pd.DataFrame:
    """同一个县里把陪在旁边的人洗牌:每家出来的次数、每场的人数不变,谁陪谁变成偶然。"""
    random = np.random.default_rng(seed)
    order = rivals.sort_values(["county", "section", "rival"], kind="stable", ignore_index=True)
    mixed = order.groupby("county", sort=False)["rival"].transform(lambda v: v.to_numpy()[random.permutation(len(v))])
    return order.assign(rival=mixed).query("rival != winner").drop_duplicates(["section", "rival"])


def _chances(rivals: pd.DataFrame, won: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, pd.Index]:
    """中标人、各自的中标次数、每个可能的对手在它的一场里偶然出现的机会(不计它自己的场次)、对手。"""
    held = won.dropna(subset=["winner", "county_code"])
    size = held.groupby(["winner", "county_code"]).size().unstack(fill_value=0)
    pool = pd.Index(np.sort(rivals["rival"].unique()))
    winners, counties = size.index.to_numpy(), size.columns
    total = size.to_numpy().sum(axis=1)
    in_county = pd.crosstab(rivals["county"], rivals["rival"]).reindex(index=counties, columns=pool, fill_value=0).to_numpy(float)
    own = pd.crosstab(rivals["winner"], rivals["rival"]).reindex(index=winners, columns=pool, fill_value=0).to_numpy(float)
    share = size.to_numpy() / total[:, None]  # 一家企业几乎总在一个县中标;在几个县的,按次数合起来
    near, field = share @ in_county - own, share @ size.to_numpy().sum(axis=0) - total
    everywhere = (in_county.sum(axis=0) - own + 0.5) / np.maximum(size.to_numpy().sum() - total, 1)[:, None]
    chance = (np.maximum(near, 0) + LEAN * everywhere) / (np.maximum(field, 0)[:, None] + LEAN)
    return winners, total, np.clip(chance, 0, 1), pool
