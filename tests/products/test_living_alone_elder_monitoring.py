"""独居老人监测: who lives alone, what falls month by month, who is away, and what an answer promises."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "living_alone_elder_monitoring"
f, d, service = module_of(SLUG, "features"), module_of(SLUG, "decline"), module_of(SLUG, "service")
DAY = dt.date(2025, 6, 30)
FULL, SHORT = "安徽省六安市金安区甲苑2栋{}室", "金安区甲苑2#{}"


def city(people, accounts=()):
    return tables(
        household_registration=("person_id household_id birth_date cancel_date address", people),
        water_usage=("user_no address data_month volume", [(user, address, "2025-06", 3.0) for user, address in accounts]),
    )  # fmt: skip


def test_one_person_of_sixty_in_a_household_lives_alone():
    rows = [
        ("P1", "H1", "1950-01-01", None, FULL.format(101)),
        ("P2", "H2", "1950-01-01", None, FULL.format(102)), ("P3", "H2", "1952-01-01", None, FULL.format(102)),  # two
        ("P4", "H3", "1950-01-01", None, FULL.format(103)), ("P5", "H3", "1950-01-01", "2024-01-01", FULL.format(103)),  # widowed
        ("P6", "H4", "1950-01-01", None, FULL.format(104)), ("P7", "H4", "1950-01-01", "2025-08-01", FULL.format(104)),  # not yet widowed on the day
        ("P8", "H5", "1990-01-01", None, FULL.format(105)), ("P9", "H6", "1965-07-15", None, FULL.format(106)),  # too young
        ("P1", "H1", "1950-01-01", None, FULL.format(101)),  # sent twice
    ]  # fmt: skip
    assert sorted(f.alone(city(rows), DAY).execute()["person_id"]) == ["P1", "P4"]


def test_two_ways_of_writing_an_address_are_one_place():
    rows = [("P1", "H1", "1950-01-01", None, FULL.format(101)), ("P2", "H2", "1950-01-01", None, "安徽省六安市金安区永泰村7号")]
    found = f.elders(city(rows, [("W2", SHORT.format(101)), ("W1", FULL.format(101)), ("W3", FULL.format(102))]), DAY).execute()
    assert found[["person_id", "user_no"]].to_numpy().tolist() == [["P1", "W1"]]


def test_only_whole_quarters_are_compared():
    assert f.quarters(dt.date(2025, 6, 30)) == ("2025Q2", "2024Q2")
    assert f.quarters(dt.date(2025, 5, 31)) == ("2025Q1", "2024Q1")
    assert f.months(DAY, 3) == ["2025-04", "2025-05", "2025-06"]


def test_who_is_in_an_institution_at_the_end_of_a_month():
    stay = pd.DataFrame({"person_id": ["P1", "P2"], "checkin_date": ["2025-05-10", "2024-01-01"], "checkout_date": [None, "2025-06-15"]})
    inside = f.inside(stay, pd.Series(["P1", "P2", "P3"]), DAY)
    assert inside[:, -3:].tolist() == [[False, True, True], [True, True, False], [False, False, False]]


def homes(*special, others=200, months=28):
    """Steady homes with noise, and before them the special ones, each a factor for the last months."""
    random = np.random.default_rng(3)
    volume = 3.4 * np.exp(random.normal(0, 0.2, (len(special) + others, months)))
    for at, factors in enumerate(special):
        volume[at, -len(factors) :] = 3.4 * np.array(factors)
    return volume


def test_falling_month_by_month_comes_first_and_going_away_is_something_else():
    volume = homes([0.85, 0.7, 0.5, 0.4], [1.0, 1.0, 1.0, 0.05])
    signs = d.signs(volume)
    assert d.top(signs.ramp, 0.01)[0, -1] == 1
    assert signs.away[1, -1]
    assert not signs.away[0, -1]
    assert np.isnan(signs.ramp[1, -1])


def test_the_end_of_a_leak_is_no_decline():
    volume = homes([4.0] * 6 + [1.0] * 4)
    assert d.signs(volume).ramp[0, -1] < 2


def test_a_month_in_which_everybody_uses_less_is_nobody_s_decline():
    volume = homes(others=300)
    volume[:, -1] *= 0.7
    assert abs(np.nanmedian(d.signs(volume).ramp[:, -1])) < 0.5


def test_a_meter_that_stands_still_is_not_judged():
    volume = homes()
    volume[0] = 0.1
    assert np.isnan(d.signs(volume).ramp[0]).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(18, 27), st.integers(0, 2**31))
def test_a_month_is_judged_by_what_was_known_then(month, seed):
    """Later readings change no earlier absence, and no earlier score but for the common scale."""
    volume = homes(others=30)
    later = volume.copy()
    later[:, month + 1 :] = np.random.default_rng(seed).uniform(0, 9, later[:, month + 1 :].shape)
    one, other = d.signs(volume), d.signs(later)
    assert (one.away[:, : month + 1] == other.away[:, : month + 1]).all()
    assert (np.isfinite(one.ramp[:, : month + 1]) == np.isfinite(other.ramp[:, : month + 1])).all()
    order = [np.argsort(s.ramp[:, month], kind="stable").tolist() for s in (one, other)]
    assert order[0] == order[1]


def test_who_is_away_every_winter_is_not_to_be_checked():
    away = np.zeros((2, 28), bool)
    away[:, -1] = True
    away[0, -13] = True
    assert d.stopped(away).tolist() == [False, True]


def test_gas_is_compared_with_the_year_before():
    before, now = np.r_[np.full(50, 30.0), 30.0, 1.0, np.nan], np.r_[np.linspace(25, 36, 50), 12.0, 0.5, 20.0]
    less = d.gas_less(before, now)
    assert less[50] == 1
    assert less[25] == 0
    assert np.isnan(less[51:]).all()


def test_months_on_the_list_are_counted_back_from_the_last():
    assert d.run_length(np.array([[1, 0, 1, 1], [1, 1, 1, 0], [1, 1, 1, 1]])).tolist() == [2, 0, 4]


def test_an_answer_says_how_far_the_data_reach_and_what_a_human_does():
    served = pd.DataFrame({"person_id": ["P1", "P2"], "state": ["关注", "看不出"], "months": [2, 0], "gas_less": [1.0, np.nan], "water_until": "2025-06", "as_of": DAY})
    loaded = service.load({"elders": served})
    first = service.answer({"person_id": "P1"}, loaded)
    assert (first["state"], first["gas"], first["water_until"]) == ("关注", "也在减少", "2025-06")
    assert "由人判断" in first["next_step"]
    assert service.answer({"person_id": "P2"}, loaded)["gas"] == "没有读数"
    assert service.answer({"person_id": "P3"}, loaded) is None


@pytest.mark.parametrize("words", ["做不到实时", "独居”由户籍推得"])
def test_the_plan_says_what_it_cannot_do(words):
    from kit.product.read_plan import read_plan

    plan = read_plan(ROOT / "products" / SLUG)
    assert words in str(plan.scenario["purpose"])
    assert plan.personal_data
    assert plan.personal_data.per_query
    assert plan.leaving == ()
