"""停车位资源管理服务的取数:只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
WEEKS = 53  # 规律看最近一季,节假日看最近一年
NEAR = 1000  # 米
MOST_STATIONS = 3
FAST = "4"  # 直流接口枪头(T/CEC 102)
# 充电站坐标是 GCJ-02,停车场是 WGS84;六安一带两者相差的度数(我们的近似,误差几十米)。
GCJ_OFFSET = (0.0055, -0.0020)


def observed(tables: Tables, cutoff: dt.date) -> Any:
    """每个停车场每个整点的余位:同一小时有几条取最晚的一条。"""
    told = tables("realtime_parking")
    since, until = cutoff - dt.timedelta(weeks=WEEKS), cutoff + dt.timedelta(days=1)
    told = told.filter((told.collect_time >= ibis.literal(since, type="date")) & (told.collect_time < ibis.literal(until, type="date")))
    return told.group_by("lot_code", hour=told.collect_time.truncate("h")).agg(free=_.free_spaces.argmax(_.collect_time)).order_by("lot_code", "hour")


def lots(tables: Tables) -> Any:
    return tables("public_parking_lot").distinct().order_by("lot_code")


def stations(tables: Tables) -> Any:
    """公共的、运营中的充电站,各有几个快充与慢充接口。"""
    piles = tables("charging_pile").distinct()
    return piles.group_by("station_id").agg(
        name=_.station_name.min(), longitude=_.longitude.mean(), latitude=_.latitude.mean(),
        fast=_.connector_id.nunique(where=_.connector_type == FAST), slow=_.connector_id.nunique(where=_.connector_type != FAST),
    ).order_by("station_id")  # fmt: skip


def shares(frame: pd.DataFrame, total: pd.Series, cutoff: dt.date) -> pd.DataFrame:
    """占用比例的宽表,行是截止日末以前的每个整点;没有数据、或余位比泊位还多的整点缺失。"""
    wide = frame[frame["lot_code"].isin(total.index)].pivot(index="hour", columns="lot_code", values="free").astype(float)
    wide.index = pd.DatetimeIndex(wide.index)
    wide = wide.reindex(pd.date_range(wide.index.min(), pd.Timestamp(cutoff) + pd.Timedelta(hours=23), freq="h"))
    share = 1 - wide / total.reindex(wide.columns)
    return share.where((share >= 0) & (share <= 1)).dropna(axis=1, how="all")


def nearby(places: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """每个停车场一公里内最近的充电站,至多三个。"""
    east = (found["longitude"].to_numpy() - GCJ_OFFSET[0])[None, :] - places["longitude"].to_numpy()[:, None]
    north = (found["latitude"].to_numpy() - GCJ_OFFSET[1])[None, :] - places["latitude"].to_numpy()[:, None]
    metres = 111_195 * np.hypot(east * np.cos(np.radians(31.75)), north)  # 一度纬线约 111.195 公里
    rank = np.argsort(np.argsort(metres, axis=1, kind="stable"), axis=1, kind="stable")
    row, column = np.nonzero((metres <= NEAR) & (rank < MOST_STATIONS))
    out = found.iloc[column][["station_id", "name", "fast", "slow"]].reset_index(drop=True)
    return out.assign(lot_code=places["lot_code"].to_numpy()[row], metres=np.rint(metres[row, column]).astype(int))
