"""Land and farms: parcels change as declared, and inspections find what pressure brings about."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from synthetic_data.city import answers_folder, build
from tests.spec.recovery import within

FARM = ["0101", "0103"]


@pytest.fixture(scope="module")
def parcels(tmp_path_factory) -> pd.DataFrame:
    out = tmp_path_factory.mktemp("land") / "city"
    build(out, size=0.15, seed=8, only=["rural_land_use"], answers=False)
    return pd.read_parquet(out / "rural_land_use").pivot(index=["parcel_id", "county_code"], columns="survey_year", values="land_class_code").reset_index("county_code")


def moves(parcels: pd.DataFrame) -> pd.DataFrame:
    years = [2022, 2023, 2024, 2025]
    return pd.concat([pd.DataFrame({"county": parcels["county_code"], "was": parcels[a], "now": parcels[b]}) for a, b in itertools.pairwise(years)])


def test_dry_land_turns_to_tea_in_the_mountains(parcels):
    dry = moves(parcels).query("was == '0103'")
    share = (dry["now"] == "0202").groupby(dry["county"].isin(["341523", "341524", "341525"])).mean()
    assert within(share[True] / share[False], "land", "tea_ratio")


def test_farmland_is_built_over_at_the_declared_rate(parcels):
    farm = moves(parcels).query("was in @FARM", local_dict={"FARM": FARM})
    assert within((farm["now"] == "0601").mean(), "land", "built_yearly")


def test_a_parcel_keeps_its_place_and_is_surveyed_every_year(city):
    rows = pd.read_parquet(city / "rural_land_use")
    each = rows.groupby("parcel_id").agg(years=("survey_year", "nunique"), counties=("county_code", "nunique"), rows=("survey_year", "size"))
    assert (each["years"] == 4).all()
    assert (each["counties"] == 1).all()
    assert (rows["planting_attr"].notna() == rows["land_class_code"].isin(FARM)).all()
    area = rows.groupby("survey_year")["parcel_area"].sum()
    assert area.max() / area.min() < 1.005  # nothing but measuring changes the whole


def test_farms_under_pressure_are_found_wanting_more_often(tmp_path):
    build(tmp_path / "city", size=0.25, seed=8, only=["agri_random_inspection"])
    rows = pd.read_parquet(tmp_path / "city" / "agri_random_inspection").query("data_quarter >= '2024Q3' and data_quarter <= '2025Q4'")
    pressure = pd.read_parquet(answers_folder(tmp_path / "city") / "enterprise").set_index("uscc")["pressure_2025_06"]
    wrong = (rows["result"] == "发现问题已责令改正").to_numpy()
    high = (rows["uscc"].map(pressure) > np.median(pressure)).to_numpy()
    assert within(wrong[high].mean() / wrong[~high].mean(), "farm_inspection", "pressure_ratio")
