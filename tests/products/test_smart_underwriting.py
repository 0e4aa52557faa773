"""智能核保: what counts as a stay, how risks are compared among peers, and how little is said."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.catalog import load
from kit.modelling.peers import aligned
from kit.product.read_plan import read_plan
from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "smart_underwriting"
CUTOFF = dt.date(2024, 12, 31)
f, r, service = (module_of(SLUG, name) for name in ("features", "rules", "service"))


def city(bills=(), accounts=(("N1", "P1", "1", "1985-06-01", "11", 2024, "341502", "2024-01-05"),)):
    return tables(
        medins_account=("psn_no person_id gend brdy psn_type insured_year insu_admdvs update_date", accounts),
        medins_reimbursement=("psn_no med_type setl_time medfee_sumamt refd_setl_flag", [("N1", *b) for b in bills]),
    )  # fmt: skip


def row(*bills):
    found = f.features(city(bills), CUTOFF).execute().set_index("psn_no").loc["N1"]
    return found[["age"]].tolist() + np.expm1(found[list(f.TITLES)].astype(float)).round(6).tolist()


def test_bills_are_counted_by_kind_and_window():
    bills = [("21", "2024-11-01 10:00", 3000.0, "0"), ("24", "2023-10-01 10:00", 600.0, "0"), ("11", "2024-12-31 10:00", 300.0, "0"), ("13", "2024-03-01 10:00", 300.0, "0"),
             ("14", "2024-08-01 10:00", 300.0, "0"), ("11", "2023-09-30 10:00", 300.0, "0")]  # fmt: skip
    assert row(*bills) == [39, 1, 1, 1, 0, 1, 1, 12, 3]


def test_refunds_and_repeated_rows_do_not_count():
    bill = ("11", "2024-12-01 10:00", 300.0, "0")
    assert row(bill, bill, ("11", "2024-12-02 10:00", 300.0, "1")) == row(bill)


@pytest.mark.parametrize("part", [{1: None}, {2: "9"}, {3: None}, {3: "1885-06-01"}, {3: "2030-06-01"}])
def test_who_cannot_be_placed_among_peers_is_left_out(part):
    person = ["N1", "P1", "1", "1985-06-01", "11", 2024, "341502", "2024-01-05"]
    for at, value in part.items():
        person[at] = value
    assert f.features(city(accounts=[tuple(person)]), CUTOFF).execute().empty


def test_bills_without_a_likely_amount_do_not_count():
    assert row(("11", "2024-12-01 10:00", None, "0"), ("11", "2024-12-02 10:00", -5.0, "0"))[1:] == [0] * 8


def test_only_employees_insured_in_the_year_are_spoken_about():
    accounts = [("N1", "P1", "1", "1985-06-01", "11", 2024, "341502", "2024-01-05"), ("N2", "P2", "1", "1985-06-01", "15", 2024, "341502", "2024-01-05"),
                ("N3", "P3", "1", "1985-06-01", "11", 2023, "341502", "2023-01-05")]  # fmt: skip
    assert f.features(city(accounts=accounts), CUTOFF).execute()["psn_no"].tolist() == ["N1"]


@pytest.mark.parametrize(
    ("bill", "stays"),
    [(("21", "2025-01-01 10:00", 5.0, "0"), 1), (("24", "2025-12-31 23:00", 5.0, "0"), 1), (("21", "2026-01-01 10:00", 5.0, "0"), 0),
     (("21", "2024-12-31 10:00", 5.0, "0"), 0), (("11", "2025-03-01 10:00", 5.0, "0"), 0)],
)  # fmt: skip
def test_a_stay_is_one_settled_within_the_year(bill, stays):
    assert f.stays_after(city([bill]), CUTOFF).execute()["stays"].sum() == stays


def people(size: int = 4000) -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(3)
    frame = pd.DataFrame({"age": random.integers(20, 60, size), "sex": random.choice(["1", "2"], size), "ill": random.exponential(1, size), "noise": random.normal(size=size)})
    frame.loc[frame["sex"] == "2", "ill"] *= 1.5
    return frame, random.poisson(0.1 * np.exp(0.8 * np.minimum(frame["ill"], 3)))


def test_the_standard_rate_is_the_mean_of_the_peers():
    frame, stays = people()
    expected = r.look_up(r.standard_rate(frame, stays), frame)
    assert expected.sum() == pytest.approx(stays.sum())
    assert r.look_up({"a": 1.0, "b": 3.0}, frame).tolist() == [2.0] * len(frame)


def test_the_relative_model_finds_the_slope_and_leaves_out_the_wrong_way():
    frame, stays = people()
    expected = np.full(len(frame), stays.mean())
    model = r.fit_relative(frame.assign(back=-frame["ill"]), ["ill", "back"], stays, expected)
    assert model.coefficients[0] > 0.3
    assert model.coefficients[1] == 0
    margin = r.calibrate(model, frame.assign(back=-frame["ill"]), stays, expected).margin(frame.assign(back=-frame["ill"]))
    assert (expected * np.exp(margin)).sum() == pytest.approx(stays.sum(), rel=1e-3)


def test_after_alignment_every_group_has_the_same_share_in_front():
    frame, stays = people()
    model = r.fit_relative(frame, ["ill"], stays, np.full(len(frame), stays.mean()))
    before, after = (c.sum(axis=1) for c in (model.contributions(frame), aligned(model.contributions(frame), r.peers(frame))))

    def ratio(score):
        shares = pd.Series(score > np.quantile(score, 0.9)).groupby(frame["sex"]).mean()
        return shares.min() / shares.max()

    assert ratio(before) < 0.7
    assert ratio(after) > 0.95
    one = frame["sex"].eq("1") & frame["age"].between(30, 39)
    assert np.array_equal(np.argsort(before[one], kind="stable"), np.argsort(after[one], kind="stable"))


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_higher_multiple_is_never_a_better_class(one, other):
    low, high = r.class_of([min(one, other), max(one, other)])
    assert r.CLASSES.index(low) <= r.CLASSES.index(high)


def test_classes_begin_at_the_stated_multiples():
    assert r.class_of(np.log([0.49, 0.5, 1.5, 3.0])).tolist() == ["优选", "标准", "关注", "人工核保"]


def test_actual_over_expected_double_lift_and_gini():
    actual = np.array([0.0, 0, 0, 10])
    assert r.actual_over_expected(actual, np.full(4, 2.5), np.arange(4), parts=2)["ratio"].tolist() == [0, 2]
    assert r.gini(actual, [1, 2, 3, 4]) == pytest.approx(0.75)
    assert r.gini(actual, [4, 3, 2, 1]) == pytest.approx(-0.75)
    lift = r.double_lift(actual, [1.0, 1, 1, 7], [2.5] * 4, parts=2)
    assert (lift["one"].iloc[1], lift["other"].iloc[1], lift["actual"].iloc[1]) == (4, 2.5, 5)


def test_neither_hospital_records_nor_diagnoses_are_asked_for():
    plan = read_plan(ROOT / "products" / SLUG)
    assert {load(slug).unit for slug in plan.grant.tables} == {"市医保局"}
    assert not {n for g in plan.grant.tables.values() for n in g.fields if "diag" in n or "dise" in n or "fixmedins" in n}
    assert plan.personal_data is not None
    assert (plan.personal_data.ground, plan.personal_data.per_query) == ("单独同意", True)


def test_the_answer_is_a_class_and_general_reasons_and_nothing_else():
    classes = pd.DataFrame({"person_id": ["P1"], "underwriting_class": ["关注"], "reason_1": ["近期健康状况"], "reason_2": [None], "as_of": [CUTOFF]})
    loaded = service.load({"classes": classes})
    assert service.answer({"person_id": "P1"}, loaded) == {"class": "关注", "reasons": ["近期健康状况"], "as_of": "2024-12-31"}
    assert service.answer({"person_id": "P2"}, loaded) is None
    assert set(f.GROUPS) == {"近期健康状况", "既往健康状况"}
    assert sorted(n for parts in f.GROUPS.values() for n in parts) == sorted(f.TITLES)
