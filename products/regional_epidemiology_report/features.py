"""地区人群流行病学分析报告的取数:只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。

一例是一名患者在一个月里因一种病就诊至少一次;同月再来不重复计。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

from kit.modelling.time_split import first_day, month_back

Tables = Callable[[str], Any]
WINDOW, HISTORY, KNOWN = 12, 36, 42  # 月:公布的窗口;季节与往后的期望看三整年;信号能往回看到的
CITY = "合计"
COUNTIES = {"341502": "金安区", "341503": "裕安区", "341504": "叶集区", "341522": "霍邱县", "341523": "舒城县", "341524": "金寨县", "341525": "霍山县"}
# ICD-10 三、四位编码;前五种是法定传染病,后七种是呼吸系统与慢性病监测常用的病种(我们的选择)。
DISEASES = {
    "J11.1": "流行性感冒", "B08.4": "手足口病", "A09.9": "感染性胃肠炎", "A16.2": "肺结核", "B18.1": "慢性乙型病毒性肝炎",
    "J18.9": "肺炎", "J20.9": "急性支气管炎", "J44.1": "慢阻肺急性加重", "I10": "原发性高血压", "E11.9": "2型糖尿病",
    "I25.1": "冠心病", "I63.9": "脑梗死",
}  # fmt: skip
# 世界标准人口(WHO 2000–2025;Ahmad 等,GPE Discussion Paper 31,2001)的百分比,0–4 岁起每五岁一组,最后一组 80 岁及以上。
STANDARD = np.array([8.86, 8.69, 8.60, 8.47, 8.22, 7.93, 7.61, 7.15, 6.59, 6.04, 5.37, 4.55, 3.72, 2.96, 2.21, 1.52, 1.54])
AGES = len(STANDARD)


def age_group(days: Any) -> Any:
    """由活过的天数得五岁组的序号。"""
    return (days / (365.25 * 5)).floor().cast("int64").clip(lower=0, upper=AGES - 1)


def months(cutoff: dt.date, count: int) -> list[str]:
    """截止日所在月以前(含)的 `count` 个月。"""
    return [month_back(cutoff, back) for back in reversed(range(count))]


def cases(tables: Tables, cutoff: dt.date) -> Any:
    """每例一行:病种、县区、月份、患者、年龄组;年龄取当月第一次就诊时的。"""
    patients = tables("patient_basic")
    patients = patients.filter(patients.county_code.isin(list(COUNTIES)) & patients.birth_date.notnull())
    patients = patients.group_by("patient_id").agg(county_code=_.county_code.min(), birth_date=_.birth_date.min())
    visits = tables("outpatient_visit")
    day = visits.visit_time.date()
    inside = (day >= ibis.date(first_day(cutoff, KNOWN - 1))) & (day <= ibis.date(cutoff)) & visits.diag_code.isin(list(DISEASES))
    visits = visits.filter(inside).group_by("patient_id", icd10=_.diag_code, month=_.visit_time.strftime("%Y-%m")).agg(day=_.visit_time.min().date())
    both = visits.join(patients, "patient_id").filter(_.day >= _.birth_date)
    return both.select("icd10", "county_code", "month", "patient_id", age=age_group(both.day.delta(both.birth_date, unit="day")))


def counted(case: Any) -> Any:
    """按病种、县区、月份、年龄组数人。"""
    return case.group_by("icd10", "county_code", "month", "age").agg(cases=_.count())


def contributions(case: Any, cutoff: dt.date) -> Any:
    """窗口内每例一行,供审查重新汇总。"""
    return case.filter(case.month > month_back(cutoff, WINDOW)).select("icd10", "county_code", "month", "patient_id").mutate(cases=ibis.literal(1, type="int64"))


def population(tables: Tables, day: dt.date) -> Any:
    """户籍人口,按县区与五岁组;在世、在籍的才算。"""
    people = tables("household_registration")
    here = (people.birth_date <= ibis.date(day)) & (people.cancel_date.fill_null(dt.date(9999, 1, 1)) > ibis.date(day)) & people.county_code.isin(list(COUNTIES))
    people = people.filter(here).mutate(age=age_group(ibis.date(day).delta(people.birth_date, unit="day")))
    return people.group_by("county_code", "age").agg(people=_.count())


def cube(frame: pd.DataFrame, month: list[str]) -> np.ndarray:
    """例数排成(病种、县区、月份、年龄组)的数组,没有的格为 0。"""
    at = [pd.Index(list(values)).get_indexer(frame[name].to_numpy()) for name, values in (("icd10", DISEASES), ("county_code", COUNTIES), ("month", month))]
    out = np.zeros((len(DISEASES), len(COUNTIES), len(month), AGES))
    np.add.at(out, (*at, frame["age"].to_numpy()), frame["cases"].to_numpy())
    return out


def square(frame: pd.DataFrame) -> np.ndarray:
    """人口排成(县区、年龄组)的数组。"""
    return frame.pivot(index="county_code", columns="age", values="people").reindex(index=list(COUNTIES), columns=range(AGES)).fillna(0).to_numpy(float)


def long(month: list[str], **values: np.ndarray) -> pd.DataFrame:
    """(病种、县区、月份)的数组排成长表。"""
    index = pd.MultiIndex.from_product([list(DISEASES), list(COUNTIES), month], names=["icd10", "county_code", "month"])
    return pd.DataFrame({name: v.ravel() for name, v in values.items()}, index=index).reset_index()


def last_year_rule(counts: np.ndarray, window: int, least: int, ratio: float = 1.5) -> np.ndarray:
    """基准:比去年同月多五成以上(且够人数)就报;最后一维是月份。"""
    now, then = counts[..., -window:], counts[..., -window - 12 : -12]
    return (now >= ratio * np.maximum(then, 1)) & (now >= least)
