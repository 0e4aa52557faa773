"""企业社保缴存能力评估: what a panel says about a firm, and when its arrears begin."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tests.products.load import module_of, tables

SLUG = "enterprise_social_insurance_capacity"
f, service = module_of(SLUG, "features"), module_of(SLUG, "service")
DAY = dt.date(2024, 12, 31)
FIRM = "ent_type uscc est_date industry_code revoke_date deregister_date"
PAID = "uscc insurance_type period insured_count pay_base_total received_date pay_status"


def paid(month: int, *, year: int = 2024, people: int = 10, base: int = 50_000, day: int = 10, status: str = "足额"):
    return ("F", "110", f"{year}-{month:02d}", people, base, f"{year}-{month:02d}-{day:02d}", status)


def city(rows, *, kind="11", left=None):
    return tables(enterprise_basic=(FIRM, [(kind, "F", "2020-01-01", "E4700", None, left)]), social_insurance_payment=(PAID, rows))


def seen(rows, **more) -> dict:
    return f.features(city(rows, **more), DAY).execute().to_dict("records")[0]


YEAR = [paid(m) for m in range(1, 13)]


def test_a_steady_firm():
    row = seen(YEAR)
    assert (row["staff_change"], row["base_change"], row["staff_spread"], row["staff_low"]) == (0, 0, 0, 0)
    assert (row["late_months"], row["short_months"], row["missing_months"], row["pay_day"], row["trade_risk"]) == (0, 0, 0, 10, 1)


def test_a_firm_under_pressure():
    row = seen([*YEAR[:9], paid(10, people=5, base=20_000, day=28), paid(11, people=5, base=20_000, day=28), paid(12, people=5, base=20_000, status="部分")])
    assert row["staff_change"] == pytest.approx(-0.5)
    assert row["staff_low"] == pytest.approx(-0.5)
    assert row["base_change"] == pytest.approx(-0.2)
    assert (row["late_months"], row["late_recent"], row["short_months"], row["short_recent"]) == (2, 2, 1, 1)


def test_months_without_a_record_count_only_after_the_first():
    assert seen(YEAR[6:])["missing_months"] == 0
    assert seen([*YEAR[:3], *YEAR[6:]])["missing_months"] == 3


def test_rows_sent_twice_and_later_rows_change_nothing():
    assert seen(YEAR) == seen([*YEAR, *YEAR, paid(1, year=2025, people=1)])


@pytest.mark.parametrize("more", [{"kind": "50"}, {"left": "2024-06-30"}])
def test_who_is_not_assessed(more):
    assert f.features(city(YEAR, **more), DAY).execute().empty
    assert f.features(city(YEAR[:6]), DAY).execute().empty  # 近 3 个月没有参保人


@pytest.mark.parametrize(
    ("later", "label", "exposure"),
    [
        ([paid(m, year=2025) for m in range(1, 7)], 0, 6),
        ([paid(1, year=2025), paid(2, year=2025, status="未缴"), paid(3, year=2025, status="部分")], 1, 2),
        ([paid(1, year=2025)], 0, 1),  # 中途退出
        ([*(paid(m, year=2025) for m in range(1, 7)), paid(7, year=2025, status="未缴")], 0, 6),
        ([paid(12, status="未缴"), paid(1, year=2025)], 0, 1),
    ],
)  # fmt: skip
def test_the_label_is_the_first_month_of_arrears_within_six(later, label, exposure):
    found = f.arrears_after(city([*YEAR, *later]), DAY).execute().to_dict("records")
    assert found == [{"uscc": "F", "label": label, "exposure": exposure}]


def test_every_feature_is_said_in_some_reason_and_directions_are_of_features():
    assert sorted(n for members in f.SAID.values() for n in members) == sorted(f.TITLES)
    assert set(f.DIRECTION) <= set(f.TITLES)


def test_the_service_answers_about_served_firms_only():
    frame = pd.DataFrame({"uscc": ["A", "B"], "grade": ["强", "弱"], "probability": [0.004, 0.3], "reason_1": [None, "参保人数在减少"], "reason_2": None, "reason_3": None, "as_of": DAY})
    loaded = service.load({"capacity": frame})
    assert service.answer({"uscc": "B"}, loaded) == {"grade": "弱", "probability": 0.3, "reasons": ["参保人数在减少"], "as_of": "2024-12-31"}
    assert service.answer({"uscc": "A"}, loaded)["reasons"] == []
    assert service.answer({"uscc": "C"}, loaded) is None
