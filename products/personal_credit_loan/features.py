"""个人信用贷的对应、特征、标签与基准:只看截止日(含)以前已知的事实。

附件1 没有个人信贷数据。我们的读法:本人名下的水户在截止日之后 6 个月内有水费拖欠,算“拖欠”。
没有一项特征是年龄、性别、民族、地区、婚姻或住房大小;这些只在评估里用来看公平。
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
HORIZON = 6
ADULT = 18

TITLES = {
    "behind_3": "近 3 个月水费拖欠的月数",
    "behind_4_12": "此前 9 个月水费拖欠的月数",
    "behind_13_24": "再往前一年水费拖欠的月数",
    "elsewhere": "名下其他水户近 12 个月拖欠的月数",
    "since": "距上一次拖欠的月数(近 24 个月内没有的按 25)",
}
DIRECTION = {"behind_3": 1, "behind_4_12": 1, "behind_13_24": 1, "elsewhere": 1, "since": -1}
GRADES = ("E", "D", "C", "B", "A")
EDGES = (530, 580, 620, 650)  # 拖欠概率约 35 %、21 %、13 %、9 % 处的分数(我们的选择)


def plain_address(address: Any) -> Any:
    """一处地址的统一写法:安徽省六安市金安区安平苑18栋1802室 与 金安区安平苑18#1802 是同一处。"""
    return address.replace("安徽省六安市", "").replace("栋", "#").replace("室", "")


def accounts(tables: Tables, cutoff: dt.date) -> Any:
    """水户的户号、户名、统一写法的地址与不动产单元号;同一户号以最近一月为准。"""
    water = tables("water_usage")
    water = water.filter(water.data_month <= month_back(cutoff, 0))
    return water.group_by("user_no").agg(
        name=_.user_name.argmax(_.data_month), place=plain_address(_.address.argmax(_.data_month)), unit_no=_.house_unit_no.argmax(_.data_month)
    )


def owners(tables: Tables, cutoff: dt.date) -> Any:
    """截止日有效的权利人(自然人)。"""
    holders = tables("real_estate_right_holder")
    valid = (holders.register_date.date() <= ibis.date(cutoff)) & (holders.cancel_date.date().fill_null(dt.date(9999, 1, 1)) > ibis.date(cutoff))
    return holders.filter(valid).select("unit_no", "holder_name", "seq", "register_date", person_id=_.holder_id)


def adults(tables: Tables, cutoff: dt.date) -> Any:
    """截止日在世、在籍的成年人;一人一行。"""
    people = tables("household_registration")
    here = people.cancel_date.fill_null(dt.date(9999, 1, 1)) > ibis.date(cutoff)
    people = people.filter(here & (people.birth_date <= ibis.date(dt.date(cutoff.year - ADULT, cutoff.month, 1))))
    return people.group_by("person_id").agg(
        name=_.name.min(), place=plain_address(_.address.min()), sex=_.gender.min(), birth_date=_.birth_date.min(), county=_.county_code.min()
    )


def linked(account: pd.DataFrame, owner: pd.DataFrame, adult: pd.DataFrame) -> pd.DataFrame:
    """每个水户是谁的:先凭不动产单元号找权利人(户名相同的优先,户名还是前任房主的取第一顺序人),再凭姓名与地址找户籍。

    `how` 记下是怎样对应上的;姓名与地址对得上不止一人的,不对应。
    """
    titled = account.merge(owner, on="unit_no")
    titled["other_name"] = titled["name"] != titled["holder_name"]
    titled = titled.sort_values(["user_no", "other_name", "seq", "person_id"], kind="stable").drop_duplicates("user_no")
    rest = account[~account["user_no"].isin(titled["user_no"])].merge(adult[["person_id", "name", "place"]], on=["name", "place"])
    rest = rest[~rest.duplicated("user_no", keep=False)]
    both = pd.concat([titled.assign(how="不动产单元号"), rest.assign(how="姓名与地址")])[["user_no", "person_id", "how"]]
    return both[both["person_id"].isin(adult["person_id"])].sort_values("user_no", kind="stable").reset_index(drop=True)


def history(tables: Tables, cutoff: dt.date, now: dt.date) -> Any:
    """每个水户近 24 个月的拖欠;同一月份重复的行只算一次。

    现任房主登记以前的账单是前任的,不算到现任头上。
    """
    water, holders = tables("water_usage"), owners(tables, now)
    began = holders.group_by("unit_no").agg(began=_.register_date.max().strftime("%Y-%m"))
    water = water.filter((water.data_month > month_back(cutoff, 24)) & (water.data_month <= month_back(cutoff, 0)))
    water = water.left_join(began, water.house_unit_no == began.unit_no)
    water = water.filter(water.began.isnull() | (water.data_month >= water.began))
    behind = water.overdue_periods > 0
    recent, year = water.data_month > month_back(cutoff, 3), water.data_month > month_back(cutoff, 12)
    last = _.data_month.max(where=behind)
    out = water.group_by("user_no").agg(
        behind_3=_.data_month.nunique(where=behind & recent), behind_4_12=_.data_month.nunique(where=behind & year & ~recent),
        behind_13_24=_.data_month.nunique(where=behind & ~year), last=last,
    )  # fmt: skip
    ago = (cutoff.year - out["last"].substr(0, 4).cast("int64")) * 12 + cutoff.month - out["last"].substr(5, 2).cast("int64")
    return out.mutate(since=ago.fill_null(25)).drop("last")


def joined(who: pd.DataFrame, water: pd.DataFrame) -> pd.DataFrame:
    """特征表:一行是一个对应到人的水户;`elsewhere` 把同一人的其他水户也看上。"""
    out = who.merge(water, on="user_no")
    year = out["behind_3"] + out["behind_4_12"]
    out["elsewhere"] = year.groupby(out["person_id"]).transform("sum") - year
    out[list(TITLES)] = out[list(TITLES)].astype(float)
    return out.sort_values("user_no", kind="stable").reset_index(drop=True)


def fell_behind(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日之后 `HORIZON` 个月内有水费拖欠的水户。"""
    water = tables("water_usage")
    within = (water.data_month > month_back(cutoff, 0)) & (water.data_month <= month_back(cutoff, -HORIZON))
    return water.filter(within & (water.overdue_periods > 0)).select("user_no").distinct()


def rule_score(frame: Any) -> Any:
    """基准:近 12 个月水费拖欠几个月,谁都算得出来。"""
    return frame["behind_3"] + frame["behind_4_12"]


def of_person(frame: pd.DataFrame) -> pd.DataFrame:
    """一人一行:名下有几个水户的,取最可能拖欠的那一户。"""
    return frame.sort_values(["person_id", "probability", "user_no"], ascending=[True, False, True], kind="stable").drop_duplicates("person_id")
