"""企业欠税等级评估: both cadences of notices, the state of a period, and grades against roll rates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tests.products.load import module_of, tables

SLUG = "enterprise_tax_arrears_grade"
f, g, service = (module_of(SLUG, name) for name in ("features", "grading", "service"))
DAY = dt.date(2025, 6, 30)
FIRM = "uscc est_date industry_code revoke_date deregister_date"
NOTICE = "taxpayer_no taxpayer_type tax_type notice_period notice_date balance new_amount abnormal_flag"
RATING = "taxpayer_no rating_date score"


def notice(period: str, balance: float, *, who="F", kind=f.UNIT, fresh=0.0, tax="增值税", lost="0", day: str | None = None):
    quarter = int(period[:4]) * 4 + int(period[5]) - 1
    return (who, kind, tax, period, day or str(f.last_day(quarter) + dt.timedelta(20)), balance, fresh, lost)


def city(notices, *, left=None, rated=()):
    return tables(enterprise_basic=(FIRM, [("F", "2020-01-01", "E4700", None, left)]), tax_arrears=(NOTICE, notices), tax_credit_rating=(RATING, rated))


@pytest.mark.parametrize(
    ("day", "unit", "trader"),
    [("2025-06-30", "2025Q1", "2024Q4"), ("2025-05-14", "2024Q4", "2024Q4"), ("2025-05-15", "2025Q1", "2024Q4"), ("2025-08-14", "2025Q2", "2025Q2"), ("2026-02-14", "2025Q4", "2025Q4")],
)  # fmt: skip
def test_which_period_is_the_latest_in_each_cadence(day, unit, trader):
    start = f.origin(dt.date.fromisoformat(day))
    named = [f"{q // 4}Q{q % 4 + 1}" for q in (start.latest(f.UNIT), start.latest(f.TRADER))]
    assert named == [unit, trader]


@pytest.mark.parametrize(
    ("notices", "state"),
    [
        ([], None),
        ([notice("2025Q1", 4_999)], 1),
        ([notice("2025Q1", 5_000)], 2),
        ([notice("2025Q1", 3_000), notice("2025Q1", 3_000, tax="房产税")], 2),  # 各税种合计
        ([notice("2025Q1", 20_000)], 3),
        ([notice("2025Q1", 100, lost="1")], 3),
        ([notice("2024Q4", 9_000)], None),  # 上一期欠过,这一期没有
        ([notice("2025Q1", 9_000, day="2025-07-02")], None),  # 截止日以后才公告
        ([notice("2025Q1", 3_000), notice("2025Q1", 3_000)], 1),  # 送了两次
        ([notice("2025Q1", 9_000, kind="其他个人")], None),
        ([notice("2024Q4", 9_000, kind=f.TRADER)], 2),  # 个体工商户的最近一期
    ],
)  # fmt: skip
def test_the_state_of_the_latest_period(notices, state):
    found = f.states(city(notices), DAY, f.origin(DAY), 0, 0).execute()
    assert found["state"].tolist() == ([] if state is None else [state])


def test_the_next_two_periods_are_quarters_for_units_and_half_years_for_traders():
    start, later = f.Origin(2024 * 4 + 3, DAY), dt.date(2026, 3, 1)
    for kind, periods in ((f.UNIT, ("2025Q1", "2025Q2")), (f.TRADER, ("2025Q2", "2025Q4"))):
        for period in ("2025Q1", "2025Q2", "2025Q3", "2025Q4"):
            found = f.states(city([notice(period, 9_000, kind=kind)]), later, start, -2, -1).execute()
            if kind == f.UNIT or period in ("2025Q2", "2025Q4"):
                assert found["state"].tolist() == ([2] if period in periods else [])


def test_only_who_was_announced_of_late_and_is_still_registered_is_graded():
    told, start = [notice("2024Q4", 9_000, kind=f.TRADER)], f.origin(DAY)
    row = f.features(city(told), start).execute().iloc[0]
    assert (row["half_yearly"], row["state"], row["owing_4"]) == (1, 2, 1)
    for nobody in (city([]), city(told, left="2025-01-01"), city([notice("2023Q1", 9_000)]), city([notice("2025Q1", 9_000, kind="其他个人")])):
        assert f.features(nobody, start).execute().empty


def test_features_of_a_firm_that_works_off_its_arrears():
    told = [notice("2024Q2", 8_000, fresh=8_000), notice("2024Q3", 4_000), notice("2024Q4", 9_000, fresh=7_000), notice("2025Q1", 4_500)]
    row = f.features(city(told, rated=[("F", "2024-04-10", 80.0), ("F", "2025-04-10", 70.0)]), f.origin(DAY)).execute().iloc[0]
    assert (row["state"], row["new_2"], row["new_4"], row["owing_4"], row["lost"]) == (1, 1, 2, 4, 0)
    assert row["balance"] == pytest.approx(np.log(4_501))
    assert row["highest"] == pytest.approx(np.log(9_001))
    assert (row["credit"], row["credit_fall"]) == (70, 10)


def test_a_firm_that_has_paid_up_owes_nothing_now():
    row = f.features(city([notice("2024Q3", 9_000)]), f.origin(DAY)).execute().iloc[0]
    assert row[["state", "balance", "fresh", "new_8"]].tolist() == [0] * 4
    assert row["owing_4"] == 1
    assert np.isnan(row["credit"])


def test_every_feature_is_said_in_some_reason():
    assert sorted(n for members in f.SAID.values() for n in members) == sorted(f.TITLES)
    assert set(f.DIRECTION) <= set(f.TITLES)


GRADE = st.integers(0, 3)


@given(st.lists(st.tuples(GRADE, GRADE), min_size=5, max_size=60).filter(lambda p: len({a for a, _ in p} | {b for _, b in p}) > 1))
def test_kappa_is_the_known_one(pairs):
    said, came = np.array(pairs).T
    known = cohen_kappa_score(said, came, labels=[0, 1, 2, 3], weights="quadratic")
    assert float(g.kappa(g.crossed(said, came))) == pytest.approx(known, abs=1e-9)


def test_the_baseline_is_the_best_rule_on_the_state_alone():
    now, came = np.array([0] * 90 + [2] * 10 + [3] * 5), np.array([0] * 90 + [1] * 10 + [3] * 5)
    assert g.best_rolled(now, came).tolist()[::2] == [0, 1]
    rates = g.roll_rates(now, came)
    assert rates[2].tolist() == [0, 1, 0, 0]
    assert rates[1].tolist() == [0, 1, 0, 0]  # 没有见过的状态当作不变


def test_the_service_answers_about_served_taxpayers_only():
    frame = pd.DataFrame({"uscc": ["A"], "grade": ["较重"], "now": ["较轻"], "heavy": [0.25], "period": ["2025Q1"], "reason_1": ["一两年里多次新欠"], "reason_2": None, "reason_3": None, "as_of": DAY})
    loaded = service.load({"arrears_grade": frame})
    assert service.answer({"uscc": "A"}, loaded) == {"grade": "较重", "now": "较轻", "heavy": 0.25, "period": "2025Q1", "reasons": ["一两年里多次新欠"], "as_of": "2025-06-30"}
    assert service.answer({"uscc": "B"}, loaded) is None
