"""独居老人监测的取数:谁独居,水户是哪一个,逐月用了多少。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Tables = Callable[[str], Any]
OLD = 60  # 岁(《老年人权益保障法》第二条)
WATER_MONTHS, LIST_MONTHS = 28, 12  # 看 12 个月的名单,最早的一个往前还要 16 个月作平常


def months(day: dt.date, count: int) -> list[str]:
    """截止日(含)以前的若干个月。"""
    last = day.year * 12 + day.month - 1
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(last - count + 1, last + 1)]


def quarters(day: dt.date) -> tuple[str, str]:
    """截止日以前最后一个完整的季度,与上一年同一季度。"""
    last = day.year * 4 + (day.month % 3 == 0) + (day.month - 1) // 3 - 1
    return f"{last // 4}Q{last % 4 + 1}", f"{last // 4 - 1}Q{last % 4 + 1}"


def place(address: Any) -> Any:
    """地址的两种写法归成一种:安徽省六安市金安区甲苑2栋301室 → 金安区甲苑2#301。"""
    return address.re_replace("^安徽省六安市", "").re_replace("栋([0-9]+)室$", r"#\1")


def alone(tables: Tables, day: dt.date) -> Any:
    """截止日户籍上只有一个人、年满六十的家庭户。"""
    people = tables("household_registration")
    people = people.filter(people.household_id.notnull() & (people.birth_date <= day) & (people.cancel_date.isnull() | (people.cancel_date > day)))
    home = people.group_by("household_id").agg(
        members=people.person_id.nunique(), person_id=people.person_id.min(), born=people.birth_date.max(), address=people.address.min())
    old = home.filter((home.members == 1) & (home.born <= day.replace(year=day.year - OLD, day=min(day.day, 28))) & home.address.notnull())
    return old.select("person_id", place=place(old.address))


def elders(tables: Tables, day: dt.date) -> Any:
    """独居老人与他们的水户:户籍地址与用水地址相同。"""
    account = tables("water_usage")
    account = account.filter(account.address.notnull()).group_by("user_no").agg(place=place(account.address.max()))
    account = account.group_by("place").agg(user_no=account.user_no.min())
    one = alone(tables, day)
    return one.inner_join(account, "place").select("person_id", "user_no", "place").order_by("user_no")


def water(tables: Tables, day: dt.date) -> Any:
    used = tables("water_usage")
    used = used.filter((used.volume >= 0) & used.data_month.isin(months(day, WATER_MONTHS)))
    used = used.semi_join(elders(tables, day), "user_no")
    return used.group_by("user_no", "data_month").agg(volume=used.volume.max()).order_by("user_no", "data_month")


def gas(tables: Tables, day: dt.date) -> Any:
    """每个地址最近一季与上一年同季的用气。"""
    now, before = quarters(day)
    used = tables("gas_usage")
    used = used.filter(used.address.notnull() & (used.volume >= 0)).mutate(place=place(used.address))
    return used.group_by("place").agg(now=used.volume.max(where=used.data_quarter == now), before=used.volume.max(where=used.data_quarter == before)).order_by("place")


def stays(tables: Tables, day: dt.date) -> Any:
    """养老机构的入住:只知道截止日以前的。"""
    stay = tables("eldercare_resident")
    stay = stay.filter(stay.person_id.notnull() & (stay.checkin_date <= day))
    return stay.select("person_id", "checkin_date", "checkout_date").distinct().order_by("person_id", "checkin_date", "checkout_date")


def wide(frame: pd.DataFrame, users: pd.Series, day: dt.date) -> np.ndarray:
    """行是水户,列是月份;没有读数的缺失。"""
    return frame.pivot(index="user_no", columns="data_month", values="volume").reindex(index=users, columns=months(day, WATER_MONTHS)).to_numpy(float)


def inside(stay: pd.DataFrame, people: pd.Series, day: dt.date) -> np.ndarray:
    """每月月末是否住在机构里。"""
    ends = pd.to_datetime(pd.Index(months(day, WATER_MONTHS))) + pd.offsets.MonthEnd(0)
    out = pd.DataFrame(False, index=pd.Index(people), columns=ends)
    start, end = pd.to_datetime(stay["checkin_date"]), pd.to_datetime(stay["checkout_date"]).fillna(pd.Timestamp.max)
    for month in ends:
        out[month] = out.index.isin(stay.loc[(start <= month) & (end > month), "person_id"])
    return out.to_numpy()
