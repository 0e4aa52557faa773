"""Effects planted in homes, tenders and car parks are found again in the tables, within the bands of the data card."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.review.figures import area
from synthetic_data.city import answers_folder, build
from synthetic_data.world.effects import effects
from tests.spec.recovery import within

TABLES = ["water_usage", "gas_usage", "public_parking_lot", "realtime_parking"]


@pytest.fixture(scope="module")
def homes_city(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("homes") / "city"
    build(out, size=0.03, seed=33, only=TABLES)
    return out


@pytest.fixture(scope="module")
def bills(homes_city) -> pd.DataFrame:
    rows = pd.read_parquet(homes_city / "water_usage", columns=["user_no", "user_nature", "data_month", "volume", "overdue_periods"])
    return rows[rows["user_nature"] == "居民生活"]


@pytest.fixture(scope="module")
def volumes(bills) -> pd.DataFrame:
    """Accounts × months; only accounts open for all four years."""
    return bills.pivot_table(index="user_no", columns="data_month", values="volume").dropna()


@pytest.fixture(scope="module")
def truth(homes_city, volumes) -> pd.DataFrame:
    return pd.read_parquet(answers_folder(homes_city) / "dwelling").set_index("water_user_no").loc[volumes.index]


def test_empty_homes_show_in_the_water_but_not_perfectly(volumes, truth):
    empty = (truth["use"] == "空置").to_numpy().astype(int)
    assert within(area(empty, -volumes.iloc[:, -12:].median(axis=1).to_numpy()), "occupancy", "auc")


def test_crowded_flats_use_more_and_so_do_their_look_alikes(volumes, truth):
    lived = (truth["use"] != "空置").to_numpy()
    crowded = (truth["use"] == "群租").to_numpy().astype(int)[lived]
    assert crowded.sum() > 50
    assert within(area(crowded, volumes[lived].iloc[:, -12:].median(axis=1).to_numpy()), "group_rental", "auc")


def test_gas_tells_no_more_than_water_alone(homes_city, truth):
    """No single column settles what a home is used for: not the gas either."""
    gas = pd.read_parquet(homes_city / "gas_usage", columns=["user_no", "data_quarter", "volume"]).query("data_quarter >= '2025Q1'")
    used = truth["gas_user_no"].map(gas.groupby("user_no")["volume"].median())
    for use in ("空置", "群租"):
        label = (truth["use"] == use)[used.notna()].to_numpy().astype(int)
        assert max(area(label, used.dropna().to_numpy()), area(label, -used.dropna().to_numpy())) < 0.90, use


def test_an_elder_alone_uses_less_before_falling_ill(volumes, truth):
    alone = (truth["elder_alone"] == 1).to_numpy()
    ill = truth.loc[alone, "decline_month"].fillna(10_000).to_numpy()
    used = volumes[alone].to_numpy()
    labels, scores = [], []
    for month in range(14, 45):  # known at the end of ``month``: does it happen in the three months after it?
        still = ill > month
        before, now = used[still, month - 12 : month - 4].mean(axis=1), used[still, month - 1 : month + 1].mean(axis=1)
        labels.append((ill[still] <= month + 3).astype(int))
        scores.append(-now / (before + 0.3))
    assert within(area(np.concatenate(labels), np.concatenate(scores)), "elder_decline", "lead_auc")


def test_late_bills_foretell_late_bills(bills, volumes):
    late = bills.assign(late=bills["overdue_periods"] > 0).pivot_table(index="user_no", columns="data_month", values="late", aggfunc="max")
    late = late.loc[volumes.index].astype(bool)
    label = late.loc[:, "2025-07":].any(axis=1).to_numpy().astype(int)
    assert 0.03 < label.mean() < 0.25
    assert within(area(label, late.loc[:, "2023-07":"2025-06"].mean(axis=1).to_numpy()), "household_strain", "auc")


def test_rings_meet_the_same_rivals_again(tmp_path):
    build(tmp_path / "city", size=0.3, seed=33, only=["bid_candidate_notice"])
    rows = pd.read_parquet(tmp_path / "city" / "bid_candidate_notice")
    winner = rows[rows["candidate_order"] == 1].set_index("bid_section_code")["candidate_uscc"]
    rivals = rows[rows["candidate_order"] == 2].assign(winner=lambda r: r["bid_section_code"].map(winner))
    wins = rivals.groupby("winner").size()
    often = wins.index[wins >= 4]
    repeats = rivals.groupby(["winner", "candidate_uscc"]).size().groupby(level=0).max().loc[often] / wins.loc[often]
    ring = pd.read_parquet(answers_folder(tmp_path / "city") / "enterprise").set_index("uscc")["bids_in_ring"].loc[often] == 1
    assert ring.sum() >= 5
    assert within(repeats[ring].mean() / repeats[~ring].mean(), "bid_ring", "repeat_ratio")


def test_a_car_park_is_told_better_by_last_week_than_by_yesterday(homes_city):
    rows = pd.read_parquet(homes_city / "realtime_parking").merge(
        pd.read_parquet(homes_city / "public_parking_lot")[["lot_code", "lot_type"]], on="lot_code")
    table = rows.pivot_table(index="collect_time", columns="lot_code", values="occupied_spaces").tail(24 * 7 * 40)
    yesterday, last_week = (table - table.shift(24)).abs().mean().mean(), (table - table.shift(168)).abs().mean().mean()
    assert within(1 - last_week / yesterday, "parking", "same_hour_last_week_gain")


def test_holidays_move_the_visitors(tmp_path):
    from synthetic_data.world import calendar

    build(tmp_path / "city", size=0.001, seed=33, only=["visitor_origin"], answers=False)
    daily = pd.read_parquet(tmp_path / "city" / "visitor_origin").groupby("stat_date")["visitor_count"].sum()
    days = pd.to_datetime(daily.index).to_numpy().astype("datetime64[D]")
    holiday, working = daily[calendar.is_holiday(days)].median(), daily[~calendar.is_day_off(days)].median()
    assert within(holiday / working, "tourism", "holiday_ratio")


def test_communities_differ_in_how_many_homes_are_empty(homes_city, truth):
    """Share of homes without water in each community, by its name in the address; communities of 25 homes or more."""
    rows = pd.read_parquet(homes_city / "water_usage", columns=["user_no", "user_nature", "data_month", "volume", "address", "house_unit_no"])
    year = rows[(rows["user_nature"] == "居民生活") & (rows["data_month"] >= "2025-01") & rows["address"].str.startswith("安徽省")]
    homes = year.groupby("user_no").agg(median=("volume", "median"), address=("address", "first"))
    homes["community"] = homes["address"].str.extract(r"(安徽省六安市.+?)\d+栋", expand=False)
    shares = (homes["median"] < 1.5).groupby(homes["community"]).agg(["mean", "size"]).query("size >= 25")["mean"]
    assert len(shares) > 10
    assert within(shares.std(), "occupancy", "community_spread")


def test_a_third_of_mortgages_are_still_active_and_some_workers_have_gaps(city):
    units, mortgages = (len(pd.read_parquet(city / "real_estate_unit")), pd.read_parquet(city / "real_estate_mortgage"))
    assert within((mortgages["right_status"] == "1").sum() / units, "mortgage", "active_share")
    detail = pd.read_parquet(city / "social_insurance_detail", columns=["person_id", "period", "insurance_type", "full_received_flag"])
    month = pd.PeriodIndex(detail.query("insurance_type == '110'")["period"], freq="M").asi8
    people = pd.Series(month).groupby(detail.query("insurance_type == '110'")["person_id"].to_numpy()).agg(["min", "max", "size"])
    assert within((people["max"] - people["min"] + 1 > people["size"]).mean(), "insurance_gap", "gap_share")
    assert within((detail["full_received_flag"] == "0").mean(), "insurance_gap", "unit_owes_share")


def test_every_declared_band_is_asked_for():
    """No figure of the data card goes untested."""
    source = "".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.glob("test_*.py"))
    for name, effect in effects().items():
        for figure in effect["band"]:
            assert f'"{name}", "{figure}"' in source, f"{name}.{figure}"
