"""3. Features by as-of date, without leakage: the same function over a room that is cut and one that is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

import pandas as pd

from kit.access import Grant, TableGrant, Tables, make_room, open_room
from kit.catalog import load
from kit.workshop.exercise import exercise
from kit.workshop.small_city import scratch, small_city

GRANT = Grant({
    "enterprise_basic": TableGrant({"uscc": "关联键", "est_date": "截止日以前成立", "reg_status": "练习", "revoke_date": "练习"}),
    "tax_arrears": TableGrant({"taxpayer_no": "关联键", "tax_type": "分税种", "notice_date": "截到截止日", "balance": "欠税余额", "new_amount": "新发生的欠税"}),
})  # fmt: skip
DAYS = (dt.date(2024, 6, 30), dt.date(2024, 12, 31))
Feature = Callable[[Callable[[str], Any], dt.date], Any]


@cache
def opened(day: dt.date | None) -> Tables:
    """The two tables as known on ``day``; None: with everything that came later."""
    return open_room(make_room(small_city(), GRANT, scratch("rooms") / str(day or "whole"), day), GRANT)


@cache
def _notices() -> Any:
    whole = opened(None)
    frame = whole.read(whole.table("tax_arrears"))
    return frame.assign(day=pd.to_datetime(frame["notice_date"]).dt.date)


@exercise("3.1")
def states(fields: Collection[str]) -> str:
    right = set(load("enterprise_basic").state)
    if extra := set(fields) - right:
        return f"多了 {len(extra)} 个:它们一经登记就不再变。"
    return f"还少 {len(right - set(fields))} 个。目录写明了哪些字段的值随时间形成。" if right - set(fields) else ""


@exercise("3.2")
def year_of_notices(feature: Feature) -> str:
    return _feature(feature, "notices", lambda f: f.groupby("taxpayer_no").size())


@exercise("3.3")
def latest_balance(feature: Feature) -> str:
    def right(frame: Any) -> Any:
        last = frame[frame["day"] == frame.groupby("taxpayer_no")["day"].transform("max")]
        return last.groupby("taxpayer_no")["balance"].sum()

    return _feature(feature, "balance", right)


@exercise("3.4")
def label(happens: Callable[[Any, dt.date], Collection[str]]) -> str:
    for day in DAYS:
        end = dt.date(day.year + 1, day.month, day.day)
        frame = _notices()[_notices()["new_amount"] > 0]
        given = set(happens(frame.drop(columns="day"), day))
        on_the_day = set(frame.loc[frame["day"] <= day, "taxpayer_no"]) - set(frame.loc[frame["day"] > day, "taxpayer_no"])
        if given & on_the_day:
            return "有企业只在截止日当天或以前有公告,却算进了标签:标签只看截止日之后。"
        if late := given - set(frame.loc[(frame["day"] > day) & (frame["day"] <= end), "taxpayer_no"]):
            return f"有 {len(late)} 家的公告在 12 个月以后:窗口要有终点。"
        if missing := set(frame.loc[(frame["day"] > day) & (frame["day"] <= end), "taxpayer_no"]) - given:
            return f"漏了 {len(missing)} 家:截止日之后 12 个月内(含最后一天)有新发生欠税的都算。"
    return ""


@exercise("3.5")
def training_days(days: Collection[dt.date]) -> str:
    today, months = dt.date(2025, 12, 31), [d.date() for d in pd.date_range("2023-01-31", "2025-12-31", freq="ME")]
    right = {d for d in months if pd.Timestamp(d) + pd.DateOffset(months=12) <= pd.Timestamp(today)}
    if late := set(days) - right:
        return f"有 {len(late)} 个截止日的 12 个月还没有过完:今天还不知道结果,不能拿来训练。"
    return f"还有 {len(right - set(days))} 个截止日的结果已经知道,可以用。" if right - set(days) else ""


def _feature(feature: Feature, column: str, right: Callable[[Any], Any]) -> str:
    """What is wrong with a feature: its shape, its use of the future, then its values."""
    for day in DAYS:
        cut, whole = (tables.read(feature(tables.table, day)) for tables in (opened(day), opened(None)))
        if not {"taxpayer_no", column} <= set(cut):
            return f"结果要有 taxpayer_no 和 {column} 两列。"
        if cut["taxpayer_no"].duplicated().any():
            return "同一家企业有几行;每家一行。"
        mine, other = (f.set_index("taxpayer_no")[column].astype(float).sort_index() for f in (cut, whole))
        if not mine.equals(other):
            return f"截止日 {day}:加入截止日之后的数据后,结果变了。这就是泄漏——真实使用时没有那些行。函数自己要按日期过滤。"
        year = dt.date(day.year - 1, day.month, day.day)
        frame = _notices()
        wanted = right(frame[(frame["day"] <= day) & (frame["day"] > year)]).astype(float).sort_index()
        if set(wanted.index) != set(mine.index):
            return f"截止日 {day}:应有 {len(wanted)} 家企业,你给出 {len(mine)} 家。窗口是截止日前 12 个月:不含一年前的那一天,含截止日。"
        if wrong := int(((mine - wanted).abs() > 0.005).sum()):
            return f"截止日 {day}:{wrong} 家企业的数值不对。"
    return ""
