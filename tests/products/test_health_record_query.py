"""电子健康档案数据查询: whose record it is, how little is said, and nothing without consent and purpose."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pandas as pd
import pytest

from kit.product.read_plan import read_plan
from kit.product.service import Service, problems
from kit.serving.api.problems import Problem
from kit.serving.api.served import Served
from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "health_record_query"
NOW = dt.date(2025, 6, 30)
f, service = (module_of(SLUG, name) for name in ("features", "service"))
P = [f"P{n:016x}" for n in range(9)]


def city(patients=(), archives=(), visits=(), lines=(), stays=()):
    return tables(
        patient_basic=("patient_id person_id id_no name birth_date allergy", patients),
        health_record_basic=("person_id name birth_date allergy_history past_disease archive_date", archives),
        outpatient_visit=("patient_id visit_time diag_name", visits), outpatient_prescription_detail=("patient_id rx_time drug_name days", lines),
        inpatient_admission=("patient_id admission_time diag_name", stays),
    )  # fmt: skip


PATIENTS = [("U1", P[1], "1", "甲", "1950-01-01", "青霉素"), ("U2", None, "1", "甲", "1950-01-01", None), ("U3", None, "3", "乙", "1960-01-01", None),
            ("U4", "X000000001", "4", "丙", "1970-01-01", None)]  # fmt: skip
ARCHIVES = [(P[1], "甲", "1950-01-01", None, "2", "2020-01-01"), (P[3], "乙", "1960-01-01", "磺胺类", "2,3", "2025-06-30"), (P[5], "丁", "1980-01-01", None, "1", "2020-01-01"), (P[6], "戊", "1985-01-01", None, "2", "2025-07-01")]


def read(part, *args):
    return part(*args).execute()


@pytest.fixture
def made():
    table = city(PATIENTS, ARCHIVES, visits=[("U1", "2025-06-01 09:00", "肺炎"), ("U2", "2025-03-01 09:00", "肺炎"), ("U3", "2024-06-30 09:00", "感冒"), ("U3", "2025-07-01 09:00", "感冒")],
                 lines=[("U1", "2025-02-01 09:00", "甲药", 7), ("U1", "2025-05-01 09:00", "甲药", 14), ("U4", "2025-05-01 09:00", "乙药", 3)], stays=[("U2", "2023-07-01 09:00", "肺炎")])  # fmt: skip
    patient, archive = read(f.patients, table), read(f.archives, table, NOW)
    linked = f.links(patient, archive)
    lists = {n: f.of_person(read(part, table, NOW), linked).rename(columns={"item": "name"}) for n, part in
             (("diagnoses", f.diagnoses), ("medicines", f.medicines), ("stays", f.stays))}  # fmt: skip
    return {"people": f.people(archive, patient, linked, {"1": "无", "2": "高血压", "3": "糖尿病"}).assign(as_of=NOW)} | lists


def ask(made, person, section):
    return service.answer({"person_id": person, "section": section}, service.load(made))


def test_records_at_two_hospitals_are_one_person(made):
    assert ask(made, P[1], "近一年诊断")["items"] == [{"name": "肺炎", "month": "2025-06"}]
    assert ask(made, P[1], "近两年住院")["items"] == [{"name": "肺炎", "month": "2023-07"}]


def test_only_the_window_counts_and_the_latest_prescription_is_told(made):
    assert ask(made, P[3], "近一年诊断")["items"] == []
    assert ask(made, P[1], "近半年用药")["items"] == [{"name": "甲药", "month": "2025-05", "days": 14}]


def test_allergies_of_either_source_and_recorded_diseases_are_told(made):
    assert ask(made, P[1], "过敏与慢性病") == {"allergies": ["青霉素"], "diseases": ["高血压"], "linked_by_facts": False, "as_of": "2025-06-30"}
    assert ask(made, P[3], "过敏与慢性病") == {"allergies": ["磺胺类"], "diseases": ["高血压", "糖尿病"], "linked_by_facts": True, "as_of": "2025-06-30"}
    assert ask(made, P[5], "过敏与慢性病")["diseases"] == []
    assert ask(made, P[6], "过敏与慢性病") is None  # the archive was opened after the as-of date


@pytest.mark.parametrize("section", ["过敏与慢性病", "近一年诊断", "近半年用药", "近两年住院"])
def test_one_section_at_a_time_and_as_declared(made, section):
    api = read_plan(ROOT / "products" / SLUG).api
    said = ask(made, P[1], section)
    assert problems(api.response, said) == []
    assert set(said) & {"allergies", "diseases", "items"} == ({"allergies", "diseases"} if section == "过敏与慢性病" else {"items"})


def test_a_stranger_and_an_unlinked_patient_get_the_same_nothing(made):
    assert ask(made, P[8], "近半年用药") is ask(made, "X000000001", "近半年用药") is ask(made, P[1], "全部") is None


def served():
    plan = read_plan(ROOT / "products" / SLUG)
    artefact = SimpleNamespace(plan=plan, digest="0" * 64, as_of=NOW, preview=True, decision=None)
    return Served(artefact, Service(lambda _: None))  # type: ignore[arg-type]


GOOD = {"query": {"person_id": P[1], "section": "近半年用药"}, "purpose": "接诊医生了解病史", "consent": "CONSENT-1"}


def test_a_query_states_its_purpose_and_its_consent():
    call = served().read(json.dumps(GOOD).encode(), batch=False)
    assert (call.purpose, call.consents) == ("接诊医生了解病史", ["CONSENT-1"])


@pytest.mark.parametrize("change", [{"consent": None}, {"consent": ""}, {"purpose": None}, {"purpose": "商业保险核保"}, {"query": {"person_id": P[1]}}])
def test_without_consent_purpose_or_section_nothing_is_answered(change):
    body = {k: v for k, v in (GOOD | change).items() if v is not None}
    with pytest.raises(Problem):
        served().read(json.dumps(body).encode(), batch=False)


def test_no_more_is_asked_for_than_is_told():
    plan = read_plan(ROOT / "products" / SLUG)
    assert {*plan.grant.tables["patient_basic"].fields} == {"patient_id", "person_id", "id_no", "name", "birth_date", "allergy"}
    assert not plan.leaving
    assert (plan.personal_data.ground, plan.personal_data.per_query) == ("单独同意", True)
    assert isinstance(service.load({n: pd.DataFrame(columns=["person_id", "name", "month", "days"]) for n in ("diagnoses", "medicines", "stays")}
                                   | {"people": pd.DataFrame({"person_id": [P[1]], "allergies": [""], "diseases": [""], "by_facts": [0], "as_of": [NOW]})}), tuple)  # fmt: skip
