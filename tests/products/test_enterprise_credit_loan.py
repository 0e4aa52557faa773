"""企业信用贷: who is scored, what counts as bad, grades and limits, on tables small enough to read."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.modelling.scorecard import Scale, band
from tests.products.load import module_of, tables

SLUG = "enterprise_credit_loan"
CUTOFF = dt.date(2024, 12, 31)
f, service = module_of(SLUG, "features"), module_of(SLUG, "service")


def city(firms=(("A", "11", "2020-01-01", "C13", None, None),), paid=(), owed=(), rated=(), used=(), decided=(), told=()):
    return tables(
        enterprise_basic=("uscc ent_type est_date industry_code revoke_date deregister_date", firms),
        social_insurance_payment=("uscc insurance_type period insured_count pay_base_total received_date pay_status", paid),
        tax_arrears=("taxpayer_no notice_period notice_date new_amount balance", owed),
        tax_credit_rating=("taxpayer_no rating_date score rating", rated),
        water_usage=("uscc data_month volume overdue_periods", used),
        dual_publicity=("uscc record_type decision_date", decided), consumer_complaint=("uscc publicity_date", told),
    )  # fmt: skip


def month(period, count=10, status="足额", day="10"):
    return ("A", "110", period, count, count * 5000.0, f"{period}-{day}", status)


def row(**parts):
    return f.features(city(**parts), CUTOFF).execute().set_index("uscc").loc["A"]


def test_only_firms_half_a_year_old_and_in_business_are_scored():
    firms = [
        ("A", "11", "2024-06-01", "C13", None, None), ("young", "11", "2024-07-01", "C13", None, None), ("shop", "50", "2020-01-01", "F52", None, None),
        ("gone", "11", "2020-01-01", "C13", "2024-12-31", None), ("leaves later", "11", "2020-01-01", "C13", None, "2025-01-01"),
    ]  # fmt: skip
    assert set(f.features(city(firms), CUTOFF).execute()["uscc"]) == {"A", "leaves later"}


def test_staff_falls_and_payments_slip():
    paid = [month(f"2024-{m:02d}") for m in range(1, 10)] + [month("2024-10", 5, day="27"), month("2024-11", 5, "部分"), month("2024-12", 5)]
    found = row(paid=paid)
    assert found["staff"] == 5
    assert found["staff_change"] == pytest.approx(-0.5)
    assert (found["late_months"], found["short_months"], found["short_recent"]) == (1, 1, 1)
    assert found["base_total"] == 25_000


def test_what_was_announced_later_is_not_known():
    found = row(owed=[("A", "2024Q3", "2024-11-01", 100.0, 100.0), ("A", "2024Q4", "2025-01-20", 100.0, 100.0)], rated=[("A", "2024-04-10", 91.0, "A"), ("A", "2025-04-10", 50.0, "C")])
    assert (found["tax_quarters"], found["tax_open"]) == (1, 1)
    assert (found["tax_score"], found["rating"]) == (91.0, "A")


def test_nothing_on_record_is_zero_but_no_insurance_stays_unknown():
    found = row()
    assert found[list(f.ZERO)].sum() == 0
    assert np.isnan(found["staff"])
    assert found["no_water"] == 1


def test_water_is_compared_with_the_city_so_that_the_season_drops_out():
    def used(uscc, last):
        return [(uscc, f"2024-{m:02d}", 10.0 if m < 10 else last, 0) for m in range(1, 13)]

    firms = [(n, "11", "2020-01-01", "C13", None, None) for n in "ABC"]
    table = f.features(city(firms, used=used("A", 5.0) + used("B", 20.0) + used("C", 20.0)), CUTOFF).execute().set_index("uscc")
    assert table["water_change"].tolist() == pytest.approx([-1.5, 0, 0])


@pytest.mark.parametrize(
    ("parts", "bad"),
    [
        ({}, False),
        ({"owed": [("A", "2025Q4", "2026-01-20", 1.0, 1.0)]}, True),
        ({"owed": [("A", "2024Q4", "2025-01-20", 1.0, 1.0)]}, False),
        ({"owed": [("A", "2025Q1", "2025-04-20", 0.0, 9.0)]}, False),
        ({"paid": [month("2025-12", 5, "未缴")]}, True),
        ({"paid": [month("2026-01", 5, "未缴"), month("2024-12", 5, "未缴")]}, False),
        ({"firms": [("A", "11", "2020-01-01", "C13", "2025-12-31", None)]}, True),
        ({"firms": [("A", "11", "2020-01-01", "C13", "2026-01-01", None)]}, False),
        ({"firms": [("A", "11", "2020-01-01", "C13", None, "2025-05-01")]}, False),
    ],
)
def test_bad_is_new_arrears_short_insurance_or_revocation_within_the_year(parts, bad):
    assert (f.went_bad(city(**parts), CUTOFF).execute()["uscc"].tolist() == ["A"]) is bad


def test_a_grade_is_a_probability():
    grades = dict(zip(f.GRADES, band([300, *f.EDGES], f.EDGES, f.GRADES), strict=True))
    assert grades == {g: g for g in f.GRADES}
    assert Scale().probability(f.EDGES) == pytest.approx([0.30, 0.15, 0.08, 0.05], abs=0.01)


@given(st.sampled_from(f.GRADES), st.floats(0, 1e9))
def test_the_limit_grows_with_payroll_and_grade_and_stays_in_bounds(grade, base):
    (given_,), (more,), (most,) = f.limit([grade], [base]), f.limit([grade], [base * 2]), f.limit(["A"], [base])
    assert 0 <= given_ <= more <= f.LIMIT_MOST
    assert given_ <= most


def test_the_limit_is_the_stated_rule():
    assert f.limit(["A", "B", "C", "D", "E", "A", "A"], [100_000] * 5 + [np.nan, 9e8]).tolist() == [60, 40, 20, 10, 0, 0, 500]


def test_the_rule_counts_first_and_then_looks_at_the_tax_score():
    frame = pd.DataFrame({"tax_quarters": [0, 0, 1, 0], "short_months": 0, "tax_open": 0, "tax_score": [95.0, 40.0, 95.0, np.nan]})
    assert f.rule_score(frame).rank().tolist() == [1, 3, 4, 2]


def test_the_answer_holds_what_was_served_and_nobody_else():
    credit = pd.DataFrame({
        "uscc": ["A"], "score": [700], "grade": ["A"], "probability": [0.04], "limit_wan": [60], "reason_1": ["成立年数"], "reason_2": [None], "reason_3": [None],
        "as_of": [CUTOFF],
    })  # fmt: skip
    loaded = service.load({"credit": credit})
    assert service.answer({"uscc": "A"}, loaded) == {"score": 700, "grade": "A", "probability": 0.04, "limit_wan": 60, "reasons": ["成立年数"], "as_of": "2024-12-31"}
    assert service.answer({"uscc": "B"}, loaded) is None
