"""医疗健康画像:按 ICD-10 归组,认定慢性病队列,算查尔森指数与就医多少。没有模型,只有写明的规则。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import cohorts as c
import ibis
import numpy as np
import pandas as pd
from ibis import _

from kit.modelling.linkage import link
from kit.modelling.time_split import first_day

Tables = Callable[[str], Any]
PERSON = r"^P[0-9a-f]{16}$"
FACT_FIELDS = ("name", "birth_date")


def known(person: Any) -> Any:
    """写法不对的人员标识当作没有。"""
    return person.re_search(PERSON).ifelse(person, ibis.null("string"))


def patients(tables: Tables) -> Any:
    patient = tables("patient_basic")
    return patient.select("patient_id", "id_no", *FACT_FIELDS, person_id=known(patient.person_id)).order_by("patient_id")


def archives(tables: Tables, cutoff: dt.date) -> Any:
    """截止日已经建档的人。"""
    archive = tables("health_record_basic")
    archive = archive.mutate(person_id=known(archive.person_id))
    return archive.filter(archive.person_id.notnull() & (archive.archive_date <= ibis.date(cutoff))).select("person_id", *FACT_FIELDS, "past_disease").order_by("person_id")


def links(patient: pd.DataFrame, archive: pd.DataFrame) -> pd.DataFrame:
    """每份患者记录是谁的;对应不上的不给任何人。"""
    found = link(patient, archive, key="patient_id", person="person_id", number="id_no", facts=FACT_FIELDS)
    return found.dropna(subset=["person_id"])


def visits(tables: Tables) -> Any:
    visit = tables("outpatient_visit")
    return visit.select("patient_id", "diag_code", day=visit.visit_time.date())


def stays(tables: Tables) -> Any:
    stay = tables("inpatient_admission")
    return stay.select("patient_id", "diag_code", day=stay.admission_time.date())


def codes(rows: Any) -> Any:
    return rows.filter(rows.diag_code.notnull()).select("diag_code").distinct().order_by("diag_code")


def counted(rows: Any, cutoff: dt.date, wanted: Iterable[str]) -> Any:
    """每位患者、每个编码在三段时间里有几个不同的日子;只看要用的编码。"""
    since = {m: ibis.date(first_day(cutoff, m - 1)) for m in (c.COHORT_MONTHS, c.CHARLSON_MONTHS)}
    rows = rows.filter((rows.day >= since[c.COHORT_MONTHS]) & (rows.day <= ibis.date(cutoff)) & rows.diag_code.isin(sorted(wanted)))
    days = {f"days_{m}": _.day.nunique(where=_.day >= day) for m, day in since.items()}
    return rows.group_by("patient_id", "diag_code").agg(**days).order_by("patient_id", "diag_code")


def recent(rows: Any, cutoff: dt.date) -> Any:
    """近一年每位患者、每个编码有几个不同的日子。"""
    rows = rows.filter((rows.day >= ibis.date(first_day(cutoff, c.USE_MONTHS - 1))) & (rows.day <= ibis.date(cutoff)) & rows.patient_id.notnull())
    return rows.group_by("patient_id", "diag_code").agg(days=_.day.nunique()).order_by("patient_id", "diag_code")


def owned(rows: pd.DataFrame, linked: pd.DataFrame, people: pd.Index) -> pd.DataFrame:
    """加上 `at`:这一行是第几个人的;对应不上的不留。"""
    place = pd.Series(people.get_indexer(linked["person_id"]), index=linked["patient_id"])
    at = rows["patient_id"].map(place)
    kept = at.notna()
    return rows[kept].assign(at=at[kept].astype(int), diag_code=rows.loc[kept, "diag_code"].astype("category")).drop(columns="patient_id")


def flags(out: pd.DataFrame, within: pd.DataFrame, days: str, groups: Mapping[str, Iterable[str]], people: pd.Index, least: int = c.DAYS) -> pd.DataFrame:
    """每个人在不在各组:门急诊至少 `least` 个日子,或住过一次院。"""
    found = {}
    for name, members in groups.items():
        seen, stayed = (_total(rows, rows["diag_code"].isin(list(members)), days, people) for rows in (out, within))
        found[name] = (seen >= least) | (stayed >= c.STAYS)
    return pd.DataFrame(found, index=people)


def _total(rows: pd.DataFrame, of: Any, days: str, people: pd.Index) -> np.ndarray:
    return np.bincount(rows.loc[of, "at"], rows.loc[of, days], len(people))


def days_of(rows: pd.DataFrame, people: pd.Index) -> np.ndarray:
    """每个人一共几个日子。"""
    return np.bincount(rows["at"], rows["days"], len(people))


def recorded(archive: pd.DataFrame, diseases: Mapping[str, str], people: pd.Index) -> pd.DataFrame:
    """健康档案里登记过的慢性病。"""
    text = archive.drop_duplicates("person_id").set_index("person_id")["past_disease"].reindex(people).fillna("")
    titles = {t: {diseases.get(code) for code in t.replace("、", ",").split(",")} for t in text.unique()}
    return pd.DataFrame({name: text.isin([t for t, own in titles.items() if name in own]).to_numpy() for name in c.COHORTS}, index=people)


def burden(has: pd.DataFrame) -> np.ndarray:
    return np.array(c.BURDENS, dtype=object)[np.minimum(has.sum(axis=1), 2)]


def systems(rows: pd.DataFrame, chapter_of: Mapping[str, str], people: pd.Index) -> list[str]:
    """近一年就诊涉及的系统(ICD-10 章);不对外说的章不列。"""
    said = sorted({chapter for chapter in chapter_of.values() if chapter not in c.UNSAID_CHAPTERS})
    bit = {chapter: 1 << n for n, chapter in enumerate(said)}
    masks = np.zeros(len(people), dtype=np.int64)
    np.bitwise_or.at(masks, rows["at"].to_numpy(), rows["diag_code"].map({code: bit.get(chapter, 0) for code, chapter in chapter_of.items()}).astype(float).fillna(0).astype(np.int64))
    return _named(masks, said)


def joined(has: pd.DataFrame) -> list[str]:
    """每个人所在的组,用分号连起来。"""
    return _named(has.to_numpy(dtype=np.int64) @ (1 << np.arange(has.shape[1])), list(has.columns))


def _named(masks: np.ndarray, names: list[str]) -> list[str]:
    """每个数的各位代表哪几个名字;同样的数只写一次。"""
    text = {mask: ";".join(name for n, name in enumerate(names) if mask >> n & 1) for mask in np.unique(masks).tolist()}
    return [text[mask] for mask in masks.tolist()]


def band(values: Any, edges: tuple[int, ...], names: tuple[str, ...]) -> np.ndarray:
    return np.array(names, dtype=object)[np.searchsorted(edges, values, side="right")]
