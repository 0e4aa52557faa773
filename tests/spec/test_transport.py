"""Buses and cabs: positions, boardings and trips agree, and what is planted in them is found again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.review.figures import area
from synthetic_data.city import answers_folder
from synthetic_data.world import calendar
from synthetic_data.world.bus_network import kilometres
from synthetic_data.world.places import ROADS
from tests.spec.recovery import within


@pytest.fixture(scope="module")
def gps(city: Path) -> pd.DataFrame:
    return pd.read_parquet(city / "bus_gps").sort_values(["vehicle_id", "gps_time"], ignore_index=True)


@pytest.fixture(scope="module")
def taps(city: Path) -> pd.DataFrame:
    return pd.read_parquet(city / "bus_card_tap")


def test_a_bus_is_in_one_place_at_a_time(gps):
    same = gps["vehicle_id"].eq(gps["vehicle_id"].shift())
    gap = gps["gps_time"].diff().dt.total_seconds()
    assert (gap[same] > 0).all()
    ends = same & (gps["event"] == "进站") & (gps["event"].shift() == "进站")  # from the last stop of one trip to the first of the next
    km = kilometres(*(gps[c].shift()[ends].to_numpy() for c in ("longitude", "latitude")), *(gps[c][ends].to_numpy() for c in ("longitude", "latitude")))
    assert (km < 0.1).mean() > 0.9  # it turns round where it arrived, unless the way back was cancelled


def test_trips_can_be_rebuilt_from_positions(city, gps):
    """Starting at each first stop, a bus calls at every stop of its route in order."""
    stops = pd.read_parquet(city / "bus_stop")
    calls = gps[gps["event"] == "进站"].merge(
        stops[["route_id", "direction", "stop_id", "stop_seq"]], left_on=["route_id", "direction", "next_stop_id"], right_on=["route_id", "direction", "stop_id"])
    calls = calls.sort_values(["vehicle_id", "gps_time"])
    calls["trip"] = (calls["stop_seq"] == 1).groupby(calls["vehicle_id"]).cumsum()
    trips = calls.groupby(["vehicle_id", "trip"])
    expected = stops.groupby(["route_id", "direction"])["stop_seq"].max()
    found = trips.agg(route_id=("route_id", "first"), direction=("direction", "first"), calls=("stop_seq", "size"), last=("stop_seq", "max"))
    assert (found["calls"].to_numpy() == expected.loc[pd.MultiIndex.from_frame(found[["route_id", "direction"]])].to_numpy()).all()
    assert (found["calls"] == found["last"]).all()


def test_every_boarding_meets_its_bus(city, gps, taps):
    recent = taps[taps["tap_time"] >= gps["gps_time"].min().normalize()]
    calls = gps[gps["event"] == "进站"].rename(columns={"next_stop_id": "stop_id"})
    both = pd.merge_asof(recent.sort_values("tap_time"), calls[["vehicle_id", "stop_id", "gps_time"]].sort_values("gps_time"),
                         left_on="tap_time", right_on="gps_time", by=["vehicle_id", "stop_id"])  # fmt: skip
    assert (both["tap_time"] - both["gps_time"]).dt.total_seconds().between(0, 30).all()


def test_a_card_cannot_be_followed_into_the_next_month(taps):
    months = taps.groupby("card_hash")["tap_time"].agg(lambda t: t.dt.to_period("M").nunique())
    assert months.max() == 1


def test_peaks_are_slow_within_the_band(gps):
    calls = gps[(gps["event"] == "进站") & ~calendar.is_day_off(gps["gps_time"].to_numpy().astype("datetime64[D]"))]
    took = calls.groupby(["vehicle_id", "route_id", "direction"])["gps_time"].diff().dt.total_seconds()
    hour, within_trip = calls["gps_time"].dt.hour, took < 400
    assert within(took[within_trip & hour.isin([8, 18])].mean() / took[within_trip & hour.isin([10, 11, 14])].mean(), "bus", "peak_ratio")


def test_trip_chains_find_where_riders_got_off(city, taps):
    """The next boarding of the card begins near where the last ride ended: take the nearest stop of the ride's route."""
    stops = pd.read_parquet(city / "bus_stop")
    at = stops.drop_duplicates("stop_id").set_index("stop_id")[["longitude", "latitude"]]
    rides = taps[taps["tap_time"] >= "2025-11-01"].sort_values(["card_hash", "tap_time"])
    rides["next_stop"] = rides.groupby(["card_hash", rides["tap_time"].dt.date])["stop_id"].shift(-1)
    rides = rides.dropna(subset=["next_stop"])
    near = rides[["tap_id", "route_id", "direction", "stop_id", "next_stop"]].merge(stops, on=["route_id", "direction"], suffixes=("", "_ahead"))
    board = near[["route_id", "direction", "stop_id"]].merge(stops[["route_id", "direction", "stop_id", "stop_seq"]], how="left", on=["route_id", "direction", "stop_id"])
    near = near[near["stop_seq"].to_numpy() > board["stop_seq"].to_numpy()]
    goal = at.loc[near["next_stop"]].to_numpy()
    near["km"] = kilometres(near["longitude"].to_numpy(), near["latitude"].to_numpy(), goal[:, 0], goal[:, 1])
    best = near.sort_values("km").drop_duplicates("tap_id").set_index("tap_id")["stop_id_ahead"]
    truth = pd.read_parquet(answers_folder(city) / "bus_ride").set_index("tap_id")["alight_stop_id"]
    assert within((best == truth.loc[best.index]).mean(), "bus", "alighting_by_trip_chain")


