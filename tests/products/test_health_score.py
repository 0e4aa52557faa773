"""医疗健康分: what is counted, how people are compared among peers, and that it answers no question of price."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.catalog import load
from kit.modelling import charlson
from kit.product.read_plan import read_plan
from kit.product.service import Service, problems
from kit.serving.api.problems import Problem
from kit.serving.api.served import Served
from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "health_score"
CUTOFF = dt.date(2024, 12, 31)
f, r, service = (module_of(SLUG, name) for name in ("features", "rules", "service"))
P1 = "P0000000000000001"
CODES = ["I25.1", "C34.9", "J06.9", "Z34.9", "I10"]
OF = f.members(CODES, f.DISEASES | {"not_ill": " ".join(f.NOT_ILL)})
CHARLSON = f.members(CODES, charlson.CODES)


def city(visits=(), stays=(), patients=(("U1", P1, "1", "1960-06-01"),)):
    return tables(
        patient_basic=("patient_id person_id gender birth_date", patients), outpatient_visit=("patient_id visit_time emergency_flag diag_code", visits),
        inpatient_admission=("patient_id admission_time", stays),
    )  # fmt: skip


def row(visits, stays=()):
    found = f.features(city(visits, stays), CUTOFF, OF, CHARLSON).execute().set_index("patient_id").loc["U1"]
    counts = np.expm1(found[list(f.TITLES)].astype(float)).round(6)
    return counts[counts > 0].to_dict(), found


def test_visits_and_stays_are_counted_by_window_and_disease():
    counts, found = row(
        [("U1", "2024-12-31 09:00", "1", "I25.1"), ("U1", "2023-07-01 09:00", "2", "J06.9"), ("U1", "2023-06-30 09:00", "1", "C34.9"), ("U1", "2025-01-01 09:00", "1", "I25.1")],
        [("U1", "2024-07-01 09:00"), ("U1", "2023-12-01 09:00")],
    )  # fmt: skip
    assert counts == {"visits_6": 1, "visits_18": 1, "emergency": 1, "heart": 1, "stays_6": 1, "stays_18": 1}
    assert found["age"] == 64


def test_pregnancy_is_no_illness_and_an_unknown_diagnosis_still_a_visit():
    assert row([("U1", "2024-12-01 09:00", "1", "Z34.9"), ("U1", "2024-12-02 09:00", "1", None)])[0] == {"visits_6": 1}


@pytest.mark.parametrize("part", [{2: "9"}, {2: None}, {3: None}, {3: "1850-01-01"}, {3: "2007-01-01"}])
def test_who_cannot_be_placed_among_peers_is_not_scored(part):
    person = ["U1", P1, "1", "1960-06-01"]
    for at, value in part.items():
        person[at] = value
    assert f.features(city([("U1", "2024-12-01 09:00", "1", "I10")], patients=[tuple(person)]), CUTOFF, OF, CHARLSON).execute().empty


@pytest.mark.parametrize(("day", "after"), [("2025-01-01 10:00", 1), ("2025-12-31 10:00", 365), ("2026-01-01 10:00", None), ("2024-12-31 10:00", None)])
def test_an_admission_counts_within_the_year(day, after):
    found = f.admitted(city(stays=[("U1", day)]), CUTOFF).execute()
    assert found["after"].tolist() == ([after] if after else [])


def test_the_rule_is_the_age_adjusted_charlson_index():
    frame = pd.DataFrame({"age": [30, 50, 64, 95], **{f"c{n}": name == "恶性肿瘤" for n, name in enumerate(charlson.CODES)}})
    assert f.rule_score(frame, list(charlson.CODES)).tolist() == [2, 3, 4, 6]


def test_a_person_with_two_records_gets_the_graver_one():
    frame = pd.DataFrame({"person_id": [P1, P1, None], "patient_id": ["a", "b", "c"], "margin": [-1.0, 1.0, 9.0]})
    assert f.of_person(frame)["patient_id"].tolist() == ["b"]


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=50), st.floats(-6, 6), st.floats(-6, 6))
def test_a_higher_risk_is_never_a_higher_score(reference, one, other):
    low, high = sorted((one, other))
    better, worse = r.health_score(np.array([low, high]), np.array(reference))
    assert 0 <= worse <= better <= 100


def test_a_tenth_of_the_reference_comes_first():
    reference = np.arange(1000.0)
    levels = pd.Series(r.level(r.health_score(reference, reference))).value_counts(normalize=True)
    assert levels["优先随访"] == pytest.approx(0.1, abs=0.01)
    assert r.chance([0.01, 0.05, 0.2, 0.4]).tolist() == ["低于 5 %", "5 %–15 %", "15 %–40 %", "40 % 以上"]


def test_the_concordance_knows_who_came_first_and_shares_ties():
    assert r.concordance([1, 2, 366, 366], [1, 1, 0, 0], [4, 3, 2, 1]) == 1
    assert r.concordance([1, 2, 366, 366], [1, 1, 0, 0], [1, 2, 3, 4]) == 0
    assert r.concordance([1, 366], [1, 0], [5, 5]) == 0.5
    assert np.isnan(r.concordance([366], [0], [1]))


def test_a_slope_below_one_says_too_extreme():
    random = np.random.default_rng(4)
    margin = random.normal(-1, 1, 20_000)
    label = (random.random(20_000) < 1 / (1 + np.exp(-margin))).astype(int)
    assert r.slope(label, 1 / (1 + np.exp(-margin))) == pytest.approx(1, abs=0.06)
    assert r.slope(label, 1 / (1 + np.exp(-2 * margin))) == pytest.approx(0.5, abs=0.04)


def test_neither_age_nor_sex_nor_childbirth_is_in_the_model():
    plan = read_plan(ROOT / "products" / SLUG)
    assert not {"age", "sex", "gender", "born"} & set(f.TITLES)
    assert sorted(n for parts in f.GROUPS.values() for n in parts) == sorted(f.TITLES)
    wards = plan.grant.tables["inpatient_admission"].where["dept_code"]
    assert not {"05", "06"} & set(wards)
    assert set(wards) <= set(load("inpatient_admission")["dept_code"].codes)
    assert {"name", "id_no"}.isdisjoint(plan.grant.tables["patient_basic"].fields)


ASKED = {"query": {"person_id": P1}, "purpose": "签约家庭医生随访", "consent": "CONSENT-1"}


def read(**change):
    plan = read_plan(ROOT / "products" / SLUG)
    served = Served(SimpleNamespace(plan=plan, digest="0" * 64, as_of=CUTOFF, preview=True, decision=None), Service(lambda _: None))  # type: ignore[arg-type]
    return served.read(json.dumps({k: v for k, v in (ASKED | change).items() if v is not None}).encode(), batch=False)


@pytest.mark.parametrize("purpose", ["保险定价", "商业保险核保", "理赔", "贷前审查", "招录", "其他", "", None])
def test_a_purpose_of_price_or_selection_is_refused(purpose):
    with pytest.raises(Problem):
        read(purpose=purpose)


def test_a_registered_purpose_with_a_consent_is_heard_and_none_registers_a_price():
    assert read().purpose == "签约家庭医生随访"
    with pytest.raises(Problem):
        read(consent=None)
    plan = read_plan(ROOT / "products" / SLUG)
    assert not [p for p in plan.personal_data.purposes if any(word in p for word in ("价", "保险", "核保", "理赔", "贷", "招", "信用"))]
    assert not plan.leaving


def test_the_answer_is_as_declared_and_holds_no_probability():
    frame = pd.DataFrame({"person_id": [P1], "score": [7], "level": ["优先随访"], "chance": ["40 % 以上"], "reason_1": ["近期就诊较多"], "reason_2": [None], "as_of": [CUTOFF]})
    loaded = service.load({"scores": frame})
    said = service.answer({"person_id": P1}, loaded)
    assert problems(read_plan(ROOT / "products" / SLUG).api.response, said) == []
    assert said == {"score": 7, "level": "优先随访", "chance": "40 % 以上", "reasons": ["近期就诊较多"], "as_of": "2024-12-31"}
    assert service.answer({"person_id": "P2"}, loaded) is None
