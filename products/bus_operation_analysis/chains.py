"""出行链:由刷卡推断下车站。人总要从上一次下车的地方附近,开始下一次乘车。

只用同一个月里同一张卡(去标识化、按月更换的假名)的刷卡;没有把握的不说。
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

NEAR = 1.2  # 公里:下车站到下一次上车站的步行上限(我们的选择,约两站)
AGREED = 0.5  # 同一张卡、同一上车站的各次推断里,最多的一站要占到的比例
WAY = ["route_id", "direction"]
HABIT = ["card_hash", *WAY, "seq"]


@dataclass(frozen=True)
class Lines:
    """各线路各方向的站,按站序排成数组;第一维是线路方向,第二维是站。"""

    ways: pd.MultiIndex
    east: np.ndarray
    north: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, stops: pd.DataFrame) -> Lines:
        """站点表:route_id、direction、seq(从 0 起)、longitude、latitude;位置换算成公里。"""
        ways = pd.MultiIndex.from_frame(stops[WAY].drop_duplicates().sort_values(WAY))
        at, most = ways.get_indexer(pd.MultiIndex.from_frame(stops[WAY])), int(stops["seq"].max()) + 1
        east, north = np.full((2, len(ways), most), np.nan)
        east[at, stops["seq"]], north[at, stops["seq"]] = kilometres(stops["longitude"], stops["latitude"])
        return cls(ways, east, north, np.bincount(at, minlength=len(ways)))


def kilometres(longitude: pd.Series, latitude: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """向东、向北的公里数(六安一带,等距圆柱投影就够)。"""
    return 111.195 * np.cos(np.radians(31.75)) * longitude.to_numpy(float), 111.195 * latitude.to_numpy(float)


def links(taps: pd.DataFrame, lines: Lines) -> pd.DataFrame:
    """每次刷卡的下车站序 `alight`(推不出时缺失)与 `how`。`taps` 要有 card_hash、tap_time、WAY、seq。

    当天下一次上车的站就是这一次要去的地方;当天最后一次,要回到当天第一次上车的站。取线路下游离它最近的站。
    """
    taps = taps.sort_values(["card_hash", "tap_time", *WAY, "seq"], kind="stable", ignore_index=True)
    way = lines.ways.get_indexer(pd.MultiIndex.from_frame(taps[WAY]))
    here = np.stack([lines.east[way, taps["seq"]], lines.north[way, taps["seq"]]], axis=1)
    day = [taps["card_hash"], taps["tap_time"].dt.normalize()]
    place = pd.DataFrame(here).groupby(day)
    target = place.shift(-1).to_numpy(copy=True)
    last = np.isnan(target[:, 0])
    target[last] = place.transform("first").to_numpy()[last]
    alone = taps.groupby(day)["seq"].transform("size").to_numpy() == 1
    seq, far = _nearest(lines, way, taps["seq"].to_numpy(), target)
    taps["alight"] = np.where(alone | (far > NEAR), np.nan, seq)
    return _agreed(taps.assign(last_of_day=last & ~alone))


def _nearest(lines: Lines, way: np.ndarray, seq: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """下游离目标最近的站序与公里数;没有下游时距离无穷大。"""
    far = np.hypot(lines.east[way] - target[:, :1], lines.north[way] - target[:, 1:])
    far[np.isnan(far) | (np.arange(far.shape[1]) <= seq[:, None])] = np.inf
    best = far.argmin(axis=1)
    return best, far[np.arange(len(far)), best]


def _agreed(taps: pd.DataFrame) -> pd.DataFrame:
    """同一张卡在同一站上同一趟车,多半去同一个地方:各次推断里过半的一站作准,单程的那些天也用它。"""
    known = taps.dropna(subset="alight")
    votes = known.groupby([*HABIT, "alight"]).size().rename("votes").reset_index()
    votes["share"] = votes["votes"] / votes.groupby(HABIT)["votes"].transform("sum")
    top = votes.sort_values("votes", ascending=False, kind="stable").drop_duplicates(HABIT)
    top = top[(top["share"] > AGREED) & (top["votes"] > 1)]
    usual = taps[HABIT].merge(top, on=HABIT, how="left")["alight"].to_numpy()
    how = np.select([~np.isnan(usual), taps["alight"].notna() & taps["last_of_day"], taps["alight"].notna()], ["常去", "回到起点", "下一次上车"], "推不出")
    return taps.assign(alight=np.where(np.isnan(usual), taps["alight"], usual), how=how)


def mirrored(taps: pd.DataFrame, lines: Lines) -> np.ndarray:
    """对称假定(基准):去的地方就是反方向上车最多的地方;取下游里反方向上车人次最多的一站,没有时取末站。"""
    way = lines.ways.get_indexer(pd.MultiIndex.from_frame(taps[WAY]))
    boarded = np.zeros(lines.east.shape)
    np.add.at(boarded, (way, taps["seq"]), 1)
    other = lines.ways.get_indexer(pd.MultiIndex.from_arrays([lines.ways.get_level_values(0), np.where(lines.ways.get_level_values(1) == "0", "1", "0")]))
    mirror = np.full(boarded.shape, -1.0)
    for at, (back, count) in enumerate(zip(other, lines.count, strict=True)):
        mirror[at, :count] = boarded[back, :count][::-1] if back >= 0 else 0
    mirror = mirror[way]
    mirror[np.arange(mirror.shape[1]) <= taps["seq"].to_numpy()[:, None]] = -1
    last = lines.count[way] - 1
    return np.where(mirror.max(axis=1) > 0, mirror.argmax(axis=1), last)
