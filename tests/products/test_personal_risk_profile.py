"""个人风险画像: whose arrears count, who is not scored, what never becomes a feature, and the person behind every answer."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kit.product.read_plan import read_plan
from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "personal_risk_profile"
CUTOFF = dt.date(2024, 12, 31)
f, service = module_of(SLUG, "features"), module_of(SLUG, "service")
OWNS = (("U1", "P1", "2015-01-01 09:00", None),)


def paid(*bills, holders=OWNS):
    city = tables(water_usage=("house_unit_no data_month overdue_periods", bills), real_estate_right_holder=("unit_no holder_id register_date cancel_date", holders))
    return f.water(city, CUTOFF).execute().set_index("person_id")


def test_months_behind_now_and_before():
    row = paid(("U1", "2024-12", 0), ("U1", "2024-03", 2), ("U1", "2023-06", 1), ("U1", "2023-05", 0)).loc["P1"]
    assert row["behind_12"] == 1
    assert row["before"] == pytest.approx(12 / 8)


def test_a_month_behind_in_two_homes_is_one():
    two = (*OWNS, ("U2", "P1", "2015-01-01 09:00", None))
    assert paid(("U1", "2024-12", 1), ("U2", "2024-12", 1), holders=two).loc["P1", "behind_12"] == 1


@pytest.mark.parametrize("holder", [("U1", "P1", "2015-01-01 09:00", "2024-12-01 09:00"), ("U1", "P1", "2025-01-02 09:00", None)])
def test_who_does_not_own_it_that_day_is_not_looked_at(holder):
    assert len(paid(("U1", "2024-11", 1), holders=[holder])) == 0


def test_bills_of_the_owner_before_and_of_the_future_do_not_count():
    sold = [("U1", "P1", "2024-06-15 09:00", None)]
    assert paid(("U1", "2024-03", 1), ("U1", "2025-01", 1), ("U1", "2024-08", 0), holders=sold).loc["P1", "behind_12"] == 0


@pytest.mark.parametrize(("approved", "left", "helped", "listed"), [
    ("2024-03-01", None, 1, 0), ("2023-03-01", "2024-03-01", 0, 0), ("2023-03-01", "2025-03-01", 1, 0), ("2025-03-01", None, 0, 1), ("2026-01-01", None, 0, 0),
])  # fmt: skip
def test_who_is_on_the_list_and_who_comes_onto_it(approved, left, helped, listed):
    city = tables(low_income_person=("person_id approve_date exit_date", [("P1", approved, left)]))
    assert len(f.helped(city, CUTOFF).execute()) == helped
    assert len(f.newly_listed(city, CUTOFF).execute()) == listed


def parts(**changed):
    usual = {
        "water": pd.DataFrame({"person_id": ["P1", "P2", "P3"], "behind_12": [1, 0, 0], "before": [0.5, 0.0, 0.0], "known": [24, 24, 9]}),
        "adults": pd.DataFrame({"person_id": ["P1", "P2", "P3"], "sex": "1", "county": "341502", "birth_date": dt.date(1980, 1, 1)}),
        "helped": pd.DataFrame({"person_id": ["P2"]}),
    }
    return f.joined(usual | changed)


def test_who_pays_for_water_is_scored_unless_helped_already():
    found = parts()
    assert found[["person_id", "history"]].values.tolist() == [["P1", "水费满三年"], ["P3", "水费不满三年"]]
    assert f.rule_score(found).tolist() == [1.0, 0.0]


def test_more_than_half_a_year_behind_counts_as_half_a_year_for_the_model_and_as_it_is_for_the_baseline():
    water = pd.DataFrame({"person_id": ["P1"], "behind_12": [11], "before": [9.0], "known": [24]})
    found = parts(water=water)
    assert found[["recent", "before"]].values.tolist() == [[f.MOST, f.MOST]]
    assert f.rule_score(found).tolist() == [11]


def test_children_and_strangers_are_left_out():
    assert len(parts(adults=pd.DataFrame({"person_id": ["P3"], "sex": "1", "county": "341502", "birth_date": dt.date(1980, 1, 1)}))) == 1


def test_nothing_protected_is_a_feature():
    plan = read_plan(ROOT / "products" / SLUG)
    assert plan.evaluation.protected == ("sex", "age_band", "county")
    assert not set(f.TITLES) & {"sex", "age_band", "county", "gender", "birth_date", "county_code"}
    assert plan.personal_data.ground == "单独同意"
    assert plan.personal_data.per_query


def test_every_answer_names_the_way_to_a_person_and_no_number():
    profile = pd.DataFrame({"person_id": ["P1", "P2"], "level": ["较高", "一般"], "reason_1": ["近 12 个月水费拖欠的月数", None], "reason_2": None,
                            "as_of": CUTOFF})  # fmt: skip
    loaded = service.load({"profile": profile})
    said = service.answer({"person_id": "P1"}, loaded)
    assert said["reasons"] == ["近 12 个月水费拖欠的月数"]
    assert "不得自动作出决定" in said["review"]["decision"]
    assert set(said) == {"level", "reasons", "review", "as_of"}
    assert service.answer({"person_id": "P2"}, loaded)["review"] == said["review"]
    assert service.answer({"person_id": "P9"}, loaded) is None
