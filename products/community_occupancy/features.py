"""小区入住分析的取数:每户水表、气表一年里动没动过。`tables` 是由目录名取表的函数(`product.table`)。

只看“起伏”不看“多少”:滴漏、防冻是一条平线,人是起伏的。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Tables = Callable[[str], Any]
MONTHS = 12
FESTIVE = ("01", "02")  # 春节前后回来的不算入住
LEAST_MONTHS = 8  # 除春节外的十个月至少要有这么多个月的读数(我们的选择)
THRESHOLD = 1.0  # 立方米/月:常见的“空置”口径,作基准


def window(day: dt.date) -> list[str]:
    """截止日(含)以前的十二个月。"""
    last = day.year * 12 + day.month - 1
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(last - MONTHS + 1, last + 1)]


def quarter_pairs(day: dt.date) -> list[tuple[str, str]]:
    """最近四个季度与上一年的同一季度;一季度有春节,不用。同季相比,采暖季就抵消了。"""
    last = day.year * 4 + (day.month - 1) // 3
    return [(f"{q // 4}Q{q % 4 + 1}", f"{q // 4 - 1}Q{q % 4 + 1}") for q in range(last - 3, last + 1) if q % 4]


def homes(tables: Tables) -> Any:
    unit = tables("real_estate_unit")
    return unit.group_by("unit_no").agg(county_code=unit.county_code.min(), community_name=unit.community_name.min()).order_by("unit_no")


def water(tables: Tables, day: dt.date) -> Any:
    """每户:月均用水(基准用)、除春节外各月用水的标准差。同一个月送了两次的算一次。"""
    used = tables("water_usage")
    used = used.filter(used.house_unit_no.notnull() & used.data_month.isin(window(day)) & (used.volume >= 0))
    month = used.group_by("house_unit_no", "data_month").agg(volume=used.volume.max())
    plain = ~month.data_month[5:7].isin(FESTIVE)
    out = month.group_by(unit_no=month.house_unit_no).agg(
        months=plain.sum(), mean=month.volume.mean(), moved=month.volume.std(how="pop", where=plain))
    return out.filter(out.months >= LEAST_MONTHS).order_by("unit_no")


def gas(tables: Tables, day: dt.date) -> Any:
    """每户每季度的用气,一列一个季度。"""
    used = tables("gas_usage")
    used = used.filter(used.house_unit_no.notnull() & (used.volume >= 0))
    quarters = [q for pair in quarter_pairs(day) for q in pair]
    return used.group_by(unit_no=used.house_unit_no).agg(**{q: used.volume.max(where=used.data_quarter == q) for q in quarters}).order_by("unit_no")


def gas_moved(frame: pd.DataFrame, day: dt.date) -> pd.Series:
    """与上一年同一季度平均差多少;三对都齐才算。"""
    gaps = np.column_stack([(frame[now] - frame[before]).abs() for now, before in quarter_pairs(day)])
    return pd.Series(gaps.mean(axis=1), index=frame["unit_no"])
