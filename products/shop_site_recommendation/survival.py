"""街路的退出率:扣除年限、业态与个体户的影响,再向平均收缩。Huff 模型:人流怎样分到各街路。"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd

YEARS = 30  # 看登记以来的退出:街路的差别变得慢,店少的街路要尽量长的记录(在自己的城市上与 12 年比较过)
BANDS = np.array([0, 1, 2, 4, 8, 200])  # 年限分段,年
DECAY, NEAREST = 2.0, 0.3  # Huff 的距离衰减指数与最近距离(公里);指数 2 是通行的取值
PLACE = ["county_code", "street"]
KINDS = {"catering": "餐饮", "retail": "零售", "lodging": "住宿"}  # 与批发相比


def expected_and_observed(shops: pd.DataFrame, cutoff: dt.date) -> pd.DataFrame:
    """每家店铺在窗口内按同类平均应有的退出数 `expected` 与实际退出数 `observed`。

    同类:同一业态、同为(或同非)个体户、同一年限段;退出率是该类全市的平均。
    """
    day = pd.Timestamp(cutoff)
    start, end = day - pd.DateOffset(years=YEARS), shops["left"].fillna(day)
    years, gone = np.zeros((len(shops), len(BANDS) - 1)), np.zeros((len(shops), len(BANDS) - 1))
    for n, (low, high) in enumerate(pairwise(BANDS)):
        since = np.maximum(shops["est_date"] + pd.Timedelta(days=low * 365.25), start)
        until = np.minimum(shops["est_date"] + pd.Timedelta(days=min(high, 100) * 365.25), end)
        years[:, n] = ((until - since).dt.days / 365.25).clip(lower=0)
        age = (shops["left"] - shops["est_date"]).dt.days / 365.25
        gone[:, n] = ((shops["left"] > start) & (age >= low) & (age < high)).to_numpy()
    kind = pd.factorize(shops["trade"] + shops["solo"].astype(str), sort=True)[0]
    expected = np.zeros(len(shops))
    for k in np.unique(kind):
        of = kind == k
        expected[of] = years[of] @ (gone[of].sum(axis=0) / np.maximum(years[of].sum(axis=0), 1.0))
    return shops.assign(expected=expected, observed=gone.sum(axis=1))


def doubt(streets: pd.DataFrame) -> float:
    """收缩的力度:街路之间真正的差别越小越大(矩估计;泊松-伽马)。相当于先按平均见过这么多次退出。"""
    extra = ((streets["observed"] - streets["expected"]) ** 2 - streets["expected"]).sum() / (streets["expected"] ** 2).sum()
    return float(1 / np.clip(extra, 0.02, 2.0))


def living(shops: pd.DataFrame, cutoff: dt.date) -> pd.DataFrame:
    """截止日在营的店铺,各带街路的退出率之比(不含它自己)、竞争数与年限。"""
    known = expected_and_observed(shops, cutoff)
    streets = known.groupby(PLACE)[["expected", "observed"]].sum()
    strength = doubt(streets)
    alive = known[known["left"].isna()].copy()
    of_street = streets.reindex(pd.MultiIndex.from_frame(alive[PLACE])).to_numpy()
    alive["risk"] = (of_street[:, 1] - alive["observed"] + strength) / (of_street[:, 0] - alive["expected"] + strength)
    alive["age"] = (pd.Timestamp(cutoff) - alive["est_date"]).dt.days / 365.25
    alive["shops"] = alive.groupby(PLACE)["uscc"].transform("size")
    alive["competitors"] = alive.groupby([*PLACE, "trade"])["uscc"].transform("size")
    return alive


def huff(streets: pd.DataFrame) -> np.ndarray:
    """每条有站点的街路平均每家店分到的人流。

    需求点是各站(权重为线路数),吸引力是店数:概率正比于店数除以距离的平方;只在同一区县内分。
    """
    found = np.zeros(len(streets))
    for _, rows in streets.groupby("county_code").indices.items():
        here = streets.iloc[rows]
        east = np.subtract.outer(here["longitude"].to_numpy(), here["longitude"].to_numpy()) * np.cos(np.radians(31.75))
        north = np.subtract.outer(here["latitude"].to_numpy(), here["latitude"].to_numpy())
        km = np.maximum(111.195 * np.hypot(east, north), NEAREST)
        size = here["shops"].to_numpy(float).clip(min=1)
        pull = size[None, :] / km**DECAY
        found[rows] = (here["routes"].to_numpy()[:, None] * pull / pull.sum(axis=1, keepdims=True)).sum(axis=0) / size
    return found


def controls(alive: pd.DataFrame) -> pd.DataFrame:
    """与街路无关、先要扣除的:年限、业态、个体户。"""
    frame = pd.DataFrame({"young": (alive["age"] < 4).astype(float), "age": np.log1p(alive["age"]), "solo": alive["solo"].astype(float)})
    return frame.assign(**{name: (alive["trade"] == trade).astype(float) for name, trade in KINDS.items()})


def with_flow(alive: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """在营店铺加上 Huff 的每店人流,按当时的店数分;没有站点的街路取中位数。"""
    size = alive.groupby(PLACE).size().rename("shops")
    located = stops.join(size).fillna({"shops": 0}).reset_index()
    flow = pd.Series(huff(located), index=pd.MultiIndex.from_frame(located[PLACE]))
    return alive.assign(huff=flow.reindex(pd.MultiIndex.from_frame(alive[PLACE])).fillna(flow.median()).to_numpy())


def crowding(alive: pd.DataFrame) -> pd.DataFrame:
    """竞争与人流:街上店数、同业店数、Huff 的每店人流。"""
    return pd.DataFrame({name: np.log(alive[name].clip(lower=least)) for name, least in (("shops", 1), ("competitors", 1), ("huff", 1e-6))})
