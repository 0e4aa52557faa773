"""公交运营情况分析: trips from calls, a timetable from first and last buses, where riders get off, a feed that tools can read."""

from __future__ import annotations

import datetime as dt
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.serving.publish.gtfs import write
from tests.products.load import module_of, tables

SLUG = "bus_operation_analysis"
DAY = dt.date(2025, 12, 28)
f, chains, gtfs = (module_of(SLUG, name) for name in ("features", "chains", "gtfs"))
STOP = "stop_id stop_name route_id direction stop_seq longitude latitude"
# One line of five stops a kilometre apart, called at in both directions.
LINE = [(f"S{n}", f"站{n}", "R1", "0", n, 116.5 + 0.0106 * n, 31.75) for n in range(1, 6)]
LINE += [(f"S{6 - n}", f"站{6 - n}", "R1", "1", n, 116.5 + 0.0106 * (6 - n), 31.75) for n in range(1, 6)]


def called(*rows):
    gps = [(vehicle, "R1", direction, f"2025-12-01 {time}", stop) for vehicle, direction, time, stop in rows]
    told = tables(bus_stop=(STOP, LINE), bus_gps=("vehicle_id route_id direction gps_time next_stop_id", gps))
    return f.calls(told, DAY).execute()


def test_a_bus_that_turns_or_starts_again_is_on_another_trip():
    run = [("V1", "0", f"07:0{n}:00", f"S{n}") for n in range(1, 6)]
    back = [("V1", "1", f"07:1{n}:00", f"S{6 - n}") for n in range(1, 6)]
    again = [("V1", "0", f"07:3{n}:00", f"S{n}") for n in range(1, 4)]
    call = called(*run, *back, *again)
    trips = call[call["seq"] == call["first"]].sort_values("start")
    assert trips["direction"].tolist() == ["0", "1", "0"]
    assert trips["met"].tolist() == [5, 5, 3]
    assert call["offset"].max() == 240


def test_the_same_call_told_twice_and_a_stop_of_another_line_do_not_count():
    call = called(("V1", "0", "07:01:00", "S1"), ("V1", "0", "07:01:00", "S1"), ("V1", "0", "07:02:00", "X9"))
    assert len(call) == 1


def lines(**more):
    return pd.DataFrame({"route_id": ["R1", "R1"], "direction": ["0", "1"], "first_time": ["06:00:00", "06:40:00"], "last_time": ["19:00:00", "19:40:00"],
                         "headway_peak": [10, 10], "headway_offpeak": [20, 20], **more})  # fmt: skip


def test_the_way_back_has_its_peak_when_the_buses_come_back():
    slots = f.timetables(lines())
    assert (slots["R1", "1"] - slots["R1", "0"] == 40).all()
    assert np.diff(slots["R1", "0"])[:5].tolist() == [20, 20, 20, 10, 10]


@given(st.lists(st.floats(0, 8), min_size=1, max_size=20))
def test_a_bus_less_late_than_the_interval_meets_its_own_slot(late):
    slots = 360 + 10.0 * np.arange(len(late))
    found = f.matched(pd.Series(slots + late), slots)
    assert np.allclose(found["late"], late)
    assert found["due"].dropna().eq(10).all()


def test_uneven_buses_cost_waiting_and_even_ones_none():
    def call(*minutes):
        times = pd.Timestamp("2025-12-01 10:00") + pd.to_timedelta(list(minutes), unit="min")
        return pd.DataFrame({"route_id": "R1", "direction": "0", "seq": 0, "gps_time": times, "period": "平峰", "due": 10.0})

    even, uneven = (f.headways(call(*m)).iloc[0] for m in ((0, 10, 20, 30, 40), (0, 2, 20, 22, 40)))
    assert even[["cv", "extra_wait"]].tolist() == [0, 0]
    assert uneven["headway"] == 10
    assert uneven["extra_wait"] == pytest.approx(164 / 20 - 5)


def place():
    return f.stops(tables(bus_stop=(STOP, LINE))).execute()


def linked(*taps):
    frame = pd.DataFrame(taps, columns=["card_hash", "tap_time", "direction", "seq"]).assign(route_id="R1")
    frame["tap_time"] = pd.to_datetime("2025-12-" + frame["tap_time"])
    return chains.links(frame, chains.Lines.of(place())).set_index("tap_time").sort_index()


def test_who_goes_and_comes_back_got_off_where_the_way_back_began():
    out = linked(("C1", "01 07:00", "0", 0), ("C1", "01 17:00", "1", 1))
    assert out["alight"].tolist() == [3, 4]  # at the fourth stop, and home at the first, which is the fifth on the way back
    assert out["how"].tolist() == ["下一次上车", "回到起点"]


