"""医疗健康分的特征、标签与基准:只看截止日(含)以前的门急诊与住院。

我们的读法:健康分看未来 12 个月会不会住院(妇产科的不算:生孩子不是不健康)。年龄与性别不进模型,只用来与同龄同性别的人对齐。
只评成年人:孩子住院多是急病,过去看不出将来。评的单位是一份患者记录;一个人在两家机构有两份的,取风险高的一份。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

from kit.modelling import charlson
from kit.modelling.icd10 import groups_of
from kit.modelling.time_split import first_day

Tables = Callable[[str], Any]
PERSON = r"^P[0-9a-f]{16}$"
HORIZON, RECENT, BACK = 12, 6, 18  # 往后看几个月;往前看最近几个月、一共几个月(我们的选择)
ADULT, OLDEST = 18, 110
NOT_ILL = ("O00-O99", "Z00-Z99")  # 妊娠、体检一类,不算看病

DISEASES = {  # ICD-10 类目(GB/T 14396-2016);其余的病合为“其他”
    "cancer": "C00-C97", "heart": "I20-I25", "brain": "I60-I69", "lung": "J40-J47", "diabetes": "E10-E14", "pressure": "I10-I15",
}  # fmt: skip
TITLES = {  # 都取加一后的对数
    "stays_6": "近 6 个月住院次数",
    "stays_18": "此前 12 个月住院次数",
    "visits_6": "近 6 个月门急诊次数",
    "visits_18": "此前 12 个月门急诊次数",
    "emergency": "近 18 个月急诊次数",
    "cancer": "近 18 个月因恶性肿瘤就诊次数",
    "heart": "近 18 个月因冠心病就诊次数",
    "brain": "近 18 个月因脑血管病就诊次数",
    "lung": "近 18 个月因慢性肺病就诊次数",
    "diabetes": "近 18 个月因糖尿病就诊次数",
    "pressure": "近 18 个月因高血压就诊次数",
}
DIRECTION = dict.fromkeys(TITLES, 1)
# 对外的原因只说大类,不说病名与次数。
GROUPS = {
    "近期就诊较多": ("visits_6", "stays_6", "emergency"),
    "此前就诊较多": ("visits_18", "stays_18"),
    "心脑血管与代谢": ("heart", "brain", "diabetes", "pressure"),
    "其他慢性病": ("cancer", "lung"),
}


def codes(tables: Tables) -> Any:
    visit = tables("outpatient_visit")
    return visit.filter(visit.diag_code.notnull()).select("diag_code").distinct().order_by("diag_code")


def members(known: Iterable[str], groups: Mapping[str, str]) -> dict[str, list[str]]:
    """每组里数据中真有的编码。"""
    of = groups_of(known, dict(groups))
    return {name: sorted(str(code) for code, names in of.items() if name in names) for name in groups}


def patients(tables: Tables, cutoff: dt.date) -> Any:
    """成年人的患者记录;性别或出生日期缺失、不可能的不评,标识写法不对的当作没有。"""
    patient = tables("patient_basic")
    likely = patient.birth_date.between(ibis.date(dt.date(cutoff.year - OLDEST, 1, 1)), ibis.date(dt.date(cutoff.year - ADULT, cutoff.month, 1))) & patient.gender.isin(["1", "2"])
    person = patient.person_id.re_search(PERSON).ifelse(patient.person_id, ibis.null("string"))
    who = patient.filter(likely).select("patient_id", person_id=person, sex=patient.gender, born=patient.birth_date)
    return who.group_by("patient_id").agg(person_id=_.person_id.min(), sex=_.sex.min(), born=_.born.min())


def features(tables: Tables, cutoff: dt.date, of: Mapping[str, list[str]], charlson_of: Mapping[str, list[str]]) -> Any:
    """截止日的特征表:一行是截止日以前来看过病的一份患者记录。"""
    visit, stay = tables("outpatient_visit"), tables("inpatient_admission")
    visit = visit.select("patient_id", "diag_code", "emergency_flag", day=visit.visit_time.date())
    visit = visit.filter(visit.day <= ibis.date(cutoff))
    stay = stay.select("patient_id", day=stay.admission_time.date())
    recent, back = ibis.date(first_day(cutoff, RECENT - 1)), ibis.date(first_day(cutoff, BACK - 1))
    ill = ~visit.diag_code.isin(of["not_ill"]).fill_null(False)
    window = (visit.day >= back) & ill
    seen = visit.group_by("patient_id").agg(
        visits_6=_.count(where=window & (visit.day >= recent)), visits_18=_.count(where=window & (visit.day < recent)),
        emergency=_.count(where=window & (visit.emergency_flag == "2")),
        **{n: _.count(where=window & visit.diag_code.isin(of[n])) for n in DISEASES},
        **{f"c{n}": _.count(where=window & visit.diag_code.isin(some)) > 0 for n, some in enumerate(charlson_of.values())},
    )  # fmt: skip
    stayed = stay.filter((stay.day >= back) & (stay.day <= ibis.date(cutoff))).group_by("patient_id").agg(
        stays_6=_.count(where=_.day >= recent), stays_18=_.count(where=_.day < recent)
    )
    out = patients(tables, cutoff).inner_join(seen, "patient_id").left_join(stayed, "patient_id")
    logs = {n: (out[n].cast("float64").fill_null(0.0) + 1).ln() for n in TITLES}
    age = (ibis.date(cutoff).delta(out.born, unit="day").cast("float64") / 365.25).floor()
    return out.select("patient_id", "person_id", "sex", *[f"c{n}" for n in range(len(charlson_of))], age=age, **logs).order_by("patient_id")


def admitted(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日之后 `HORIZON` 个月内第一次住院(妇产科的不在授权的行里)离截止日几天。"""
    stay = tables("inpatient_admission")
    stay = stay.select("patient_id", day=stay.admission_time.date())
    stay = stay.filter((stay.day > ibis.date(cutoff)) & (stay.day < ibis.date(first_day(cutoff, -HORIZON - 1))))
    return stay.group_by("patient_id").agg(after=_.day.min().delta(ibis.date(cutoff), unit="day"))


def labelled(frame: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """特征表加上后来住院没有、过了几天;没有住院的按一年算(到头截断)。"""
    out = frame.merge(after, on="patient_id", how="left")
    return out.assign(label=out["after"].notna().astype(int), after=out["after"].fillna(366).astype(int))


def rule_score(frame: pd.DataFrame, conditions: Iterable[str]) -> np.ndarray:
    """基准:年龄校正的查尔森指数,谁都算得出来。五十岁起每十岁加一分,至多四分(Charlson 等 1994)。"""
    has = pd.DataFrame({name: frame[f"c{n}"].astype(bool) for n, name in enumerate(conditions)})
    return np.asarray(charlson.index(has), dtype=float) + np.clip(np.floor((frame["age"].to_numpy(dtype=float) - 40) / 10), 0, 4)


def thinned(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """隔几行取一行,够学就行;不看标识的内容。"""
    return frame.iloc[:: max(1, -(-len(frame) // most))].reset_index(drop=True)


def of_person(frame: pd.DataFrame) -> pd.DataFrame:
    """一人一行:有两份患者记录的,取风险高的一份。"""
    known = frame.dropna(subset=["person_id"])
    return known.sort_values(["person_id", "margin", "patient_id"], ascending=[True, False, True], kind="stable").drop_duplicates("person_id")
