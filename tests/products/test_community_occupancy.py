"""小区入住分析: movement rather than volume, recapture, and what of a community may be shown."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.products.load import module_of, tables

SLUG = "community_occupancy"
f, o, service = module_of(SLUG, "features"), module_of(SLUG, "occupancy"), module_of(SLUG, "service")
DAY = dt.date(2025, 9, 30)


def test_the_windows_end_on_the_day_and_leave_the_festive_quarter_out():
    assert f.window(DAY)[0] == "2024-10"
    assert f.window(DAY)[-1] == "2025-09"
    assert f.quarter_pairs(DAY) == [("2024Q4", "2023Q4"), ("2025Q2", "2024Q2"), ("2025Q3", "2024Q3")]


def test_water_knows_a_drip_from_people_and_forgets_the_festival():
    months = f.window(DAY)
    drip, people = [("D", m, 6.0) for m in months], [("P", m, 3.0 + n % 3) for n, m in enumerate(months)]
    festive = [("F", m, 9.0 if m[5:] in f.FESTIVE else 0.0) for m in months]
    other = [("N", m, 5.0) for m in months[:6]] + [(None, months[0], 5.0), ("D", "2024-09", 99.0), ("D", months[0], 6.0)]
    rows = f.water(tables(water_usage=("house_unit_no data_month volume", [*drip, *people, *festive, *other])), DAY).execute().set_index("unit_no")
    assert set(rows.index) == {"D", "P", "F"}  # six months of readings are too few
    assert rows.loc["D", "moved"] == rows.loc["F", "moved"] == 0
    assert rows.loc["P", "moved"] > 0.5
    assert rows.loc["F", "mean"] == pytest.approx(1.5)


def test_gas_is_compared_with_the_same_quarter():
    wide = pd.DataFrame({"unit_no": ["H", "I"], "2024Q4": [90, 10.0], "2023Q4": [90, 20.0], "2025Q2": [30, 10.0], "2024Q2": [30, 20.0],
                         "2025Q3": [20, np.nan], "2024Q3": [20, 20.0]})  # fmt: skip
    moved = f.gas_moved(wide, DAY)
    assert moved["H"] == 0
    assert np.isnan(moved["I"])


def test_the_boundary_lies_between_two_heaps():
    random = np.random.default_rng(1)
    moved = np.r_[random.uniform(0.05, 0.12, 400), np.exp(random.normal(0.5, 0.6, 600))]
    cut = o.boundary(moved, seed=1)
    assert 0.12 < cut < 0.6


@settings(max_examples=20, deadline=None)
@given(st.floats(0.7, 0.97), st.floats(0.4, 0.9), st.integers(0, 2**31))
def test_recapture_finds_the_share_that_meters_overlook(water_sees, gas_sees, seed):
    random = np.random.default_rng(seed)
    lived = random.random(20_000) < 0.7
    water, gas = lived & (random.random(20_000) < water_sees), lived & (random.random(20_000) < gas_sees)
    has_gas = random.random(20_000) < 0.6
    found = o.recapture(water, gas, has_gas)
    assert found.water == pytest.approx(water_sees, abs=0.03)
    assert found.gas == pytest.approx(gas_sees, abs=0.03)
    chance = o.occupied(water, gas, has_gas, np.zeros(20_000, int))
    assert chance.mean() == pytest.approx(lived.mean(), abs=0.03)


def test_only_cells_that_nobody_dominates_are_safe():
    assert o.safe(pd.Series([1.0] * 10))
    assert not o.safe(pd.Series([1.0] * 9 + [0.0] * 50))
    assert not o.safe(pd.Series([1.0, 1.0] + [0.01] * 20))


def test_an_interval_holds_its_share_and_widens_with_doubt():
    frame = pd.DataFrame({"homes": [100, 100, 200], "watched": [100, 100, 100], "occupied": [70.0] * 3, "doubt": [0.0, 9.0, 0.0]})
    found = o.interval(frame)
    assert (found["low"] < 0.7).all()
    assert (found["high"] >= 0.7).all()
    for end in (0.7 - found["low"], found["high"] - 0.7):
        assert end[1] > end[0]
        assert end[2] > end[0]


def test_occasional_guests_are_only_ever_counted_too_many():
    found = o.interval(pd.DataFrame({"homes": [500], "watched": [400], "occupied": [280.0], "doubt": [40.0]}))
    assert (0.7 - found["low"] > found["high"] - 0.7).all()


def test_small_and_unknown_communities_are_answered_alike():
    cells = pd.DataFrame({"county_code": ["341502", "341503"], "community_name": ["甲苑", "乙苑"], "homes": [40, None], "watched": [30, None],
                          "occupied": [24.0, None], "doubt": [1.5, None]}).astype({"homes": "Int64", "watched": "Int64"})  # fmt: skip
    loaded = service.load({"communities": cells})
    said = service.answer({"county_code": "341502", "community_name": "甲苑"}, loaded)
    assert said["occupancy"] == 0.8
    assert said["low"] < 0.8 < said["high"]
    assert service.answer({"county_code": "341503", "community_name": "乙苑"}, loaded) is None
    assert service.answer({"county_code": "341502", "community_name": "丙苑"}, loaded) is None
