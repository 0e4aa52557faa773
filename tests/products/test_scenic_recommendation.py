"""热门旅游景区推荐服务: tastes are shrunk, crowded and closed spots stand aside, answers say why."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.products.load import module_of, tables

SLUG = "scenic_recommendation"
f, service, rules = (module_of(SLUG, name) for name in ("features", "service", "rules"))


@given(st.floats(0, 3))
def test_room_falls_from_whole_to_none_and_never_rises(load):
    assert 0 <= rules.room_left(load) <= 1
    assert rules.room_left(load) >= rules.room_left(load + 0.01)
    assert (rules.room_left(load) == 0) == (load >= rules.FULL)


def test_a_spot_without_a_capacity_is_not_punished():
    assert rules.room_left(float("nan")) == 1


def test_a_taste_is_the_share_against_everybodys_and_few_visitors_say_nothing():
    frame = pd.DataFrame({"party": ["亲子"] * 2 + ["长者"] * 2, "scenic_id": ["A", "B"] * 2, "visitors": [9000, 1000, 5, 100_000], "total": [10_000, 10_000, 10_000, 10_000]})
    lift = f.preference(frame, ["party"]).set_index(["party", "scenic_id"])["lift"]
    assert lift["亲子", "A"] == pytest.approx(1.77, abs=0.02)  # 9,200 of 5,200: shrunk a little from 1.8
    assert lift["亲子", "B"] < 0.3
    assert lift["长者", "A"] == 1


def test_the_future_and_repeated_rows_do_not_count():
    told = [("2025-08-30", "A", "合肥市", 30), ("2025-08-30", "A", "合肥市", 30), ("2025-09-02", "A", "合肥市", 99)]
    rows = f.by_origin(tables(visitor_origin=("stat_date scenic_id origin_city visitor_count", told)), dt.date(2025, 8, 31)).execute()
    assert rows["visitors"].tolist() == [30]


@pytest.fixture
def loaded():
    names = ["甲", "乙", "丙"]
    days = pd.DataFrame({"scenic_id": names, "stat_date": pd.Timestamp("2025-10-03"), "holiday": 1, "visitors": [900.0, 500.0, 100.0], "season": 1.0, "load": [0.2, 0.7, 0.1]})
    spots = pd.DataFrame({"scenic_id": names, "name": names, "level": ["4A", None, "3A"], "county": "金寨县", "ticket_price": 50.0, "place": [1, 2, 3], "open": 1})
    tastes = pd.DataFrame({"origin_city": ["不限"] * 3 + ["合肥市"] * 3, "scenic_id": names * 2, "holiday": 1, "lift": [1.0] * 3 + [0.1, 1.0, 2.5]})
    parties = pd.DataFrame({"party": "亲子", "scenic_id": names, "lift": [1.0, 1.0, 1.4]})
    return service.load({"spot_days": days, "spots": spots, "tastes": tastes, "parties": parties})


def ask(loaded, **request):
    return service.answer({"origin": "不限", "date": "2025-10-03", **request}, loaded)


def test_where_one_comes_from_changes_the_order(loaded):
    assert [s["name"] for s in ask(loaded)["recommended"]] == ["甲", "丙"]
    assert [s["name"] for s in ask(loaded, origin="合肥市")["recommended"]] == ["丙", "甲"]


def test_a_spot_that_will_be_full_is_avoided_and_told(loaded):
    said = ask(loaded)
    assert said["avoided"] == [{"name": "乙", "reason": "预计客流最高可达日最大承载量的 70%,请错峰"}]


def test_reasons_name_what_mattered(loaded):
    best = ask(loaded, origin="合肥市", party="亲子")["recommended"][0]
    assert best["reasons"] == ["与您同一客源地的游客去这里的比例是平均的 2.5 倍", "这里同类同行人的占比是平均的 1.4 倍", "预计不拥挤"]


def test_a_closed_spot_is_avoided_even_when_empty(loaded):
    loaded["spots"]["甲"]["open"] = 0
    assert {a["name"] for a in ask(loaded)["avoided"]} == {"甲", "乙"}


@pytest.mark.parametrize("request_", [{"origin": "无此市"}, {"date": "2031-01-01"}, {"date": "x"}])
def test_whatever_cannot_be_answered_is_none(loaded, request_):
    assert ask(loaded, **request_) is None