def road_shops(firms: pd.DataFrame) -> pd.DataFrame:
    """Shops and restaurants that stood before 2022, the road of their address, and whether they are gone."""
    shops = firms[firms["industry_code"].str[0].isin(["H", "F"]) & (firms["est_date"].astype("datetime64[s]") < "2022-01-01")].copy()
    shops["road"] = shops["reg_address"].str.extract(r"[区县](.+?(?:路|街|大道))\d", expand=False)
    shops["gone"] = shops["reg_status"].isin(["D", "X"]).astype(int)
    return shops


def test_a_shops_neighbours_tell_whether_it_lasts(tmp_path):
    from synthetic_data.city import build

    build(tmp_path / "city", size=0.08, seed=5, only=["enterprise_basic"], answers=False)
    firms = pd.read_parquet(tmp_path / "city" / "enterprise_basic")
    shops = road_shops(firms)
    roads = shops.groupby(["county_code", "road"])["gone"]
    others = (roads.transform("sum") - shops["gone"]) / (roads.transform("size") - 1)  # the neighbours, not the shop itself
    known = others.notna()
    assert within(area(shops.loc[known, "gone"].to_numpy(), others[known].to_numpy()), "shop_site", "neighbours_auc")


def test_a_cabs_day_is_the_sum_of_its_trips(city):
    trips, days = pd.read_parquet(city / "taxi_operation"), pd.read_parquet(city / "taxi_running")
    summed = trips.groupby(["plate_no", trips["on_time"].dt.date]).agg(
        trip_count=("trip_id", "size"), load_km=("load_km", "sum"), revenue=("fare", "sum"), empty_km=("empty_km", "sum"))  # fmt: skip
    days = days.set_index(["plate_no", "run_date"]).loc[summed.index]
    assert (days["trip_count"] == summed["trip_count"]).all()
    assert (days["load_km"] - summed["load_km"]).abs().max() < 0.01
    assert (days["revenue"] - summed["revenue"]).abs().max() < 0.06
    assert (days["total_km"] - summed["load_km"] - summed["empty_km"]).abs().max() < 0.02


