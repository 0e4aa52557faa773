"""人口区域画像: who lives where, groups of ten, rounding, noise, and what is told."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.products.load import module_of, tables

SLUG = "population_area_profile"
DAY = dt.date(2025, 6, 30)
f, protect, service = (module_of(SLUG, name) for name in ("features", "protect", "service"))


def people(*rows):
    """(person, household, born, sex, school, county, community, left)"""
    names = "person_id household_id birth_date gender education county_code community_name cancel_date"
    return tables(household_registration=(names, rows))


def one(born="1980-01-01", left=None, county="341502", community="安平苑", person="P1", school="20"):
    return (person, "H1", born, "1", school, county, community, left)


@pytest.mark.parametrize(("row", "here"), [
    (one(), 1), (one(left="2025-06-30"), 0), (one(left="2025-07-01"), 1), (one(born="2025-07-01"), 0), (one(county="341500"), 0), (one(community=None), 0),
])  # fmt: skip
def test_who_counts_as_a_resident(row, here):
    assert len(f.residents(people(row), DAY).execute()) == here


@pytest.mark.parametrize(("born", "group", "school"), [
    ("2019-07-01", "0–5", "不满 15 岁"), ("2019-06-30", "6–14", "不满 15 岁"), ("1990-06-30", "35–59", "大专及以上"), ("1990-07-01", "15–34", "大专及以上"),
])  # fmt: skip
def test_groups_turn_on_the_birthday(born, group, school):
    row = f.residents(people(one(born=born)), DAY).execute().iloc[0]
    assert (row["age"], row["school"]) == (group, school)


def test_villages_add_up_to_counties_and_the_city():
    rows = [one(person="a"), one(person="b", community="长新村"), one(person="c", county="341503", community="安平苑")]
    table = f.wide(f.counted(f.residents(people(*rows), DAY), "age").execute(), list(f.AGES))["35–59"].droplevel("level")
    assert table.to_dict() == {"六安市": 3, "金安区": 2, "裕安区": 1, "金安区安平苑": 1, "金安区长新村": 1, "裕安区安平苑": 1}


def test_tenants_are_counted_once_from_where_they_are_registered_to_where_they_rent():
    filed = "2025-02-01"
    leases = [("P1", "个人", "a", "2024-01-01", filed), ("P1", "个人", "b", "2025-01-01", filed), ("P1", "单位", "c", "2024-01-01", filed),
              ("P1", "个人", "d", "2020-01-01", filed), ("P9", "个人", "a", "2024-01-01", filed), ("P1", "个人", "d", "2025-06-01", "2025-07-15")]  # fmt: skip
    tables_ = tables(
        household_registration=("person_id county_code", [("P1", "341502")]),
        rental_filing=("lessee_id lessee_type unit_no lease_start filing_date", leases),
        real_estate_unit=("unit_no county_code", [("a", "341503"), ("b", "341503"), ("c", "341504"), ("d", "341524")]),
    )
    assert f.moves(tables_, DAY).execute().values.tolist() == [["341502", "341503", 1]]


GROUPS = {"小": ["a", "b"], "大": ["c", "d"]}


@given(st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=20))
@settings(deadline=None)
def test_every_group_told_holds_ten_and_the_groups_of_an_area_are_whole(rows):
    counts = pd.DataFrame(rows, columns=list("abcd"), index=[f"区{n}" for n in range(len(rows))])
    told = protect.finest(counts, GROUPS)
    assert (told["people"] >= protect.LEAST).all()
    assert told.groupby("area")["people"].sum().to_dict() == counts.sum(axis=1)[sorted(told["area"].unique())].to_dict()


def test_the_finest_groups_that_hold_ten():
    counts = pd.DataFrame([(10, 10, 10, 10), (9, 10, 10, 10), (9, 0, 10, 10)], columns=list("abcd"), index=["细", "粗", "无"])
    assert protect.finest(counts, GROUPS).groupby("area")["group"].apply("".join).to_dict() == {"细": "abcd", "粗": "小大"}


def test_what_is_left_out_of_a_county_is_ten_or_nobody():
    village, county = pd.Series({"甲": 4, "乙": 12, "丙": 50, "丁": 60}), pd.Series({"甲": "一", "乙": "一", "丙": "一", "丁": "二"})
    assert protect.listed(village, county).to_dict() == {"甲": False, "乙": False, "丙": True, "丁": True}


@given(st.integers(protect.LEAST, 10_000))
def test_rounding_moves_a_number_by_less_than_half_its_base(number):
    said = int(protect.rounded(pd.Series([number])).iloc[0])
    assert said % protect.BASE == 0
    assert abs(said - number) <= protect.BASE / 2
    assert said >= protect.LEAST


def test_noise_is_of_the_size_that_its_budget_says():
    """Discrete Laplace: the ratio of neighbouring probabilities is e to the budget, its variance 2q / (1 − q)²."""
    drawn = protect.noisy(np.full(200_000, 1000), 0.5, seed=4) - 1000
    q = np.exp(-0.5)
    assert drawn.mean() == pytest.approx(0, abs=0.05)
    assert drawn.var() == pytest.approx(2 * q / (1 - q) ** 2, rel=0.03)
    assert (drawn == 1).mean() / (drawn == 2).mean() == pytest.approx(np.exp(0.5), rel=0.05)


@pytest.fixture
def loaded():
    areas = pd.DataFrame({"area": ["金安区", "裕安区", "金安区安平苑"], "level": ["县区", "县区", "村居"], "population": [1000, 800, 20],
                          "households": pd.array([400, 300, None], "Int64"), "as_of": [DAY] * 3})  # fmt: skip
    groups = pd.DataFrame({"area": ["金安区"] * 2, "breakdown": ["年龄"] * 2, "group": ["六", "零"], "place": [1, 0], "people": [600, 400]})
    moves = pd.DataFrame({"from_code": ["341502"], "from_area": ["金安区"], "to_code": ["341503"], "to_area": ["裕安区"], "people": [15]})
    return service.load({"areas": areas, "groups": groups, "moves": moves})


def test_an_area_is_told_with_its_groups_in_order_and_moves_both_ways(loaded):
    said = service.answer({"area": "金安区"}, loaded)
    assert (said["population"], said["households"], said["per_household"]) == (1000, 400, 2.5)
    assert [g["group"] for g in said["ages"]] == ["零", "六"]
    assert said["went_to"] == [{"code": "341503", "people": 15}]
    assert service.answer({"area": "裕安区"}, loaded)["came_from"] == [{"code": "341502", "people": 15}]


def test_a_small_area_tells_no_more_than_its_size_and_an_unknown_one_nothing(loaded):
    said = service.answer({"area": "金安区安平苑"}, loaded)
    assert "households" not in said
    assert said["ages"] == said["went_to"] == []
    assert service.answer({"area": "金安区长新村"}, loaded) is None
