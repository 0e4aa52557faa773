"""社保断缴核验: each kind of month, each kind of person, and the windows that can be asked about."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.products.load import module_of, tables

SLUG = "social_insurance_gap_check"
f, r, service = module_of(SLUG, "features"), module_of(SLUG, "rules"), module_of(SLUG, "service")
DAY = dt.date(2024, 6, 30)
MONTHS = [f"2024-{m:02d}" for m in range(1, 7)]
FIELDS = "person_id insurance_type period corresponding_period pay_type full_received_flag"


def month(period: str, person: str = "P", kind: str = "110", told: str = "正常应缴", full: str | None = "1", of: str | None = None):
    return (person, kind, period, of or period, told, full)


def both(periods, **more):
    return [month(p, kind=kind, **more) for p in periods for kind in ("110", "310")]


OTHER = both(MONTHS, person="Q")  # 另有一个月月在缴的人,使每个月都有数据


def history(rows, person="P"):
    found = f.histories(tables(social_insurance_detail=(FIELDS, [*rows, *OTHER])), DAY).execute().set_index("person_id").loc[person]
    return r.History(found["first"], *(r.split(found[name]) for name in ("gaps", "unclear", "owed")))


@pytest.mark.parametrize(
    ("rows", "first", "gaps", "unclear", "owed"),
    [
        (both(MONTHS), "2024-01", (), (), ()),
        (both(["2024-01", "2024-02", "2024-05", "2024-06"]), "2024-01", ("2024-03", "2024-04"), (), ()),
        (both(["2024-05", "2024-06"]), "2024-05", (), (), ()),  # 新参保的人
        (both(["2024-01"]), "2024-01", tuple(MONTHS[1:]), (), ()),
        (both(MONTHS, full="0"), "2024-01", (), (), tuple(MONTHS)),  # 单位欠缴
        ([*both(MONTHS[:5]), month("2024-06", kind="310")], "2024-01", (), ("2024-06",), ()),  # 只有医疗
        ([*both(MONTHS[:5]), month("2024-06", of="2024-05", told="补缴")], "2024-01", ("2024-06",), (), ()),
        ([*both([m for m in MONTHS if m != "2024-03"]), month("2024-06", of="2024-03", told="补缴")], "2024-01", (), (), ()),
        ([*both(MONTHS), month("2024-06", of="2024-04", told="退费")], "2024-01", (), ("2024-04",), ()),
        ([*both(MONTHS[:5]), month("2024-06", told="?")], "2024-01", (), ("2024-06",), ()),
        ([*both(MONTHS), month("2024-07")], "2024-01", (), (), ()),  # 截止日以后
        (both(MONTHS) * 2, "2024-01", (), (), ()),  # 送了两次
    ],
)  # fmt: skip
def test_each_kind_of_month(rows, first, gaps, unclear, owed):
    assert history(rows) == r.History(first, gaps, unclear, owed)


KNOWN = ("2024-01", "2024-06")


@pytest.mark.parametrize(
    ("person", "window", "state"),
    [
        (None, KNOWN, r.UNSURE),
        (r.History("2024-01", (), (), ()), KNOWN, r.STEADY),
        (r.History("2024-01", ("2024-03",), (), ()), KNOWN, r.BROKEN),
        (r.History("2024-01", ("2024-03",), (), ()), ("2024-04", "2024-06"), r.STEADY),
        (r.History("2024-01", (), ("2024-03",), ()), KNOWN, r.UNSURE),
        (r.History("2024-01", ("2024-02",), ("2024-03",), ()), KNOWN, r.BROKEN),
        (r.History("2024-05", (), (), ()), KNOWN, r.STEADY),
        (r.History("2024-05", (), (), ()), ("2024-01", "2024-04"), r.UNSURE),
        (r.History("2024-01", (), (), ("2024-02",)), KNOWN, r.STEADY),
        (r.History("2024-01", (), (), ()), ("2023-12", "2024-06"), r.UNSURE),
        (r.History("2024-01", (), (), ()), ("2024-01", "2024-07"), r.UNSURE),
        (r.History("2024-01", (), (), ()), ("2024-06", "2024-01"), r.UNSURE),
    ],
)  # fmt: skip
def test_each_kind_of_person_and_window(person, window, state):
    assert r.judge(person, *window, KNOWN).state == state


@given(st.sets(st.sampled_from(MONTHS), min_size=1), st.sampled_from(MONTHS), st.sampled_from(MONTHS))
def test_a_gap_is_a_month_between_first_and_last_without_a_record(paid, since, until):
    first = min(paid)
    person = r.History(first, tuple(m for m in MONTHS if m >= first and m not in paid), (), ())
    judged = r.judge(person, since, until, KNOWN)
    asked = [m for m in MONTHS if since <= m <= until and m >= first]
    expected = r.UNSURE if not asked else r.BROKEN if set(asked) - paid else r.STEADY
    assert judged.state == expected
    assert set(judged.gaps) == (set(asked) - paid)


def test_a_month_that_was_not_sent_stops_the_product():
    whole = pd.DataFrame({"month": MONTHS, "people": [100, 101, 99, 103, 104, 102]})
    assert f.incomplete(whole, DAY) == 0
    assert f.incomplete(whole.drop(index=3), DAY) == 1
    assert f.incomplete(whole.drop(index=5), DAY) == 1
    assert f.incomplete(whole.assign(people=[100, 101, 20, 103, 104, 102]), DAY) == 1
    assert f.incomplete(whole.head(0), DAY) == 1


def test_a_half_month_does_not_count_yet():
    assert [f.last_month(dt.date(2024, 6, d)) for d in (1, 29, 30)] == ["2024-05", "2024-05", "2024-06"]
    assert f.last_month(dt.date(2024, 12, 31)) == "2024-12"


def test_whatever_cannot_be_answered_is_answered_alike():
    served = pd.DataFrame({"person_id": ["P", "R"], "first": ["2024-01", "2024-01"], "gaps": ["2024-03", ""], "unclear": ["", "2024-02"], "owed": ["2024-05", ""],
                           "known_from": KNOWN[0], "known_until": KNOWN[1], "as_of": DAY})  # fmt: skip
    loaded = service.load({"histories": served})
    ask = lambda person, since="2024-01", until="2024-06": service.answer({"person_id": person, "since": since, "until": until}, loaded)  # noqa: E731
    assert ask("P") == {"state": "断缴", "gap_months": ["2024-03"], "owed_months": ["2024-05"], "counted_from": "2024-01", "as_of": "2024-06-30"}
    unsure = {"state": "不可核验", "gap_months": [], "owed_months": [], "as_of": "2024-06-30"}
    assert ask("R") == ask("nobody") == ask("P", "2023-01") == ask("P", until="x") == unsure
