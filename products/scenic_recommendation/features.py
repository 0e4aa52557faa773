"""热门旅游景区推荐的取数与偏好:只看截止日(含)以前已知的事实。

推荐分 = 景区当天的预计客流 × 客源地的偏好 × 同行人的偏好。偏好是“这类游客里去这个景区的占比”与全体相比的倍数,
人数少的向 1 收缩。`tables` 是由目录名取表的函数(`product.table`)。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
PARTIES = {"亲子": ("0-17",), "青年": ("18-24", "25-34"), "长者": ("60+",), "自驾": ("自驾",), "旅行团": ("旅行团",)}
LEAST = 10  # 背后不足 10 人次的偏好不用,与按人汇总的门槛相同
DOUBT = 200.0  # 收缩的力度:相当于先按平均偏好见过 200 人次(我们的选择)
SHORTEST = 730


def by_origin(tables: Tables, cutoff: dt.date) -> Any:
    """每个景区、每天、每个客源城市的人次。"""
    told = tables("visitor_origin")
    told = told.filter(told.stat_date <= ibis.literal(cutoff, type="date")).distinct()
    return told.group_by("stat_date", "scenic_id", "origin_city").agg(visitors=_.visitor_count.sum().cast("float64")).order_by("stat_date", "scenic_id", "origin_city")


def by_party(tables: Tables, since: dt.date, cutoff: dt.date) -> Any:
    """每个景区在这段时间里各分组的人次;`dimension` 里各分组之和就是全部游客。"""
    told = tables("scenic_visitor_profile")
    told = told.filter((told.stat_date > ibis.literal(since, type="date")) & (told.stat_date <= ibis.literal(cutoff, type="date"))).distinct()
    return told.group_by("scenic_id", "dimension", "bucket").agg(visitors=_.visitor_count.sum().cast("float64")).order_by("scenic_id", "dimension", "bucket")


def spots(tables: Tables) -> Any:
    return tables("cultural_resource").distinct().order_by("resource_id")


def panel(frame: pd.DataFrame, known: pd.Index, cutoff: dt.date) -> pd.DataFrame:
    """日期 × 景区的人次,只留在册、历史满两年的景区;报来的客源城市少于平常八成的日子缺失。"""
    told = frame.groupby(["scenic_id", "stat_date"])["visitors"].agg(["sum", "size"]).reset_index()
    usual = told.groupby("scenic_id")["size"].transform("median")
    wide = told[(told["size"] >= 0.8 * usual) & told["scenic_id"].isin(known)].pivot(index="stat_date", columns="scenic_id", values="sum")
    wide.index = pd.DatetimeIndex(wide.index)
    wide = wide.reindex(pd.date_range(wide.index.min(), cutoff)).astype(float)
    return wide.loc[:, wide.notna().sum() >= SHORTEST]


def preference(frame: pd.DataFrame, group: list[str]) -> pd.DataFrame:
    """`group` 里每一类游客对每个景区的偏好:该类去这个景区的占比 ÷ 全体去这个景区的占比,向 1 收缩。

    `frame` 有 group、scenic_id、visitors 与 total(全体人次);不足 10 人次的不作数,偏好为 1。
    """
    out = frame.groupby([*group, "scenic_id"], as_index=False)[["visitors", "total"]].sum()
    of_group, of_all = (out.groupby(group)[c].transform("sum") for c in ("visitors", "total"))
    expected = of_group * out["total"] / of_all
    out["lift"] = ((out["visitors"] + DOUBT) / (expected + DOUBT)).where(out["visitors"] >= LEAST, 1.0)
    return out[[*group, "scenic_id", "lift"]]


def origin_preference(frame: pd.DataFrame, holidays: pd.Series) -> pd.DataFrame:
    """各客源地的偏好,假日与平日分开:远客假日来得多。"""
    frame = frame.assign(holiday=pd.DatetimeIndex(frame["stat_date"]).map(holidays).astype(int))
    counts = frame.groupby(["origin_city", "scenic_id", "holiday"], as_index=False)["visitors"].sum()
    counts["total"] = counts.groupby(["scenic_id", "holiday"])["visitors"].transform("sum")
    return preference(counts, ["origin_city", "holiday"])


def party_preference(frame: pd.DataFrame) -> pd.DataFrame:
    """各类同行人的偏好:由画像的分组合成。"""
    frame = frame.assign(total=frame.groupby(["scenic_id", "dimension"])["visitors"].transform("sum"))
    parts = [frame[frame["bucket"].isin(buckets)].groupby("scenic_id", as_index=False).agg(visitors=("visitors", "sum"), total=("total", "first")).assign(party=party)
             for party, buckets in PARTIES.items()]  # fmt: skip
    return preference(pd.concat(parts, ignore_index=True), ["party"])
