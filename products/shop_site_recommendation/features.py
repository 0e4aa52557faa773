"""店铺选址推荐的取数:只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
STREET = r"市[^市区县]{1,4}[区县]([^区县0-9]{1,8}?(?:大道|路|街))"
TRADES = {"F51": "批发", "F52": "零售", "H61": "住宿", "H62": "餐饮"}
SOLO = "50"  # 个体户


def shops(tables: Tables, cutoff: dt.date) -> Any:
    """截止日以前成立的店铺:街路、业态、年限与退出日;截止日以后的退出当作还不知道。"""
    firms, day = tables("enterprise_basic"), ibis.literal(cutoff, type="date")
    left = ibis.coalesce(firms.revoke_date, firms.deregister_date)
    out = firms.filter(firms.est_date <= day).mutate(
        street=_.reg_address.re_extract(STREET, 1), trade=_.industry_code.substr(0, 3), left=ibis.ifelse(left <= day, left, None)
    )  # fmt: skip
    return out.filter(out.street != "").select("uscc", "county_code", "street", "trade", "ent_type", "est_date", "left").distinct().order_by("uscc")


def stops(tables: Tables) -> Any:
    """有公交站的街路:位置与停靠的线路数。站名是“街路名+口”。"""
    told = tables("bus_stop")
    return told.group_by("county_code", street=told.stop_name.re_replace("口$", "")).agg(
        longitude=_.longitude.mean(), latitude=_.latitude.mean(), routes=_.route_id.nunique()
    ).order_by("county_code", "street")  # fmt: skip


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """日期与分组成为可用的列;业态不明、没有信用代码的不要。同一代码内容不同的两行不取舍,交付时按主键重复报错。"""
    frame = frame[frame["trade"].isin(list(TRADES)) & frame["uscc"].notna() & frame["est_date"].notna()]
    return frame.assign(
        trade=frame["trade"].map(TRADES), solo=(frame["ent_type"] == SOLO).astype(int),
        est_date=pd.to_datetime(frame["est_date"]), left=pd.to_datetime(frame["left"]),
    ).drop(columns="ent_type").reset_index(drop=True)  # fmt: skip


def as_known(frame: pd.DataFrame, cutoff: dt.date) -> pd.DataFrame:
    """同一批店铺退回到更早一天看:那时还没成立的没有,那时还没退出的在营。"""
    day = pd.Timestamp(cutoff)
    past = frame[frame["est_date"] <= day]
    return past.assign(left=past["left"].where(past["left"] <= day))


def gone_within(frame: pd.DataFrame, uscc: pd.Series, cutoff: dt.date, months: int) -> np.ndarray:
    """标签:截止日之后 `months` 个月内退出。"""
    left, day = uscc.map(frame.set_index("uscc")["left"]), pd.Timestamp(cutoff)
    return ((left > day) & (left <= day + pd.DateOffset(months=months))).astype(int).to_numpy()