def test_a_single_ride_says_nothing_but_a_habit_does():
    assert linked(("C1", "01 07:00", "0", 0))["how"].tolist() == ["推不出"]
    regular = [("C1", f"{d:02d} {t}", way, at) for d in (1, 2, 3) for t, way, at in (("07:00", "0", 0), ("17:00", "1", 1))]
    out = linked(*regular, ("C1", "04 07:00", "0", 0))
    assert out.iloc[-1][["alight", "how"]].tolist() == [3, "常去"]


def test_who_walks_a_stop_once_is_outvoted_by_the_usual_days():
    usual = [("C1", f"{d:02d} {t}", way, at) for d in (1, 2, 3) for t, way, at in (("07:00", "0", 0), ("17:00", "1", 1))]
    out = linked(*usual, ("C1", "04 07:00", "0", 0), ("C1", "04 17:00", "1", 2))
    assert out.loc["2025-12-04 07:00", "alight"] == 3


def test_nobody_gets_off_upstream():
    assert linked(("C1", "01 07:00", "0", 3), ("C1", "01 09:00", "0", 0))["how"].tolist() == ["推不出", "回到起点"]


def test_nobody_walks_further_than_one_walks(monkeypatch):
    monkeypatch.setattr(chains, "NEAR", 0.5)
    far = place()["route_id"].eq("R1") & place()["direction"].eq("0") & place()["seq"].ge(3)
    moved = place().assign(latitude=lambda t: t["latitude"] + np.where(far, 0.1, 0.0))
    taps = pd.DataFrame({"card_hash": "C1", "tap_time": pd.to_datetime(["2025-12-01 07:00", "2025-12-01 17:00"]), "route_id": "R1", "direction": ["0", "1"], "seq": [2, 1]})
    assert chains.links(taps, chains.Lines.of(moved))["how"].tolist() == ["推不出", "回到起点"]


def test_the_mirror_is_where_most_board_the_other_way():
    taps = pd.DataFrame({"route_id": "R1", "direction": ["0", "1", "1", "1"], "seq": [0, 2, 2, 1]})
    assert chains.mirrored(taps, chains.Lines.of(place())).tolist()[0] == 2


def test_zones_hold_stops_near_each_other_and_have_names_of_their_own():
    zone = f.zones(place())
    assert zone["stop_id"].is_unique
    assert 2 <= zone["zone"].nunique() <= 4
    twice = place().assign(stop_name="同名")
    assert f.zones(twice).groupby("zone")["stop_id"].size().sum() == 5
    assert f.zones(twice)["zone"].nunique() == zone["zone"].nunique()


@pytest.fixture
def feed():
    running = pd.DataFrame([("R1", d, s, n, 180.0 * n) for d in "01" for s in ("工作日", "休息日") for n in range(5)], columns=["route_id", "direction", "service", "seq", "offset"])
    bands = pd.DataFrame([("R1", d, 6 * 3600, 9 * 3600, 600.0) for d in "01"], columns=["route_id", "direction", "start", "end", "headway"])
    named = lines(route_name="1路", first_stop=["站1", "站5"], last_stop=["站5", "站1"])
    return gtfs.feed(named, place(), running, bands, ("20251201", "20251228"), {"工作日": 60, "休息日": 20})


def test_the_feed_refers_to_nothing_that_it_does_not_hold(feed):
    assert set(feed["trips"]["route_id"]) <= set(feed["routes"]["route_id"])
    assert set(feed["stop_times"]["stop_id"]) <= set(feed["stops"]["stop_id"])
    for name in ("stop_times", "frequencies"):
        assert set(feed[name]["trip_id"]) == set(feed["trips"]["trip_id"])
    assert set(feed["trips"]["service_id"]) == set(feed["calendar"]["service_id"])
    assert feed["routes"]["route_id"].is_unique
    assert feed["calendar"]["observed_trips"].sum() == feed["agency"]["observed_trips"].item() == 80


def test_the_feed_is_a_zip_of_plain_csv_that_gtfs_kit_accepts(feed, tmp_path):
    path = write({f"gtfs_{name}": part for name, part in feed.items()} | {"loads": feed["stops"]}, tmp_path / "feed.zip")
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {f"{name}.txt" for name in ("agency", "routes", "stops", "trips", "stop_times", "calendar", "frequencies")}
        assert archive.read("stop_times.txt").decode().splitlines()[:3] == [
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence", "T00001,00:00:00,00:00:00,S1,1", "T00001,00:03:00,00:03:00,S2,2"]  # fmt: skip
    assert path.read_bytes() == write({f"gtfs_{name}": part for name, part in feed.items()}, tmp_path / "again.zip").read_bytes()
    kit = pytest.importorskip("gtfs_kit")  # pip install gtfs-kit==13.0.1 (geopandas and more: too heavy for every environment)
    read = kit.read_feed(path, dist_units="km")
    assert len(read.trips) == 4
    assert read.compute_trip_stats()["num_stops"].eq(5).all()


def test_a_data_set_without_a_feed_gets_none(tmp_path):
    assert write({"loads": pd.DataFrame()}, tmp_path / "feed.zip") is None
    assert not list(tmp_path.iterdir())
