"""电子健康档案数据查询:患者是谁,以及每个人的几张短清单。没有模型。

患者信息里有的没有人员标识。先凭证件号码相同的另一份记录,再凭姓名与出生日期找健康档案;说不准的不对应。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
from ibis import _

from kit.modelling.linkage import FACTS, link
from kit.modelling.time_split import first_day

Tables = Callable[[str], Any]

PERSON = r"^P[0-9a-f]{16}$"
FACT_FIELDS = ("name", "birth_date")
DIAGNOSES, MEDICINES, STAYS = 12, 6, 24  # 各清单往前看几个月(我们的选择:够用药与复诊参考,不多给)
NOTHING = "1"  # 既往疾病代码“无”


def known(person: Any) -> Any:
    """写法不对的人员标识当作没有。"""
    return person.re_search(PERSON).ifelse(person, ibis.null("string"))


def patients(tables: Tables) -> Any:
    patient = tables("patient_basic")
    return patient.select("patient_id", "id_no", *FACT_FIELDS, "allergy", person_id=known(patient.person_id)).order_by("patient_id")


def archives(tables: Tables, cutoff: dt.date) -> Any:
    """截止日已经建档的人。"""
    archive = tables("health_record_basic")
    archive = archive.mutate(person_id=known(archive.person_id))
    return archive.filter(archive.person_id.notnull() & (archive.archive_date <= ibis.date(cutoff))).select("person_id", *FACT_FIELDS, "allergy_history", "past_disease").order_by("person_id")


def links(patient: pd.DataFrame, archive: pd.DataFrame) -> pd.DataFrame:
    """每份患者记录是谁的,凭什么。"""
    return link(patient, archive, key="patient_id", person="person_id", number="id_no", facts=FACT_FIELDS)


def diagnoses(tables: Tables, cutoff: dt.date) -> Any:
    """近一年门急诊里有过的诊断,最近一次在哪个月。"""
    visit = tables("outpatient_visit")
    return _latest(visit, visit.visit_time, visit.diag_name, cutoff, DIAGNOSES)


def medicines(tables: Tables, cutoff: dt.date) -> Any:
    """近半年开过的药,最近一次在哪个月、开了几天。"""
    line = tables("outpatient_prescription_detail")
    return _latest(line, line.rx_time, line.drug_name, cutoff, MEDICINES, days=_.days.argmax(_.rx_time))


def stays(tables: Tables, cutoff: dt.date) -> Any:
    """近两年的住院:入院的月份与诊断。"""
    stay = tables("inpatient_admission")
    return _latest(stay, stay.admission_time, stay.diag_name, cutoff, STAYS)


def _latest(table: Any, time: Any, name: Any, cutoff: dt.date, months: int, **more: Any) -> Any:
    within = (time.date() >= ibis.date(first_day(cutoff, months - 1))) & (time.date() <= ibis.date(cutoff)) & name.notnull() & table.patient_id.notnull()
    rows = table.mutate(item=name, month=time.strftime("%Y-%m")).filter(within)
    return rows.group_by("patient_id", "item").agg(month=_.month.max(), **more).order_by("patient_id", "item")


def of_person(rows: pd.DataFrame, linked: pd.DataFrame) -> pd.DataFrame:
    """一人一项一行;几家机构都有的取最近的。对应不上人的记录不给任何人。"""
    out = rows.merge(linked[["patient_id", "person_id"]].dropna(), on="patient_id").drop(columns="patient_id")
    out = out.sort_values(["person_id", "item", "month"], kind="stable", ignore_index=True)
    return out.drop_duplicates(["person_id", "item"], keep="last")


def people(archive: pd.DataFrame, patient: pd.DataFrame, linked: pd.DataFrame, diseases: dict[str, str]) -> pd.DataFrame:
    """可以查的人:有档案的,或有患者记录对应上的。过敏两处都看,有一处说有就说有。"""
    records = linked.dropna(subset=["person_id"]).merge(patient[["patient_id", "allergy"]].drop_duplicates("patient_id"), on="patient_id")
    archive = archive.drop_duplicates("person_id").set_index("person_id")
    index = pd.Index(sorted({*archive.index, *records["person_id"]}), name="person_id")
    allergy = pd.concat([archive["allergy_history"].rename("allergy").reset_index(), records[["person_id", "allergy"]]]).dropna().drop_duplicates()
    said = allergy.sort_values(["person_id", "allergy"], kind="stable").groupby("person_id")["allergy"].agg("、".join)
    by_facts = records.loc[records["how"] == FACTS, "person_id"]
    disease = archive["past_disease"].map(lambda codes: titles(codes, diseases), na_action="ignore")
    return pd.DataFrame({"allergies": said.reindex(index).fillna(""), "diseases": disease.reindex(index).fillna(""),
                         "by_facts": index.isin(by_facts).astype(int)}, index=index).reset_index()  # fmt: skip


def titles(codes: str, known_codes: dict[str, str]) -> str:
    """既往疾病代码 → 名称;认不出的代码不说。"""
    return "、".join(known_codes[c] for c in codes.replace("、", ",").split(",") if c in known_codes and c != NOTHING)
