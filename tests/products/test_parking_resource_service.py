"""停车位资源管理服务: the pattern of a car park, what it carries over, where one can charge, and what is told."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tests.products.load import module_of, tables

SLUG = "parking_resource_service"
DAY = dt.date(2025, 11, 30)
f, pattern, service = (module_of(SLUG, name) for name in ("features", "pattern", "service"))


def hours(weeks: int) -> pd.DatetimeIndex:
    return pd.date_range(end=pd.Timestamp(DAY) + pd.Timedelta(hours=23), periods=weeks * 168, freq="h")


def regular(index: pd.DatetimeIndex) -> np.ndarray:
    """Full at noon of working days, nearly empty otherwise."""
    off, _ = pattern.kinds(index)
    return np.where((off == 0) & (index.hour == 12), 0.9, 0.1)


@pytest.fixture(scope="module")
def shares():
    index = hours(20)
    slow = np.repeat(np.random.default_rng(1).normal(0, 0.05, len(index) // 6), 6)
    return pd.DataFrame({"A": regular(index) * 0.8 + 0.1 + slow, "B": regular(index) * 0.5 + 0.2 + slow}, index=index)


def test_the_pattern_tells_noon_of_working_days_from_weekends(shares):
    usual = pattern.learn(shares).usual(pd.DatetimeIndex(["2025-12-01 12:00", "2025-12-06 12:00"]))
    assert usual["A"].tolist() == pytest.approx([0.82, 0.18], abs=0.03)


def test_what_lasts_six_hours_is_carried_within_them_and_not_beyond(shares):
    carry = pattern.learn(shares).carry.sum(axis=1)
    assert carry[[1, 3, 5, 8]].min() > 0.9
    assert np.abs(carry[[0, 6, 12, 18]]).max() < 0.3


def test_the_next_hour_uses_nothing_of_its_own_hour(shares):
    known = pattern.learn(shares)
    changed = shares.copy()
    changed.iloc[-1] = 0.99
    assert (known.next_hour(changed).iloc[-1] == known.next_hour(shares).iloc[-1]).all()


def test_without_the_hour_before_only_the_pattern_speaks(shares):
    known = pattern.learn(shares)
    silent = shares.copy()
    silent.iloc[-1 - pattern.LAGS : -1] = np.nan
    assert np.allclose(known.next_hour(silent).iloc[-1], known.usual(shares.index[-1:]).iloc[0])


def test_holidays_are_fuller_than_weekends_but_believed_only_in_part():
    index = hours(53)
    _, holiday = pattern.kinds(index)
    shares = pd.DataFrame({"A": 0.3 + 0.2 * holiday, "B": np.full(len(index), 0.5)}, index=index)
    festive = pattern.learn(shares).festive
    assert 0.15 < festive["A"] < 0.2
    assert festive["B"] == pytest.approx(0, abs=1e-9)


def test_the_latest_of_an_hour_counts_and_the_future_does_not():
    told = [("L", "2025-11-30 10:05", 30), ("L", "2025-11-30 10:40", 20), ("L", "2025-12-01 00:10", 5)]
    rows = f.observed(tables(realtime_parking=("lot_code collect_time free_spaces", told)), DAY).execute()
    assert rows["free"].tolist() == [20]


def test_more_free_spaces_than_there_are_is_no_reading():
    frame = pd.DataFrame({"lot_code": ["L", "L"], "hour": pd.to_datetime(["2025-11-30 10:00", "2025-11-30 11:00"]), "free": [30, 500]})
    wide = f.shares(frame, pd.Series({"L": 100}), DAY)
    assert wide["L"].notna().sum() == 1
    assert wide.index[-1] == pd.Timestamp("2025-11-30 23:00")


def test_the_nearest_stations_within_a_kilometre_after_the_coordinates_are_moved_back():
    place = pd.DataFrame({"lot_code": ["L"], "longitude": [116.5], "latitude": [31.75]})
    found = pd.DataFrame({
        "station_id": list("abcd"), "name": list("abcd"), "fast": 2, "slow": 1,
        "longitude": [116.5055, 116.5085, 116.5065, 117.0], "latitude": [31.748, 31.748, 31.748, 31.748],
    })  # fmt: skip
    near = f.nearby(place, found).sort_values("metres")
    assert near["station_id"].tolist() == ["a", "c", "b"]
    assert near["metres"].iloc[0] == 0
    assert near["metres"].iloc[-1] == pytest.approx(284, abs=3)


@pytest.fixture
def loaded():
    minutes = [15, 30, *range(60, 1500, 60)]
    outlook = pd.DataFrame({"lot_code": "L", "minutes": minutes, "at": "2025-12-01 00:00", "free": 10, "low": 5, "high": 15})
    lots = pd.DataFrame({"lot_code": ["L"], "name": ["停车场"], "total": [100], "status": ["运营"], "charging_spaces": [4.0], "accessible_spaces": [np.nan],
                         "charge_standard": ["免费"], "open_hours": ["全天"], "observed_at": ["2025-11-30 23:00"], "free_now": [12.0], "basis": ["刚才的实测与平常的规律"]})  # fmt: skip
    stations = pd.DataFrame({"lot_code": ["L", "L"], "station_id": ["b", "a"], "name": ["乙", "甲"], "metres": [300, 200], "fast": [1, 2], "slow": [3, 4]})
    return service.load({"outlook": outlook, "lots": lots, "stations": stations})


def test_a_quarter_of_an_hour_is_told_as_untested(loaded):
    said = service.answer({"lot_code": "L"}, loaded)
    assert [(m["minutes"], m["tested"]) for m in said["soon"]] == [(15, False), (30, False), (60, True)]
    assert len(said["day"]) == 24
    assert [s["name"] for s in said["stations"]] == ["甲", "乙"]
    assert said["free_now"] == 12
    assert "accessible_spaces" not in said


def test_an_unknown_lot_is_none(loaded):
    assert service.answer({"lot_code": "M"}, loaded) is None