def test_a_cabs_trips_follow_each_other_in_time_and_place(city):
    trips = pd.read_parquet(city / "taxi_operation").sort_values(["plate_no", "on_time"])
    same = trips["plate_no"].eq(trips["plate_no"].shift()) & trips["on_time"].dt.date.eq(trips["on_time"].dt.date.shift())
    assert (trips["off_time"] > trips["on_time"]).all()
    assert (trips["on_time"] > trips["off_time"].shift())[same].all()
    km = kilometres(trips["off_lng"].shift(), trips["off_lat"].shift(), trips["on_lng"], trips["on_lat"])[same]
    assert (km <= trips["empty_km"][same] + 0.01).all()
    straight = kilometres(trips["on_lng"], trips["on_lat"], trips["off_lng"], trips["off_lat"])
    assert (straight <= trips["load_km"]).all()


def test_positions_lie_on_the_trips(city):
    trips, points = pd.read_parquet(city / "taxi_operation"), pd.read_parquet(city / "taxi_position")
    trips = trips[trips["on_time"] >= points["gps_time"].min()]
    near = pd.merge_asof(trips.sort_values("on_time"), points.sort_values("gps_time"), left_on="on_time", right_on="gps_time", by="plate_no",
                         direction="nearest", tolerance=pd.Timedelta(seconds=60)).dropna(subset=["gps_time"])  # fmt: skip
    assert len(near) > 0.95 * len(trips)
    assert np.median(kilometres(near["on_lng"], near["on_lat"], near["longitude"], near["latitude"])) < 0.3
    loaded = pd.merge_asof(points[points["occupied"] == "1"].sort_values("gps_time"), trips[["plate_no", "on_time", "off_time"]].sort_values("on_time"),
                           left_on="gps_time", right_on="on_time", by="plate_no")  # fmt: skip
    assert (loaded["gps_time"] <= loaded["off_time"]).mean() > 0.999


def test_cabs_and_buses_are_registered_vehicles(city):
    vehicles = pd.read_parquet(city / "vehicle_info", columns=["plate_no", "use_nature"])
    assert vehicles["plate_no"].is_unique
    for table, use in (("taxi_running", "D"), ("bus_gps", "C")):
        plates = set(pd.read_parquet(city / table, columns=["plate_no"])["plate_no"])
        assert plates <= set(vehicles.loc[vehicles["use_nature"] == use, "plate_no"]), table


def test_stops_are_named_after_roads(city):
    names = pd.read_parquet(city / "bus_stop")["stop_name"]
    assert set(names.str[:-1]) <= set(ROADS)


def test_passengers_go_to_the_roads_where_shops_last(tmp_path):
    """Boardings after noon (the way back) by road, against how many of the road's shops are still there."""
    from synthetic_data.city import build

    build(tmp_path / "city", size=0.15, seed=5, only=["enterprise_basic", "bus_stop"], answers=False)
    build(tmp_path / "taps", size=0.15, seed=5, only=["bus_card_tap"], answers=False, until=dt.date(2022, 4, 30))
    stops = pd.read_parquet(tmp_path / "city" / "bus_stop")
    taps = pd.read_parquet(tmp_path / "taps" / "bus_card_tap", columns=["stop_id", "tap_time", "transfer_flag"])
    back = taps[(taps["tap_time"].dt.hour >= 12) & (taps["transfer_flag"] == "0")].groupby("stop_id").size()
    served = stops.groupby(["stop_id", "county_code", "stop_name"])["route_id"].nunique().reset_index()
    served["visits"] = served["stop_id"].map(back).fillna(0) / served["route_id"]
    shops = road_shops(pd.read_parquet(tmp_path / "city" / "enterprise_basic"))
    lasting = shops.groupby(["county_code", "road"])["gone"].agg(["mean", "size"]).query("size >= 8")["mean"].rename("gone").reset_index()
    both = served.assign(road=served["stop_name"].str[:-1]).merge(lasting, on=["county_code", "road"])
    assert len(both) > 150
    assert within(-both["visits"].corr(both["gone"], method="spearman"), "shop_site", "goal_correlation")
