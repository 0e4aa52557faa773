"""企业中标信息查询的取数:截止日(含)以前的中标、结果公告与候选人公示。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

from kit import KitError

Tables = Callable[[str], Any]
UNITS = {"0": 1e-4, "1": 1.0}  # 价格单位代码:元、万元;换算成万元
COUNTIES = {"341502": "金安区", "341503": "裕安区", "341504": "叶集区", "341522": "霍邱县", "341523": "舒城县", "341524": "金寨县", "341525": "霍山县"}


def until(column: Any, day: dt.date) -> Any:
    return column.cast("date") <= ibis.literal(day, type="date")


def awards(tables: Tables, day: dt.date) -> Any:
    told = tables("construction_bid_award")
    return told.filter(until(told.win_notice_date, day)).distinct().order_by("bid_section_code")


def notices(tables: Tables, day: dt.date) -> Any:
    told = tables("bid_result_notice")
    return told.filter(until(told.notice_time, day)).distinct().order_by("notice_id")


def candidates(tables: Tables, day: dt.date) -> Any:
    told = tables("bid_candidate_notice")
    return told.filter(until(told.publicity_start, day)).distinct().order_by("bid_section_code", "candidate_order")


def registered(tables: Tables, bidders: list[str]) -> Any:
    """登记的名称,只取投过标的企业。"""
    return tables("enterprise_basic").filter(_.uscc.isin(bidders)).distinct().order_by("uscc")


def tidy(frame: pd.DataFrame, key: list[str], amount: str) -> pd.DataFrame:
    """金额换算成万元,单位不明的留空;同一个编号下说法不同的,说不清是哪一个,停下。"""
    if frame.duplicated(key).any():
        raise KitError("KIT-U011", "同一个编号有内容不同的几行", where="、".join(key), next_step="请市公管局核对重复送来的行,再重新运行。")
    factor = frame["price_unit"].map(UNITS).to_numpy(float)
    value = (frame[amount].to_numpy(float, na_value=np.nan) * factor).round(4)
    return frame.assign(**{amount: np.where(value > 0, value, np.nan)}).drop(columns="price_unit")
