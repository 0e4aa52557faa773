"""土地结构与产量信息分析: what a parcel became, where neighbours are alike, what growth is made of, who holds a permit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.products.load import module_of, tables

f = module_of("land_structure_yield_report", "features")
DAY = dt.date(2024, 12, 31)
PARCEL = "parcel_id survey_year land_class_code net_area parcel_area county_code owner_unit_name planting_attr"


def surveyed(*rows):
    return f.surveys(tables(rural_land_use=(PARCEL, rows)), DAY).execute()


def parcel(name, year, code="0101", net=9_500.0, county="341502", owner="甲村", planting="种植粮食作物"):
    return name, year, code, net, 10_000.0, county, owner, planting


def test_a_survey_counts_when_its_year_is_over():
    rows = [parcel("P1", 2023), parcel("P1", 2024), parcel("P1", 2025)]
    assert surveyed(*rows)["survey_year"].tolist() == [2023, 2024]
    assert f.surveys(tables(rural_land_use=(PARCEL, rows)), dt.date(2024, 12, 30)).execute()["survey_year"].tolist() == [2023]


def test_land_is_grouped_and_an_unknown_code_is_left_out_and_told():
    codes = pd.Series(["0101", "0103", "0102", "0202", "0301", "1104", "0702", "0601", "1006", "?", None])
    assert f.land_of(codes).tolist()[:9] == ["水田", "旱地", "旱地", "园地", "林地", "水域", "建设用地", "建设用地", "交通用地"]
    assert f.land_of(codes)[9:].isna().all()
    tidy, said = f.tidy(surveyed(parcel("P1", 2024), parcel("P2", 2024, code="?"), parcel("P3", 2024, owner=None)))
    assert tidy["parcel_id"].tolist() == ["P1"]
    assert said["地类、县区、权属单位、面积齐全可认"] == (3, 2)


def test_a_parcel_told_in_two_ways_is_not_used():
    tidy, said = f.tidy(surveyed(parcel("P1", 2024), parcel("P1", 2024, net=5_000.0), parcel("P2", 2024), parcel("P2", 2024)))
    assert tidy["parcel_id"].tolist() == ["P2"]
    assert said["同一图斑同一年度只有一行"] == (3, 2)


def test_parcels_are_followed_at_the_area_of_the_last_survey():
    tidy, _ = f.tidy(surveyed(parcel("P1", 2022), parcel("P1", 2024, code="0202", net=9_000.0, planting=None), parcel("P2", 2024)))
    both, (looked, lost) = f.followed(tidy, 2022, 2024)
    assert both[["was", "now", "area", "before"]].to_numpy().tolist() == [["水田", "园地", 0.9, 0.95]]
    assert (looked, lost) == (2, 1)


def pairs(county, was, now, many):
    return pd.DataFrame({"county_code": county, "was": was, "now": now}, index=range(many))


def test_a_county_with_few_parcels_is_drawn_to_the_city():
    pair = pd.concat([pairs("A", "旱地", "旱地", 9_000), pairs("A", "旱地", "园地", 1_000), pairs("B", "旱地", "旱地", 10)])
    chance, seen = f.transition([pair], ["A", "B"], ["旱地", "园地"], doubt=100)
    assert chance[0, 0] == pytest.approx([0.9, 0.1], abs=0.001)
    assert chance[1, 0] == pytest.approx([0.909, 0.091], abs=0.001)
    assert chance[1, 1] == pytest.approx([0.0, 1.0])  # nobody has seen an orchard change
    assert np.allclose(chance.sum(axis=2), 1)
    assert seen[1, 0] == 110


def test_the_outlook_moves_land_and_keeps_the_total():
    land = pd.DataFrame({"county_code": ["A"] * 4, "land": ["旱地"] * 3 + ["园地"], "area": [1.0, 2.0, 3.0, 4.0]})
    chance = np.array([[[0.9, 0.1], [0.0, 1.0]]])
    out = f.outlook(land, chance, np.full((1, 2), 100.0), 0.0, ["A"], ["旱地", "园地"]).set_index("land")
    assert out["outlook"].tolist() == pytest.approx([5.4, 4.6])
    assert out["now"].sum() == pytest.approx(out["outlook"].sum())
    assert out.at["旱地", "spread"] == pytest.approx(np.sqrt(0.09 * 14 + 0.09 * 36 / 100))


def test_neighbours_alike_give_a_positive_moran_and_a_chessboard_a_negative_one():
    ring = np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1)
    alike, p = f.moran_test(np.array([1.0, 1, 1, 0, 0, 0]), ring)
    assert alike == pytest.approx(1 / 3)
    assert p == pytest.approx(6 / 20)  # six of the twenty ways to place three ones are a run
    assert f.moran(np.array([1.0, 0, 1, 0, 1, 0]), ring) == pytest.approx(-1)


def test_borders_are_mutual_and_every_county_has_a_neighbour():
    near = f.neighbours(f.COUNTIES)
    assert (near == near.T).all()
    assert (near.sum(axis=1) > 0).all()
    assert np.trace(near) == 0


@given(st.lists(st.tuples(*[st.floats(1, 1e4)] * 4), min_size=1, max_size=5))
def test_volume_and_price_add_up_to_the_gain_exactly(rows):
    frame = pd.DataFrame(rows, columns=["current", "constant", "current0", "constant0"])
    parts = f.price_and_volume(frame)
    assert np.allclose(parts["volume"] + parts["price"], frame["current"] - frame["current0"])
    same_price = frame.assign(current=frame["constant"], current0=frame["constant0"])
    assert np.allclose(f.price_and_volume(same_price)["price"], 0, atol=1e-6)


def test_growth_is_the_citys_plus_the_mix_plus_its_own():
    before = pd.DataFrame({"农业": [100.0, 50.0], "牧业": [0.0, 50.0]}, index=["A", "B"])
    now = pd.DataFrame({"农业": [110.0, 55.0], "牧业": [0.0, 50.0]}, index=["A", "B"])
    out = f.shift_share(now, before)
    assert np.allclose(out["whole"] + out["mix"] + out["own"], out["growth"])
    assert np.allclose(out["own"], 0)
    assert out.at["A", "mix"] > 0 > out.at["B", "mix"]


def test_a_permit_given_back_or_run_out_is_not_held():
    told = [("F1", "金安区农业农村局", "兽药经营许可", "2023-01-01", "2028-01-01", None), ("F2", "金安区农业农村局", "兽药经营许可", "2023-01-01", "2028-01-01", "2024-05-01"),
            ("F3", "金安区农业农村局", "兽药经营许可", "2019-01-01", "2024-01-01", None), ("F4", "某局", "兽药经营许可", "2023-01-01", "2028-01-01", "2025-03-01")]  # fmt: skip
    rows = f.permits(tables(agri_permit_result=("uscc authority_name matter_name decision_date valid_to change_date", told)), DAY).execute()
    assert rows["uscc"].tolist() == ["F1", "F4"]
    assert f.holders(rows, {"341502": "金安区"}).to_numpy().tolist() == [["金安区", "兽药经营许可", "F1"]]
