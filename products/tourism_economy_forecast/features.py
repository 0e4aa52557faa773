"""旅游经济分析与预测的取数与整理:只看截止日(含)以前已知的事实。

`tables` 是由目录名取表的函数(`product.table`)。脏数据的对待:重复行只算一次;报得不齐的一天按缺失,不按零。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
CITY = "全市"
LEAST = 10  # 少于 10 人次的数不给,与按人汇总的门槛相同
COMPLETE = 0.8  # 一天报来的客源城市少于平常的八成,当天按缺失(我们的选择)
SHORTEST = 730  # 至少要有两年才见得到两次春节


def visits(tables: Tables, cutoff: dt.date) -> Any:
    """每个景区每天的人次、省外人次与报来的客源城市数。"""
    told = tables("visitor_origin")
    told = told.filter(told.stat_date <= ibis.literal(cutoff, type="date")).distinct()
    return told.group_by("scenic_id", "stat_date").agg(
        visitors=_.visitor_count.sum().cast("float64"), away=_.visitor_count.sum(where=_.visitor_type == "省外").cast("float64"), cities=_.origin_city.nunique()
    ).order_by("scenic_id", "stat_date")  # fmt: skip


def nights(tables: Tables, cutoff: dt.date) -> Any:
    """每个景区每天的过夜人次与报来的驻留时段数。"""
    told = tables("scenic_dwell")
    told = told.filter(told.stat_date <= ibis.literal(cutoff, type="date")).distinct()
    return told.group_by("scenic_id", "stat_date").agg(
        overnight=_.overnight_count.sum().cast("float64"), cities=_.dwell_bucket.nunique()
    ).order_by("scenic_id", "stat_date")  # fmt: skip


def places(tables: Tables) -> Any:
    return tables("cultural_resource").distinct().order_by("resource_id")


def beds(tables: Tables, cutoff: dt.date) -> Any:
    """截止日以前评定的星级饭店的床位。"""
    hotels = tables("star_hotel")
    return hotels.filter(hotels.assess_year < cutoff.year).distinct().agg(hotels=_.hotel_id.nunique(), beds=_.bed_count.sum().cast("float64"))


def panel(frame: pd.DataFrame, value: str, known: pd.Index, cutoff: dt.date) -> pd.DataFrame:
    """日期 × 景区的宽表,只留在册、历史够长的景区;报得不齐的日子缺失。"""
    usual = frame.groupby("scenic_id")["cities"].transform("median")
    whole = frame[(frame["cities"] >= COMPLETE * usual) & frame["scenic_id"].isin(known)]
    wide = whole.pivot(index="stat_date", columns="scenic_id", values=value)
    wide.index = pd.DatetimeIndex(wide.index)
    wide = wide.reindex(pd.date_range(wide.index.min(), cutoff)).astype(float)
    return wide.loc[:, wide.notna().sum() >= SHORTEST]


def filled(history: pd.DataFrame) -> pd.DataFrame:
    """缺失的日子用上一周的同一天补,只给不能有缺口的简单办法用。"""
    return history.fillna(history.shift(7)).interpolate(limit_direction="both")


def with_city(history: pd.DataFrame) -> pd.DataFrame:
    """加一列全市:当天有缺的景区先补上再相加。"""
    return filled(history).sum(axis=1).to_frame(CITY)


def reach(rows: pd.DataFrame, share: float) -> tuple[float, float, float]:
    """回测里对数误差的下分位、中位数、上分位:预测乘以它们的指数就是区间与修正。"""
    error = np.log1p(rows["actual"]) - np.log1p(rows["forecast"])
    low, middle, high = np.nanquantile(error, [(1 - share) / 2, 0.5, (1 + share) / 2])
    return float(low), float(middle), float(high)


def hidden_when_small(values: pd.Series) -> pd.Series:
    return values.round().where(values.round() >= LEAST)
