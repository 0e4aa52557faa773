"""Scenarios and days: the same city, dearer, faulty, emptied, larger, or told up to a day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from kit.access import conform
from kit.access.quality import assess, fault_places
from kit.errors import DataError
from synthetic_data.city import answers_folder, build
from synthetic_data.scenarios import load_scenario, scenario_names

TOLD = ["enterprise_basic", "taxi_running", "outpatient_visit", "gas_usage", "tax_arrears", "bus_stop", "real_estate_mortgage"]


def rows(folder: Path) -> pd.DataFrame:
    table = pd.read_parquet(folder)
    return table.sort_values(list(table.columns), ignore_index=True)


def test_day_by_day_is_the_same_as_at_once(tmp_path):
    for day in ("2025-06-27", "2025-06-28", "2025-06-30", "2025-07-01"):
        build(tmp_path / "daily", size="tiny", seed=6, only=TOLD, until=dt.date.fromisoformat(day), answers=False)
    build(tmp_path / "once", size="tiny", seed=6, only=TOLD, until=dt.date(2025, 7, 1), answers=False)
    for name in TOLD:
        pd.testing.assert_frame_equal(rows(tmp_path / "daily" / name), rows(tmp_path / "once" / name), check_dtype=False)
    package = json.loads((tmp_path / "daily" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["deliveries"] == ["2025-06-27", "2025-06-28", "2025-06-30", "2025-07-01"]
    for resource in package["resources"]:
        assert resource["rows"] == len(pd.read_parquet(tmp_path / "daily" / resource["name"]))
    assert (tmp_path / "daily" / "taxi_running" / "all-00000@2025-06-30.parquet").exists()
    assert assess(tmp_path / "daily", only=["taxi_running"])[0].scores["timeliness"] == 100


def test_a_city_told_up_to_a_day_is_the_whole_city_as_known_on_it(city, tmp_path):
    from kit.access import Grant, TableGrant, make_room
    from kit.catalog import load

    day = dt.date(2024, 3, 31)
    build(tmp_path / "cut", size="workshop", seed=3, only=["enterprise_basic", "tax_arrears"], until=day, answers=False)
    for name in ("enterprise_basic", "tax_arrears"):
        make_room(city, Grant({name: TableGrant({f.name: "x" for f in load(name).fields})}), tmp_path / "room", day)
        pd.testing.assert_frame_equal(rows(tmp_path / "cut" / name), rows(tmp_path / "room" / name), check_dtype=False)
    assert conform(tmp_path / "cut", as_of=day) == []


@pytest.fixture(scope="module")
def dirty(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dirty") / "city"
    build(out, size="tiny", seed=4, scenario="dirty")
    return out


def test_every_planted_fault_is_found_and_nothing_else(dirty):
    place = ["table", "file", "row", "kind"]
    planted, found = pd.read_parquet(answers_folder(dirty) / "fault"), fault_places(dirty)
    both = planted.merge(found[place].drop_duplicates(), on=place, how="outer", indicator=True)
    counts = both.groupby("kind")["_merge"].value_counts().unstack()
    assert set(counts.index) == set(load_scenario("dirty").faults)
    assert (counts["both"] > 200).all()
    assert (counts["both"] / (counts["both"] + counts["left_only"]) > 0.99).all()
    assert (counts["both"] / (counts["both"] + counts["right_only"]) > 0.99).all()


def test_faults_are_as_frequent_as_declared(dirty):
    planted = pd.read_parquet(answers_folder(dirty) / "fault")
    taps = planted[planted["table"] == "bus_card_tap"]
    size = len(pd.read_parquet(dirty / "bus_card_tap", columns=["tap_id"]))
    for kind in ("missing", "duplicate", "unseen_code", "full_width", "broken_key"):
        declared = load_scenario("dirty").faults[kind]["rate"]
        assert (taps["kind"] == kind).sum() / size == pytest.approx(declared, rel=0.35), kind


def test_faults_lower_the_score_of_their_dimension(dirty, city):
    clean = {q.table: q for q in assess(city, only=["bus_card_tap", "social_insurance_detail"])}
    for spoilt in assess(dirty, only=["bus_card_tap", "social_insurance_detail"]):
        assert clean[spoilt.table].total == 100
        assert all(spoilt.scores[d] < 100 for d in ("completeness", "accuracy", "consistency"))


def test_a_year_later_prices_and_habits_have_moved_and_sums_still_add_up(tmp_path):
    only = ["water_usage", "medins_reimbursement", "medins_visit", "medins_account", "household_registration", "existing_home_filing"]
    for scenario in ("baseline", "drift"):
        build(tmp_path / scenario, size="tiny", seed=4, scenario=scenario, only=only, answers=False)
    before, after = (pd.read_parquet(tmp_path / s / "medins_reimbursement") for s in ("baseline", "drift"))
    assert after["medfee_sumamt"].mean() / before["medfee_sumamt"].mean() == pytest.approx(load_scenario("drift").money, abs=0.05)
    assert (after["fund_pay_sumamt"] + after["acct_pay"] + after["cash_payamt"] - after["medfee_sumamt"]).abs().max() < 1e-6
    empty = [(pd.read_parquet(tmp_path / s / "water_usage").query("user_nature == '居民生活'")["volume"] < 0.5).mean() for s in ("baseline", "drift")]
    assert empty[1] > empty[0]
    assert conform(tmp_path / "drift") == []


def test_one_table_is_empty_and_the_rest_are_as_ever(tmp_path):
    only = ["enterprise_basic", "tax_arrears"]
    build(tmp_path / "full", size="tiny", seed=4, only=only, answers=False)
    build(tmp_path / "none", size="tiny", seed=4, only=only, scenario="empty:tax_arrears", answers=False)
    assert len(pd.read_parquet(tmp_path / "none" / "tax_arrears")) == 0
    assert conform(tmp_path / "none") == []
    assert assess(tmp_path / "none", only=["tax_arrears"])[0].total == 0
    pd.testing.assert_frame_equal(rows(tmp_path / "none" / "enterprise_basic"), rows(tmp_path / "full" / "enterprise_basic"))


def test_large_is_ten_times_as_large(tmp_path):
    for scenario in ("baseline", "large"):
        build(tmp_path / scenario, size=0.01, seed=4, only=["enterprise_basic"], scenario=scenario, answers=False)
    small, large = (len(pd.read_parquet(tmp_path / s / "enterprise_basic")) for s in ("baseline", "large"))
    assert large == 10 * small


@pytest.mark.parametrize("name", ["nope", "empty", "dirty:water_usage"])
def test_an_unknown_scenario_is_refused(name):
    with pytest.raises(DataError, match="KIT-D013"):
        load_scenario(name)


def test_each_scenario_says_what_it_is():
    for name in scenario_names():
        scenario = load_scenario(f"{name}:water_usage" if name == "empty" else name)
        assert scenario.title, name
        assert len(scenario.what) > 8, name


def test_the_command_line_builds_checks_and_compares(tmp_path, capsys):
    from kit.cli import main

    def run(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["data", *arguments])
        return int(ended.value.code or 0)

    out = str(tmp_path / "city")
    assert run("build", "--size", "tiny", "--only", "欠税信息,enterprise_basic", "--scenario", "dirty", "--out", out) == 0
    capsys.readouterr()
    assert run("check", out, "--answers", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {"kind", "planted", "found", "recall", "precision"} == set(found[0])
    assert run("check", out, "--page", str(tmp_path / "quality.html")) == 2
    assert "全角数字" in (tmp_path / "quality.html").read_text(encoding="utf-8")
    assert run("build", "--until", "明天", "--out", out) == 2
    assert "KIT-D015" in capsys.readouterr().err
    assert run("build", "--engine", "cloud", "--out", out) == 2
    assert "KIT-D014" in capsys.readouterr().err
