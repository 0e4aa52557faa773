"""个人风险画像的取数、特征、标签与基准:只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。

我们的读法:“风险”是家庭在截止日之后 12 个月内新纳入低收入人员的可能,用来早一点送去帮扶,不用来限制任何人。
没有一项特征是性别、年龄、民族、县区、婚姻或收入;性别、年龄段、县区只在评估里用来看公平。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
from ibis import _

from kit.modelling.time_split import month_back

Tables = Callable[[str], Any]
HORIZON, HISTORY, ADULT = 12, 36, 18
NEVER = dt.date(9999, 1, 1)

TITLES = {"recent": "近 12 个月水费拖欠的月数", "before": "更早时平均每年水费拖欠的月数"}
DIRECTION = {"recent": 1, "before": 1}
MOST = 6  # 个月:再多,风险不再按月增加(我们的选择)
LONG = 24  # 个月:再早还有这么久的账单,算记录满三年
LEVELS, EDGES = ("一般", "较高"), (2.0,)  # 以全体平均的倍数划分(我们的选择);更高的倍数分不出另一级,见笔记本第 3 节


def owners(tables: Tables, cutoff: dt.date) -> Any:
    """截止日有效的权利人(自然人),与他从哪个月起拥有这个单元。"""
    holders = tables("real_estate_right_holder")
    valid = (holders.register_date.date() <= ibis.date(cutoff)) & (holders.cancel_date.date().fill_null(NEVER) > ibis.date(cutoff))
    return holders.filter(valid).group_by("unit_no", person_id=_.holder_id).agg(began=_.register_date.min())


def water(tables: Tables, cutoff: dt.date) -> Any:
    """每个权利人名下单元的水费拖欠;过户以前是前任的,不算。几处房同一个月都拖欠,算一个月。"""
    bills, own = tables("water_usage"), owners(tables, cutoff)
    bills = bills.filter((bills.data_month > month_back(cutoff, HISTORY)) & (bills.data_month <= month_back(cutoff, 0)))
    bills = bills.join(own, bills.house_unit_no == own.unit_no).filter(_.data_month >= _.began.strftime("%Y-%m"))
    behind, recent = bills.overdue_periods > 0, bills.data_month > month_back(cutoff, 12)
    out = bills.group_by("person_id").agg(
        behind_12=_.data_month.nunique(where=behind & recent), earlier=_.data_month.nunique(where=behind & ~recent),
        known=_.data_month.nunique(where=~recent),
    )  # fmt: skip
    # 更早时的月数按多看了半年没有拖欠的收缩,免得刚拥有的人一次拖欠就算成很多。
    return out.select("person_id", "behind_12", "known", before=out.earlier * 12 / (out.known + 6))


def adults(tables: Tables, cutoff: dt.date) -> Any:
    """截止日在世、在籍的成年人;性别、出生日期、县区只用来看公平。"""
    people = tables("household_registration")
    here = (people.cancel_date.fill_null(NEVER) > ibis.date(cutoff)) & (people.birth_date <= ibis.date(dt.date(cutoff.year - ADULT, cutoff.month, 1)))
    return people.filter(here).group_by("person_id").agg(sex=_.gender.min(), birth_date=_.birth_date.min(), county=_.county_code.min())


def helped(tables: Tables, cutoff: dt.date) -> Any:
    """截止日已经在低收入名单上的人:已有帮扶,不再评。"""
    people = tables("low_income_person")
    out = people.filter(people.approve_date <= ibis.date(cutoff)).group_by("person_id").agg(left=_.exit_date.max(where=_.exit_date <= ibis.date(cutoff)))
    return out.filter(out.left.isnull()).select("person_id")


def newly_listed(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日之后 `HORIZON` 个月内新纳入低收入人员。"""
    people = tables("low_income_person")
    end = dt.date(cutoff.year + 1, cutoff.month, cutoff.day)
    return people.filter((people.approve_date > ibis.date(cutoff)) & (people.approve_date <= ibis.date(end))).select("person_id").distinct()


def joined(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """特征表,一人一行:对应到水费的成年人,已在名单上的除外。"""
    out = parts["water"].merge(parts["adults"], on="person_id")
    out = out[~out["person_id"].isin(parts["helped"]["person_id"])]
    out["history"] = (out["known"] >= LONG).map({True: "水费满三年", False: "水费不满三年"})
    out["recent"], out["before"] = (out[name].astype(float).clip(upper=MOST) for name in ("behind_12", "before"))
    return out.sort_values("person_id", kind="stable").reset_index(drop=True)


def rule_score(frame: pd.DataFrame) -> pd.Series:
    """基准:近 12 个月水费拖欠几个月。"""
    return frame["behind_12"]
