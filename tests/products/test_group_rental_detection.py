"""群租房智能识别: what readings amount to, whom the registers know, and who is on the list."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "group_rental_detection"
f, c, service = module_of(SLUG, "features"), module_of(SLUG, "crowding"), module_of(SLUG, "service")
DAY = dt.date(2025, 9, 30)
MONTHS = [f"2024-{m}" for m in (10, 11, 12)] + [f"2025-{m:02d}" for m in range(1, 10)]
QUARTERS = ["2024Q4", "2025Q1", "2025Q2", "2025Q3"]


def city():
    water = [("U1", m, 10.0 + 2 * (n % 2)) for n, m in enumerate(MONTHS)] + [("U2", m, 15.0) for m in MONTHS] + [("U3", m, 5.0) for m in MONTHS[:7]]
    return tables(
        real_estate_unit=("unit_no location county_code layout", [(u, f"地址{u}", "341502", "3") for u in ("U1", "U2", "U3")]),
        water_usage=("house_unit_no data_month volume", [*water, water[0], (None, MONTHS[0], 1.0)]),
        gas_usage=("house_unit_no data_quarter volume", [("U1", q, 30.0) for q in QUARTERS] + [("U2", q, 30.0) for q in QUARTERS[:2]]),
        household_registration=("address birth_date cancel_date", [
            ("地址U2", "1980-01-01", None), ("地址U2", "1982-01-01", "2025-12-01"), ("地址U2", "1950-01-01", "2024-05-01"), ("地址U2", "2025-11-01", None)]),
        rental_filing=("unit_no tenant_count room_count filing_date", [("U1", 2, 3, "2022-01-01"), ("U1", 3, 5, "2024-01-01"), ("U1", 9, 9, "2025-12-01")]),
    )  # fmt: skip


def test_a_home_is_one_row_as_of_the_day():
    home = f.homes(city(), DAY).execute().set_index("unit_no")
    assert list(home.index) == ["U1", "U2"]  # seven months of water are too few
    assert home["registered"].tolist() == [0, 2]  # who died before does not count, who is born or leaves later is as of the day
    assert home.loc["U1", ["tenants", "rooms"]].tolist() == [3, 5]
    assert home.loc["U1", "gas"] == 10
    assert np.isnan(home.loc["U2", "gas"])  # two quarters are too few
    assert home["swing"].tolist() == [2.0, 0.0]
    assert home.loc["U2", "water"] == 15


def home(**columns):
    usual = {"registered": 0, "tenants": 0, "rooms": np.nan, "layout": "3", "water": 25.0, "swing": 4.5, "gas": np.nan}
    return pd.DataFrame({name: np.atleast_1d(columns.get(name, value)) for name, value in usual.items()})


UNIT = pd.Series({"water": 2.5, "swing": 0.45, "gas": 5.0})


def test_a_flat_line_is_not_ten_people():
    people, leak = c.people(home(), UNIT).iloc[0], c.people(home(swing=0.2), UNIT).iloc[0]
    assert people == pytest.approx(10, rel=0.02)
    assert leak < 5


def test_a_meter_that_stands_still_says_nothing():
    assert c.people(home(water=0.1, swing=0.0, gas=50.0), UNIT).iloc[0] == pytest.approx(10)
    assert c.people(home(water=0.1, swing=0.0), UNIT).iloc[0] == 0


@given(st.integers(0, 8), st.integers(0, 8), st.sampled_from([np.nan, 2.0, 5.0]))
def test_who_is_known_is_registered_or_filed_unless_the_filing_shows_partitions(registered, tenants, rooms):
    one = home(registered=registered, tenants=tenants, rooms=rooms)
    split = rooms == 5.0
    assert c.partitioned(one).iloc[0] == split
    assert c.known(one).iloc[0] == max(registered, 0 if split else tenants)


def test_partitions_come_first_and_registered_people_last():
    homes = pd.concat([home(), home(registered=5), home(rooms=6.0, water=8.0, swing=1.0)] + [home(registered=1, water=2.5, swing=0.45)] * 20, ignore_index=True)
    assert c.excess(homes).sort_values(ascending=False).index[:3].tolist() == [2, 0, 1]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=300), st.floats(0.001, 0.2))
def test_a_list_is_as_long_as_the_capacity_and_holds_the_highest(scores, capacity):
    score = pd.Series(scores)
    on = c.listed(score, capacity)
    assert on.sum() == max(1, round(capacity * len(score)))
    assert score[on == 1].min() >= score[on == 0].max() or on.all()


def test_an_answer_names_its_grounds_and_the_human_step():
    visits = pd.DataFrame({"unit_no": ["U1", "U2"], "place": [1, 2], "people": [9, 3], "known": [0, 5], "partitioned": [1, 0], "gas_too": [1, 0], "as_of": DAY})
    loaded = service.load({"visits": visits})
    first = service.answer({"unit_no": "U1"}, loaded)
    assert first["grounds"] == ["租赁备案的出租间数多于原设计的居室数", "没有人登记或备案,却有多人用水", "用气也相当于这么多人"]
    assert "上门核查" in first["next_step"]
    assert service.answer({"unit_no": "U2"}, loaded)["grounds"]
    assert service.answer({"unit_no": "nobody"}, loaded) is None


def test_the_plan_is_for_the_authority_alone():
    from kit.product.read_plan import read_plan

    plan = read_plan(ROOT / "products" / SLUG)
    assert plan.personal_data
    assert plan.personal_data.purposes == ("群租房联合核查",)
    assert plan.leaving == ()
    assert plan.charge["chargeable"] is False
