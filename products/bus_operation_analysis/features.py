"""公交运营情况分析的取数:只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
WAY = ["route_id", "direction"]
PEAKS = {"早高峰": (7, 9), "晚高峰": (17, 19)}  # 钟点;目录只说高峰与平峰的间隔,时段是我们的读法
PERIODS = [*PEAKS, "平峰"]
LONG_STOP = 2 * 3600  # 秒:同一辆车隔这么久再进站,是另一个班次
GRID = (0.0232, 0.0184)  # 度:站区的大小,经纬各约两公里


def stops(tables: Tables) -> Any:
    """使用中的站;站序从 0 起。"""
    told = tables("bus_stop").distinct()
    return told.mutate(seq=told.stop_seq - 1).drop("stop_seq").order_by(*WAY, "seq")


def arrivals(tables: Tables, cutoff: dt.date) -> Any:
    """每次进站:哪辆车、哪个方向、第几站、几点。"""
    told = tables("bus_gps").filter(_.gps_time < ibis.literal(cutoff + dt.timedelta(1), type="date")).distinct()
    places = stops(tables).select(*WAY, "stop_id", "seq")
    return told.join(places, [*WAY, told.next_stop_id == places.stop_id]).select("vehicle_id", *WAY, "seq", "gps_time")


def calls(tables: Tables, cutoff: dt.date) -> Any:
    """由进站重建班次:同一辆车换了线路或方向、站序不再增加、或隔得太久,就是新的一班。

    每次进站一行:首次进站的时刻 start、从第几站起 first、见到几站 met、离 start 的秒数 offset。
    """
    told = arrivals(tables, cutoff)
    order = ["gps_time", "route_id", "direction", "seq"]
    by_vehicle = ibis.window(group_by="vehicle_id", order_by=order)
    before = {n: told[n].lag().over(by_vehicle) for n in order}
    gap = told.gps_time.epoch_seconds() - before["gps_time"].epoch_seconds()
    fresh = before["seq"].isnull() | (before["route_id"] != told.route_id) | (before["direction"] != told.direction) | (before["seq"] >= told.seq) | (gap > LONG_STOP)
    told = told.mutate(fresh=fresh.ifelse(1, 0))
    told = told.mutate(trip=told.fresh.sum().over(ibis.window(group_by="vehicle_id", order_by=order, preceding=None, following=0)))
    by_trip = ibis.window(group_by=["vehicle_id", "trip"])
    told = told.mutate(start=told.gps_time.min().over(by_trip), first=told.seq.min().over(by_trip), met=told.seq.count().over(by_trip))
    told = told.mutate(offset=told.gps_time.epoch_seconds() - told.start.epoch_seconds())
    return told.select(*WAY, "seq", "gps_time", "start", "first", "met", "offset").order_by(*WAY, "start", "seq", "gps_time")


def headways(call: pd.DataFrame) -> pd.DataFrame:
    """各线路、方向、时段里相邻两班车到同一站的间隔(分钟):平均、偏差、额外等车。`call` 带时段与应有的间隔 due。

    偏差是(实际 − 应有)的标准差除以应有的平均(TCQSM 的 c_vh)。随意到站的乘客平均等 E[间隔²] ÷ 2E[间隔],
    比间隔的一半多出来的就是额外等车。
    """
    call = call.sort_values([*WAY, "seq", "gps_time"], kind="stable")
    gap = call["gps_time"].groupby([call[c] for c in (*WAY, "seq")] + [call["gps_time"].dt.normalize()]).diff().dt.total_seconds() / 60
    told = call[[*WAY, "period", "due"]].assign(gap=gap, square=gap**2, off=gap - call["due"])[(gap > 0) & call["due"].notna()]
    groups = told.groupby([*WAY, "period"])
    out = groups[["gap", "square", "due"]].mean()
    return pd.DataFrame({"headway": out["gap"], "cv": groups["off"].std() / out["due"], "extra_wait": out["square"] / (2 * out["gap"]) - out["gap"] / 2})


def running(whole: pd.DataFrame, off: pd.Series) -> pd.DataFrame:
    """走完全程的班次里,各站离首站的秒数(中位数):工作日与休息日分开。`off` 是日期到是否休息。"""
    service = np.where(whole["start"].dt.normalize().map(off) == 1, "休息日", "工作日")
    return whole.assign(service=service).groupby([*WAY, "service", "seq"], as_index=False)["offset"].median()


def period_of(hour: pd.Series) -> np.ndarray:
    return np.select([(hour >= low) & (hour < high) for low, high in PEAKS.values()], list(PEAKS), "平峰")


def taps(tables: Tables, cutoff: dt.date) -> Any:
    """每次刷卡和它的站序;对不上线路与站点的不要。"""
    told = tables("bus_card_tap").filter(_.tap_time < ibis.literal(cutoff + dt.timedelta(1), type="date")).distinct()
    places = stops(tables).select(*WAY, "stop_id", "seq")
    joined = told.join(places, [*WAY, "stop_id"])
    return joined.filter(_.tap_id.notnull() & _.card_hash.notnull()).order_by("tap_time", *WAY, "seq", "tap_id")


def timetables(route: pd.DataFrame) -> dict[tuple[str, str], np.ndarray]:
    """各线路方向由首末班与发车间隔排出的发车时刻(当天的分钟)。

    车从首班较早的一端发出,到另一端折回,所以回程的高峰跟着晚同样的时间(我们的读法)。
    """
    first, last = (route[c].astype(str).map(lambda t: int(t[:2]) * 60 + int(t[3:5])) for c in ("first_time", "last_time"))
    later = first - first.groupby(route["route_id"]).transform("min")
    parts = zip(route["route_id"], route["direction"], first, last, route["headway_peak"], route["headway_offpeak"], later, strict=True)
    return {(r, d): timetable(a, b, float(peak), float(usual), shift) for r, d, a, b, peak, usual, shift in parts}


def timetable(first: int, last: int, peak: float, usual: float, shift: int = 0) -> np.ndarray:
    minute, out = float(first), []
    while minute <= last:
        out.append(minute)
        minute += peak if any(60 * low <= minute - shift < 60 * high for low, high in PEAKS.values()) else usual
    return np.array(out)


def matched(start: pd.Series, slots: np.ndarray) -> pd.DataFrame:
    """每班车(当天的分钟)对应时刻表上不晚于它(允许早一分钟)的最近一班:那一班的时刻、晚几分钟、与上一班应隔多久。"""
    at = np.clip(np.searchsorted(slots, start + 1, side="right") - 1, 0, len(slots) - 1)
    due = np.r_[np.nan, np.diff(slots)][at]
    return pd.DataFrame({"slot": slots[at], "late": start - slots[at], "due": due}, index=start.index)


def zones(places: pd.DataFrame) -> pd.DataFrame:
    """把站并成约两公里见方的站区:stop_id、zone。以区内最靠中心的站命名,同名时加县区与序号。"""
    places = places.drop_duplicates("stop_id").sort_values(["longitude", "latitude", "stop_name"], kind="stable")
    grid = pd.DataFrame({"x": np.floor(places["longitude"] / GRID[0]), "y": np.floor(places["latitude"] / GRID[1])})
    middle = places[["longitude", "latitude"]].groupby([grid["x"], grid["y"]]).transform("mean")
    far = (places[["longitude", "latitude"]] - middle).abs().sum(axis=1)
    named = places.assign(x=grid["x"], y=grid["y"], far=far).sort_values(["x", "y", "far", "stop_name"], kind="stable").drop_duplicates(["x", "y"])
    again = named.groupby("stop_name").cumcount()
    named = named.assign(zone=named["stop_name"] + "一带" + np.where(again > 0, (again + 1).astype(str), ""))
    return places[["stop_id"]].assign(x=grid["x"], y=grid["y"]).merge(named[["x", "y", "zone"]], on=["x", "y"])[["stop_id", "zone"]]
