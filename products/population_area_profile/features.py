"""人口区域画像的取数:只看截止日(含)以前已知的事实,读出来时已经是各区域的人数,没有任何人的一行。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd

Tables = Callable[[str], Any]
CITY = "六安市"
COUNTIES = {"341502": "金安区", "341503": "裕安区", "341504": "叶集区", "341522": "霍邱县", "341523": "舒城县", "341524": "金寨县", "341525": "霍山县"}
AGES = {"0–5": 6, "6–14": 15, "15–34": 35, "35–59": 60, "60–74": 75, "75 及以上": 200}  # 名称: 不满几岁
SEXES = {"1": "男", "2": "女"}
UNDER = "不满 15 岁"
# GB/T 4658 的大类:研究生、本科、专科;中职、高中;其余。
HIGHER, MIDDLE = ("10", "20", "30"), ("40", "60")
MOVED_YEARS = 3


def residents(tables: Tables, day: dt.date) -> Any:
    """在世、在籍的户籍人口;每人一行,带区域与各项分组,不带标识。"""
    people = tables("household_registration")
    here = (people.birth_date <= ibis.date(day)) & (people.cancel_date.fill_null(dt.date(9999, 1, 1)) > ibis.date(day))
    people = people.filter(here & people.county_code.isin(list(COUNTIES)) & people.community_name.notnull())
    age = ibis.date(day).year() - people.birth_date.year() - (people.birth_date.strftime("%m%d") > day.strftime("%m%d")).cast("int64")
    group = ibis.cases(*((age < below, name) for name, below in AGES.items()))
    school = ibis.cases((age < 15, UNDER), (people.education.isin(HIGHER), "大专及以上"), (people.education.isin(MIDDLE), "高中与中职"), else_="初中及以下")
    sex = ibis.cases(*((people.gender == code, name) for code, name in SEXES.items()))
    return people.select("county_code", "community_name", "household_id", age=group, sex=sex, school=school)


def counted(people: Any, by: str) -> Any:
    """各村居、各分组的人数。"""
    return people.filter(people[by].notnull()).group_by("county_code", "community_name", group=people[by]).agg(people=ibis._.count())


def households(people: Any) -> Any:
    return people.group_by("county_code", "community_name").agg(people=ibis._.household_id.nunique())


def moves(tables: Tables, day: dt.date) -> Any:
    """近三年登记备案、由个人承租的住房:承租人的户籍县区到租住的县区,按人数;同一人在同一县区租几次只算一次。"""
    leases, people = tables("rental_filing"), tables("household_registration")
    units = tables("real_estate_unit").select("unit_no", to_county="county_code")
    inside = (leases.filing_date <= ibis.date(day)) & (leases.lease_start <= ibis.date(day)) & (leases.lease_start > ibis.date(day.replace(year=day.year - MOVED_YEARS)))
    leases = leases.filter(inside & (leases.lessee_type == "个人"))
    home = people.group_by("person_id").agg(county_code=ibis._.county_code.min())
    both = leases.select("lessee_id", "unit_no").join(units, "unit_no").join(home, ibis._.lessee_id == home.person_id)
    known = both.filter(both.county_code.isin(list(COUNTIES)) & both.to_county.isin(list(COUNTIES)))
    return known.group_by(from_county="county_code", to_county="to_county").agg(people=ibis._.lessee_id.nunique())


def wide(frame: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """区域一行、分组一列;区域有三级:村居、县区、全市。"""
    county = frame["county_code"].map(COUNTIES)
    levels = {"村居": county + frame["community_name"], "县区": county, "全市": pd.Series(CITY, index=frame.index)}
    parts = [frame.assign(area=area, level=level) for level, area in levels.items()]
    table = pd.concat(parts).pivot_table(index=["level", "county_code", "area"], columns="group", values="people", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=groups, fill_value=0).reset_index("county_code")
    table["county_code"] = table["county_code"].where(table.index.get_level_values("level") == "村居", "")
    return table.groupby(["level", "area", "county_code"])[groups].sum().reset_index("county_code")
