"""企业项目画像: where projects come from, who is beside the winner more often than chance has it, and what is told."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import KitError
from tests.products.load import module_of, tables

SLUG = "enterprise_project_profile"
DAY = dt.date(2025, 11, 30)
f, cobidding, service = (module_of(SLUG, name) for name in ("features", "cobidding", "service"))


def test_a_section_counts_once_and_its_money_is_in_ten_thousands():
    rows = [("A1", "P1", "U1", 5e5, "0", "2025-11-30", "341502"), ("A1", "P1", "U1", 5e5, "0", "2025-11-30", "341502"), ("A2", "P2", "U1", 5.0, "1", "2025-12-01", "341502"),
            ("A3", "P3", "U1", 5.0, "?", "2025-01-01", "341502")]  # fmt: skip
    told = f.awards(tables(construction_bid_award=("bid_section_code tender_project_code win_bidder_uscc bid_amount price_unit win_notice_date county_code", rows)), DAY).to_pandas()
    assert told["bid_section_code"].tolist() == ["A1", "A3"]
    assert told["amount"].fillna(-1).tolist() == [50.0, -1.0]
    with pytest.raises(KitError, match="KIT-U011"):
        f.one_story(told.assign(bid_section_code="A1"), "bid_section_code")


def test_permits_rights_and_penalties_are_those_of_the_day():
    rows = [("U1", "a", "许可", "2024-01-01", "2027-01-01"), ("U1", "a", "许可", "2024-01-01", "2027-01-01"), ("U1", "b", "许可", "2024-01-01", "2027-01-01"),
            ("U1", "c", "许可", "2020-01-01", "2023-01-01"), ("U1", "d", "许可", "2025-12-05", None), ("U1", "e", "处罚", "2024-01-01", None),
            ("U1", "f", "处罚", "2021-01-01", None)]  # fmt: skip
    told = f.decisions(tables(dual_publicity=("uscc doc_no record_type decision_date valid_to", rows)), DAY).to_pandas()
    assert told[["permits", "penalties"]].to_numpy().tolist() == [[2, 1]]
    owned = [("U1", "a", "2020-01-01", "2030-01-01"), ("U1", "b", "2020-01-01", "2030-01-01"), ("U1", "c", "2020-01-01", "2024-01-01"), ("U1", "d", None, None),
             ("U1", "e", "2025-12-01", None)]  # fmt: skip
    assert f.rights(tables(enterprise_ip=("uscc ip_id grant_date expire_date", owned)), DAY).to_pandas()["rights"].tolist() == [2]


def test_an_agency_is_found_by_section_or_by_a_project_of_one_section():
    won = pd.DataFrame({"bid_section_code": ["A1", "A2", "A3", "A4"], "tender_project_code": ["P1", "P2", "P3", "P3"]})
    notices = pd.DataFrame({"bid_section_code": ["A1", None, None], "tender_project_code": ["P1", "P2", "P3"], "agency_uscc": ["G1", "G2", "G3"]})
    assert f.with_agency(won, notices).fillna("").tolist() == ["G1", "G2", "", ""]


def test_concentration_stands_beside_what_chance_gives():
    groups, members = pd.Series(["a"] * 4 + ["b"] * 2), pd.Series(["x", "x", "x", "y", "x", None])
    found = f.concentration(groups, members)
    assert found.loc["a", "hhi"] == pytest.approx(0.625)
    assert found.loc["b", ["count", "different", "hhi"]].tolist() == [1, 1, 1]
    assert found.loc["a", "by_chance"] == pytest.approx(0.25 + 0.75 * (0.8**2 + 0.2**2))


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate(case):
    wins, listed = (np.array([v]) for v in case)
    row = f.win_rate(wins, listed).iloc[0]
    assert 0 <= row["low"] <= row["win_rate"] <= row["high"] <= 1


def sections(winner: str, beside: list[list[str]], county: str = "c") -> pd.DataFrame:
    return pd.DataFrame([(f"{winner}{n}", winner, county, rival) for n, rivals in enumerate(beside) for rival in rivals], columns=["section", "winner", "county", "rival"])


@pytest.fixture(scope="module")
def town():
    """Sixty winners with strangers beside them, one with the same two, and one in a county of three firms."""
    random = np.random.default_rng(3)
    others = [sections(f"W{n:02d}", random.choice([f"R{k:02d}" for k in range(60)], (3, 2)).tolist()) for n in range(60)]
    small = [sections(f"S{n}", random.choice(["Q1", "Q2", "Q3"], (3, 2)).tolist(), "d") for n in range(12)]
    rivals = pd.concat([*others, *small, sections("RING", [["X", "Y"], ["X", "Y"], ["X", "R01"]])], ignore_index=True).drop_duplicates()
    won = rivals.rename(columns={"section": "bid_section_code", "county": "county_code"})[["bid_section_code", "winner", "county_code"]].drop_duplicates()
    return rivals, won


def test_the_same_two_again_are_no_chance_but_a_small_county_is(town):
    found = cobidding.alarms(*town).set_index("uscc")
    assert found.loc["RING", "chance"] < 0.01
    assert (found.loc["RING", "most"], found.loc["RING", "repeated"]) == (3, 2)
    small = found.loc[[f"S{n}" for n in range(12)]]
    assert (small["most"] >= 2).all()
    assert not small["alarm"].any()
    assert found["alarm"].sum() <= 4


def test_what_is_expected_leaves_out_the_winners_own_sections(town):
    met = cobidding.pairs(*town).set_index(["winner", "rival"])
    assert met.loc[("RING", "X"), "together"] == 3
    assert met.loc[("RING", "X"), "expected"] < 0.2
    assert met.loc[("S0", slice(None)), :]["expected"].min() > 0.5


def test_shuffling_keeps_who_came_how_often_in_each_county(town):
    rivals, won = town
    mixed = cobidding.shuffled(rivals, 1)
    assert len(mixed) > 0.9 * len(rivals)
    assert set(mixed.loc[mixed["county"] == "d", "rival"]) <= {"Q1", "Q2", "Q3"}
    assert cobidding.alarms(mixed, won).set_index("uscc").loc["RING", "chance"] > 0.01


def test_the_baseline_does_not_ask_who_won():
    frame = pd.DataFrame({"bid_section_code": ["A", "A", "B", "B", "C"], "uscc": ["u", "v", "u", "v", "w"]})
    assert cobidding.raw_counts(frame).to_dict() == {"u": 2, "v": 2}


def test_the_answer_is_about_one_firm_and_leaves_out_what_is_not_known():
    profile = {"uscc": "U1", "name": "甲公司", "home": None, "listed": 5, "wins": 2, "win_rate": 0.4, "low": 0.1, "high": 0.8, "amount": 12.345, "agencies": 2.0, "agency_hhi": 0.5,
               "agency_chance": 0.52, "counties": np.nan, "county_hhi": np.nan, "county_chance": np.nan, "alarm": "可疑", "chance": 0.000123, "permits": 1, "penalties": 0,
               "rights": 0, "as_of": DAY}  # fmt: skip
    years = pd.DataFrame({"uscc": ["U1", "U1"], "year": [2025, 2024], "listed": [3, 2], "wins": [1, 1], "amount": [10.0, 2.345]})
    beside = pd.DataFrame({"uscc": "U1", "rival": [f"R{n}" for n in range(7)], "name": [None] + ["乙公司"] * 6, "together": [1, 2, 1, 1, 1, 1, 1], "expected": 0.01})
    loaded = service.load({"profiles": pd.DataFrame([profile]), "years": years, "companions": beside})
    said = service.answer({"uscc": "U1"}, loaded)
    assert said["clue"] == {"level": "可疑", "chance": 0.00012}
    assert [s["by"] for s in said["sources"]] == ["招标代理机构"]
    assert [y["year"] for y in said["years"]] == [2024, 2025]
    assert len(said["companions"]) == 5
    assert said["companions"][0] == {"name": "乙公司", "together": 2, "expected": 0.01}
    assert "home" not in said
    assert service.answer({"uscc": "U2"}, loaded) is None
