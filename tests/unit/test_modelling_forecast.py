"""Forecasting for products: the calendar, the calendar model and backtests."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import DataError
from kit.modelling.backtest import backtest, coverage, mase, origins, scales, seasonal_naive
from kit.modelling.calendar_model import fit
from kit.modelling.holidays import EXCHANGED, NAMES, WEEKEND, WORKDAY, announced, calendar
from synthetic_data.world import calendar as world


def test_lunar_holidays_move():
    days = calendar(dt.date(2022, 1, 1), dt.date(2025, 12, 31))
    spring = days[days["kind"] == "春节"]
    assert [str(g.index[0].date()) for _, g in spring.groupby(spring.index.year)] == ["2022-01-31", "2023-01-21", "2024-02-10", "2025-01-28"]


def test_days_worked_in_exchange_are_no_weekend():
    days = calendar(dt.date(2025, 9, 27), dt.date(2025, 10, 12))
    assert list(days.loc["2025-09-27":"2025-09-29", "kind"]) == [WEEKEND, EXCHANGED, WORKDAY]
    assert list(days.loc["2025-09-27":"2025-09-29", "off"]) == [1, 0, 0]


def test_a_period_of_two_holidays_is_one_run():
    days = calendar(dt.date(2025, 10, 3), dt.date(2025, 10, 9))
    assert list(days["day"]) == [3, 4, 5, 6, 7, 8, 0]
    assert set(days["run"]) == {8, 0}
    assert days.loc["2025-10-06", "kind"] == "中秋节"


def test_a_year_that_is_not_announced_is_refused_with_what_to_do():
    with pytest.raises(DataError, match="2099、2100") as refused:
        calendar(dt.date(2099, 12, 1), dt.date(2100, 1, 31))
    assert refused.value.code == "KIT-M001"
    assert "chinesecalendar" in refused.value.next_step


def test_the_last_days_of_what_is_announced_are_known():
    """A holiday could go on into a year that nobody knows yet: the range around is no reason to refuse."""
    year = next(y for y in range(2025, 2100) if not announced(y + 1))
    assert len(calendar(dt.date(year, 12, 1), dt.date(year, 12, 31))) == 31


def test_the_calendar_knows_the_holidays_of_the_city_and_of_the_year_after():
    """Forecasts made on the city's last day look into the next year. Fails when the city is moved on: see CONTRIBUTING."""
    first, last = (d.item() for d in (world.FIRST_DAY, world.LAST_DAY))
    days = calendar(first, last)
    in_city = world.is_holiday(days.index.to_numpy().astype("datetime64[D]"))
    assert in_city[days["holiday"] == 1].all()
    assert days["off"][in_city].all()  # the city counts a weekend that runs into a holiday to it
    assert set(calendar(last + dt.timedelta(1), last + dt.timedelta(365))["kind"]) >= {*NAMES.values()} - {"中秋节"}


def weekly(days: int) -> pd.DataFrame:
    index = pd.date_range("2024-01-01", periods=days)
    return pd.DataFrame({"a": np.arange(days) % 7 + 1.0, "b": np.arange(days) % 7 * 2 + 5.0}, index=index)


@given(horizon=st.integers(1, 20), folds=st.integers(1, 5), step=st.integers(1, 9))
def test_every_fold_knows_a_past_and_has_a_whole_future(horizon, folds, step):
    found = list(origins(200, horizon, folds, step))
    assert len(found) == folds
    assert found[-1] + horizon == 200
    assert all(known > 0 for known in found)


def test_too_short_a_history_is_refused():
    with pytest.raises(ValueError, match="folds"):
        origins(10, 5, 3, 5)


def test_the_seasonal_naive_is_exact_on_a_season_and_no_method_sees_the_future():
    history = weekly(70)
    seen = []

    def watched(past, future):
        seen.append(past.index[-1] < future[0])
        return seasonal_naive(past, future, 7)

    rows = backtest(history, {"naive": watched}, horizon=10, folds=3, step=5)
    assert (rows["actual"] == rows["forecast"]).all()
    assert seen == [True, True, True]
    assert set(rows["ahead"]) == set(range(1, 11))


def test_mase_is_one_for_an_error_of_one_scale():
    history = weekly(28)
    rows = pd.DataFrame({"method": "m", "series": ["a", "b"], "actual": [10.0, 10.0], "forecast": [11.0, 8.0]})
    assert mase(rows, pd.Series({"a": 1.0, "b": 2.0}))["m"] == 1.0
    assert scales(history, 1)["a"] > 0


def test_coverage_counts_known_values_only():
    assert coverage([1, 2, np.nan, 9], [0, 0, 0, 0], [5, 5, 5, 5]) == pytest.approx(2 / 3)


def test_the_calendar_model_finds_a_holiday_that_moves():
    index = pd.date_range("2022-01-01", "2024-12-31")
    days = calendar(index[0].date(), index[-1].date())
    usual = 1000 * np.where(days["holiday"] == 1, 3.0, np.where(days["kind"] == WEEKEND, 1.5, 1.0))
    noise = np.exp(0.1 * np.random.default_rng(1).normal(size=(len(index), 3)))
    history = pd.DataFrame(usual[:, None] * noise * [1.0, 2.0, 0.5], index=index, columns=list("abc"))
    future = pd.date_range("2025-01-27", "2025-02-05")
    said = fit(history).forecast(future)
    ratio = said["a"] / said["a"].iloc[0]
    assert 2.5 < ratio.loc["2025-01-29"] < 3.5
    assert said["b"].mean() / said["a"].mean() == pytest.approx(2, rel=0.1)


def test_missing_days_do_not_stop_the_calendar_model():
    history = weekly(800).where(np.random.default_rng(2).random((800, 2)) > 0.1)
    said = fit(history).forecast(pd.date_range("2026-03-11", periods=7))
    assert np.isfinite(said.to_numpy()).all()
