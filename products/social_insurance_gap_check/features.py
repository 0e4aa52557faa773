"""社保断缴核验:从逐月应缴明细整理出每个人的缴费史。没有模型。

本人是否断缴看有没有“应缴”,不看单位的钱到没到:应缴而单位未足额到账,是单位的事。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ibis import _

Tables = Callable[[str], Any]

PENSION, MEDICAL = "110", "310"  # 养老是核验的险种;医疗用来印证:同月只有一险,就是记录不齐
DUE, MADE_UP, REFUND = "正常应缴", "补缴", "退费"
DROP = 0.5  # 某月人数不到相邻月份的一半,就当作这个月没有送全(我们的选择)


def last_month(day: dt.date) -> str:
    """截止日以前最后一个完整的月份。"""
    whole = (day + dt.timedelta(1)).replace(day=1) - dt.timedelta(1)
    return f"{whole:%Y-%m}"


def records(tables: Tables, day: dt.date) -> Any:
    """截止日以前的明细,每行说的是哪一个月(补缴与退费说的是被补、被退的月份),说得清不清楚。"""
    paid = tables("social_insurance_detail")
    paid = paid.filter(paid.insurance_type.isin([PENSION, MEDICAL]) & (paid.period <= last_month(day)))
    moved = paid.pay_type.isin([MADE_UP, REFUND]).fill_null(False)
    return paid.select(
        "person_id", "insurance_type", "full_received_flag",
        month=moved.ifelse(paid.corresponding_period, paid.period).fill_null(paid.period),
        due=(paid.pay_type.isin([DUE, MADE_UP]) & (~moved | paid.corresponding_period.notnull())).fill_null(False),
    )  # fmt: skip


def by_month(tables: Tables, day: dt.date) -> Any:
    """每月有养老应缴的人数:看数据送全了没有。"""
    told = records(tables, day)
    return told.filter(told.due & (told.insurance_type == PENSION)).group_by("month").agg(people=_.person_id.nunique()).order_by("month")


def states(tables: Tables, day: dt.date) -> Any:
    """一人一月一行:`covered` 有养老应缴而且没有别的说法;有记录却不是这样的,就是不清。"""
    told = records(tables, day)
    pension = told.insurance_type == PENSION
    got = told.full_received_flag
    out = told.group_by("person_id", "month").agg(
        pension=(told.due & pension).any(), odd=(~told.due).any(), paid=(pension & (got == "1")).fill_null(False).any(),
        unpaid=(pension & (got == "0")).fill_null(False).any(),
    )  # fmt: skip
    covered = out.pension & ~out.odd
    return out.select("person_id", "month", covered=covered, owed=covered & out.unpaid & ~out.paid)


def histories(tables: Tables, day: dt.date) -> Any:
    """每个人从头一个月到截止月的缴费史;月份以数据里有的为准,缺不缺月由 `incomplete` 先看。"""
    seen = states(tables, day)
    calendar = seen.select("month").distinct()
    people = seen.group_by("person_id").agg(first=_.month.min())
    grid = people.cross_join(calendar).filter(_.month >= _["first"])
    grid = grid.left_join(seen, ["person_id", "month"])
    listed = {
        "gaps": grid.covered.isnull(), "unclear": ~grid.covered.fill_null(True), "owed": grid.owed.fill_null(False),
        "unpaid": ~grid.covered.fill_null(False) | grid.owed,
    }  # fmt: skip
    out = grid.group_by("person_id", "first").agg(
        **{name: grid.month.group_concat(",", where=where, order_by=grid.month).fill_null("") for name, where in listed.items()}
    )
    return out.order_by("person_id")


def incomplete(counts: Any, day: dt.date) -> int:
    """缺了几个月、或人数突然少了一半以上的有几个月;0 才可以核验。"""
    if not len(counts):
        return 1
    first, last = str(counts["month"].iloc[0]), last_month(day)
    wanted = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    people = counts["people"]
    usual = people.rolling(3, center=True, min_periods=2).median()
    return wanted - len(counts) + int((people < DROP * usual).sum())
