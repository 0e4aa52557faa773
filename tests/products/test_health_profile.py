"""医疗健康画像: cohorts as they are written down, and nothing but classes told."""

from __future__ import annotations

import datetime as dt
import json
import sys

import pandas as pd
import pytest

from kit.modelling.icd10 import covered
from kit.product.read_plan import read_plan
from kit.product.service import problems
from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "health_profile"
NOW = dt.date(2025, 6, 30)
f, c, service = (module_of(SLUG, name) for name in ("features", "cohorts", "service"))
sys.modules.pop("cohorts", None)
PEOPLE = pd.Index(["P1", "P2", "P3"], name="person_id")
LINKED = pd.DataFrame({"patient_id": ["U1", "U2", "U3"], "person_id": PEOPLE})


def counted(visits=(), part="visits"):
    table = tables(outpatient_visit=("patient_id diag_code visit_time", visits), inpatient_admission=("patient_id diag_code admission_time", visits))
    rows = f.counted(getattr(f, part)(table), NOW, {"I10", "E11.9"}).execute()
    return f.owned(rows, LINKED, PEOPLE)


def test_days_are_counted_once_within_each_window():
    rows = counted([("U1", "I10", "2025-06-01 09:00"), ("U1", "I10", "2025-06-01 15:00"), ("U1", "I10", "2022-08-01 09:00"), ("U1", "I10", "2022-06-30 09:00"),
                    ("U1", "I10", "2025-07-01 09:00"), ("U1", "J06.9", "2025-06-01 09:00")])  # fmt: skip
    assert rows[["diag_code", "days_36", "days_24"]].to_numpy().tolist() == [["I10", 2, 1]]


def test_two_outpatient_days_or_one_stay_make_a_member():
    out = counted([("U1", "I10", "2025-06-01 09:00"), ("U2", "I10", "2025-06-01 09:00"), ("U2", "I10", "2025-06-02 09:00")])
    stay = counted([("U3", "I10", "2025-06-01 09:00")], "stays")
    has = f.flags(out, stay, "days_36", {"高血压": ["I10"], "空": []}, PEOPLE)
    assert has["高血压"].tolist() == [False, True, True]
    assert not has["空"].any()
    assert f.joined(has) == ["", "高血压", "高血压"]


def test_what_the_archive_registers_counts_and_unknown_codes_do_not():
    archive = pd.DataFrame({"person_id": ["P1", "P2", "P3"], "past_disease": ["2,7", "?", None]})
    has = f.recorded(archive, {"1": "无", "2": "高血压", "7": "脑卒中", "8": "严重精神障碍"}, PEOPLE)
    assert f.joined(has) == ["高血压;脑卒中", "", ""]
    assert f.burden(has).tolist() == ["两种以上", "没有", "没有"]


def test_systems_leave_out_what_invites_discrimination():
    rows = pd.DataFrame({"at": [0, 0, 1, 1, 2], "diag_code": ["I10", "F41.9", "Z34.9", "B18.1", "?"], "days": 1})
    chapters = {"I10": "循环系统疾病", "F41.9": "精神和行为障碍", "Z34.9": "影响健康状态的因素", "B18.1": "某些传染病和寄生虫病"}
    assert f.systems(rows, chapters, PEOPLE) == ["循环系统疾病", "", ""]


@pytest.mark.parametrize(("code", "cohort"), [("I10", "高血压"), ("E11.9", "糖尿病"), ("I21.9", "冠心病"), ("J44.1", "慢性阻塞性肺疾病"), ("C34.9", "恶性肿瘤"), ("I63.9", "脑卒中"), ("I67.9", ""), ("J06.9", "")])
def test_each_code_has_the_cohort_that_its_table_says(code, cohort):
    assert [name for name, ranges in c.COHORTS.items() if covered(code, ranges)] == ([cohort] if cohort else [])


def test_bands_begin_at_their_edges():
    assert f.band([0, 1, 3, 4, 9, 10], c.VISIT_EDGES, c.VISIT_BANDS).tolist() == ["没有", "1–3 次", "1–3 次", "4–9 次", "4–9 次", "10 次以上"]
    assert f.band([0, 2, 3, 7], c.CHARLSON_EDGES, c.CHARLSON_BANDS).tolist() == ["0", "1–2", "3–4", "5 以上"]


def profile():
    return pd.DataFrame([("P0000000000000001", "高血压;糖尿病", "", "两种以上", "1–2", "4–9 次", "没有", 1, NOW)],
                        columns=["person_id", "cohorts", "systems", "burden", "charlson", "visits", "stays", "by_facts", "as_of"])  # fmt: skip


def test_the_answer_is_classes_as_declared_and_no_visit():
    plan = read_plan(ROOT / "products" / SLUG)
    loaded = service.load({"profiles": profile()})
    said = service.answer({"person_id": "P0000000000000001"}, loaded)
    assert problems(plan.api.response, said) == []
    assert said["cohorts"] == ["高血压", "糖尿病"]
    assert said["systems"] == []
    assert said["linked_by_facts"] is True
    assert not {"month", "day", "date", "org"} & {m.name for m in plan.api.response}
    assert json.dumps(said)
    assert service.answer({"person_id": "P0000000000000002"}, loaded) is None


def test_nothing_leaves_and_every_query_needs_a_consent():
    plan = read_plan(ROOT / "products" / SLUG)
    assert not plan.leaving
    assert (plan.personal_data.ground, plan.personal_data.per_query) == ("单独同意", True)
    assert "outpatient_prescription_detail" not in plan.grant.tables
    assert set(c.UNSAID_CONDITIONS) == {"艾滋病"}
