"""旅游经济分析与预测: what is counted, what is left out, and what the service says."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tests.products.load import module_of, tables

SLUG = "tourism_economy_forecast"
DAY = dt.date(2025, 8, 31)
f, service = module_of(SLUG, "features"), module_of(SLUG, "service")


def test_a_row_sent_twice_counts_once_and_the_future_not_at_all():
    told = [("2025-08-30", "S1", "合肥市", "省内市外", 30), ("2025-08-30", "S1", "合肥市", "省内市外", 30), ("2025-08-30", "S1", "南京市", "省外", 12),
            ("2025-09-01", "S1", "合肥市", "省内市外", 99)]  # fmt: skip
    rows = f.visits(tables(visitor_origin=("stat_date scenic_id origin_city visitor_type visitor_count", told)), DAY).execute()
    assert rows[["visitors", "away", "cities"]].to_numpy().tolist() == [[42, 12, 2]]


def daily(spot: str, days: int, cities: int = 16) -> pd.DataFrame:
    return pd.DataFrame({"scenic_id": spot, "stat_date": pd.date_range(end=DAY, periods=days), "visitors": 100, "cities": cities})


def test_a_day_that_was_told_in_part_is_missing_rather_than_low():
    frame = daily("S1", 800)
    frame.loc[400, "cities"] = 3
    wide = f.panel(frame, "visitors", pd.Index(["S1"]), DAY)
    assert wide["S1"].isna().sum() == 1
    assert f.filled(wide)["S1"].notna().all()


def test_spots_without_two_years_or_without_a_name_are_left_out():
    frame = pd.concat([daily("S1", 800), daily("S2", 100), daily("S?", 800)])
    assert list(f.panel(frame, "visitors", pd.Index(["S1", "S2"]), DAY)) == ["S1"]


def test_few_people_are_not_told():
    assert f.hidden_when_small(pd.Series([9.4, 9.6, 250.0])).tolist()[1:] == [10, 250]
    assert np.isnan(f.hidden_when_small(pd.Series([9.4]))[0])


def test_reach_is_centred_on_what_happened():
    rows = pd.DataFrame({"actual": np.linspace(80, 120, 101), "forecast": 100.0})
    low, middle, high = f.reach(rows, 0.9)
    assert low < middle < high
    assert middle == pytest.approx(0, abs=0.01)


@pytest.fixture
def loaded():
    days = pd.date_range("2025-09-01", periods=56)
    forecast = pd.DataFrame({
        "scenic_id": "S1", "stat_date": days, "kind": "平日", "visitors": 100.0, "low": 80.0, "high": 130.0, "last_year": 80.0,
        "overnight": np.where(np.arange(56) == 0, np.nan, 12.0), "overnight_low": 11.0, "overnight_high": 14.0, "ticket_value": 0.5,
    })  # fmt: skip
    forecast.loc[9, "visitors"] = 900.0
    places = pd.DataFrame({"scenic_id": ["S1"], "name": ["山景区"], "level": ["4A"], "status": [None], "usual_error": [20.0], "away": [15.0], "beds": [np.nan]})
    return service.load({"forecast": forecast, "places": places})


def test_the_answer_adds_up(loaded):
    said = service.answer({"scenic_id": "S1"}, loaded)
    assert len(said["forecast"]) == 14
    assert said["total"] == 13 * 100 + 900
    assert said["busiest"] == "2025-09-10"
    assert said["change_on_year"] == pytest.approx(100 * (2200 / 1120 - 1), abs=0.1)
    assert said["ticket_value"] == 7.0
    assert "overnight" not in said["forecast"][0]
    assert "status" not in said


@pytest.mark.parametrize("request_", [{"scenic_id": "S2"}, {"scenic_id": "S1", "days": 92}, {"scenic_id": "S1", "days": "x"}, {"scenic_id": ""}])
def test_whatever_cannot_be_answered_is_none(loaded, request_):
    assert service.answer(request_, loaded) is None
