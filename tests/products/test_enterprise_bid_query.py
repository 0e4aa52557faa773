"""企业中标信息查询: words, how a notice finds its section, and what is told."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import KitError
from tests.products.load import module_of, tables

SLUG = "enterprise_bid_query"
DAY = dt.date(2025, 11, 30)
f, words, linking, service = (module_of(SLUG, name) for name in ("features", "words", "linking", "service"))
FIRM = "六安金安华创建设工程（模拟）有限公司"


def test_one_name_in_two_hands_is_one_name():
    assert words.firm(FIRM) == words.firm("金安华创建设工程(模拟)有限公司") == "金安华创建设工程模拟有限公司"
    assert words.firm(FIRM) != words.firm("六安金安华凯建设工程（模拟）有限公司")


def test_a_year_does_not_spoil_the_word_after_it():
    assert {"2024", "老旧", "小区", "改造"} <= set(words.words("金安区（模拟）安泰镇2024年老旧小区改造"))


def test_a_title_is_told_from_its_ending():
    assert words.project("安泰镇桥梁加固工程中标结果变更公告") == words.project("安泰镇桥梁加固工程")


def test_words_are_found_in_any_order_and_rare_ones_weigh_more():
    index = words.index(["安泰镇桥梁加固工程", "和盛镇桥梁加固工程", "和盛镇道路改造工程"])
    assert set(index.find("桥梁 加固 和盛镇")) == {1}
    assert set(index.find("桥梁加固工程")) == {0, 1}
    assert index.find("农村饮水安全") == {}
    assert index.find("") == {}


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for(text):
    assert set(words.index([FIRM]).find(text)) <= {0}


def awards(*rows):
    names = ["bid_section_code", "tender_project_code", "tender_project_name", "win_bidder_name", "win_bidder_uscc", "bid_amount", "win_notice_date", "county_code"]
    return pd.DataFrame(rows, columns=names)


def notices(*rows):
    names = ["notice_id", "bid_section_code", "tender_project_code", "notice_title", "win_bidder_name", "win_bidder_uscc", "bid_amount", "notice_time", "county_code"]
    return pd.DataFrame(rows, columns=names)


AWARDS = awards(
    ("A1", "P1", "金安区安泰镇2025年桥梁加固工程", FIRM, "U1", 50.0, "2025-03-01", "341502"),
    ("A2", "P2", "金安区和盛镇2025年道路改造工程", FIRM, "U1", 80.0, "2025-03-04", "341502"),
    ("A3", "P2", "金安区和盛镇2025年学校维修工程", "乙公司", "U2", 20.0, "2025-03-04", "341502"),
)
WEIGHTS = {
    ("中标人", "代码相同"): 4.0, ("中标人", "代码不同"): -6.0, ("中标人", "名称相同"): 3.0, ("中标人", "名称不同"): -6.0, ("项目", "全部"): 5.0, ("项目", "大半"): -4.0,
    ("项目", "少数"): -6.0, ("金额", "相同"): 6.0, ("金额", "不同"): -6.0, ("日期", "十天以内"): 1.0,
}  # fmt: skip


def test_codes_come_first_and_a_project_of_two_sections_tells_nothing():
    told = notices(
        ("J1", "A1", None, None, None, None, None, "2025-03-02", "341502"), ("J2", None, "P1", None, None, None, None, "2025-03-02", "341502"),
        ("J3", None, "P2", None, None, None, None, "2025-03-02", "341502"), ("J4", "X9", "P1", None, None, None, None, "2025-03-02", "341502"),
    )  # fmt: skip
    found = linking.by_code(told, AWARDS)
    assert found["how"].tolist() == ["标段编号", "项目编号", "", ""]
    assert found["section"].fillna("").tolist() == ["A1", "A1", "", ""]


@pytest.mark.parametrize(
    ("title", "name", "uscc", "amount", "day", "section"),
    [
        ("和盛镇道路改造工程中标结果公告", None, "U1", 80.0, "2025-03-06", "A2"),
        ("和盛镇道路改造工程中标结果公告", "金安华创建设工程(模拟)有限公司", None, 80.0, "2025-03-06", "A2"),
        ("和盛镇道路改造工程监理中标结果公告", "丙公司", "U3", 2.4, "2025-03-06", ""),
        ("金安区和盛镇2025年道路改造工程中标结果公告", FIRM, "U1", 80.0, "2025-08-06", ""),
    ],
)
def test_without_codes_the_facts_must_agree(title, name, uscc, amount, day, section):
    told = notices(("J1", None, None, title, name, uscc, amount, day, "341502"))
    found = linking.link(told, AWARDS, linking.by_code(told, AWARDS), WEIGHTS)
    assert found["section"].tolist() == ([section] if section else [])


def test_a_section_is_given_to_one_notice_only():
    row = ("和盛镇道路改造工程中标结果公告", FIRM, "U1", 80.0, "2025-03-06", "341502")
    told = notices(("J1", "A2", None, *row), ("J2", None, None, *row), ("J3", None, None, *row))
    assert linking.link(told, AWARDS, linking.by_code(told, AWARDS), WEIGHTS)["notice_id"].tolist() == ["J1"]
    rest = told.iloc[1:]
    assert len(linking.link(rest, AWARDS, linking.by_code(rest, AWARDS), WEIGHTS)) == 1


def test_weights_are_learnt_from_what_codes_tell():
    told = notices(("J1", None, None, "安泰镇桥梁加固工程中标结果公告", FIRM, "U1", 50.0, "2025-03-02", "341502"),
                   ("J2", None, None, "和盛镇学校维修工程中标结果公告", "乙公司", "U2", 20.0, "2025-03-05", "341502"))  # fmt: skip
    weights = linking.learn(linking.pairs(told, AWARDS), {"J1": "A1", "J2": "A3"})
    assert weights["金额", "相同"] > 0 > weights["金额", "不同"]
    assert weights["项目", "全部"] > 0 > weights["项目", "少数"]


def test_only_what_was_known_is_read_and_repeats_count_once():
    table = tables(construction_bid_award=("bid_section_code win_notice_date", [("A1", "2025-11-30"), ("A1", "2025-11-30"), ("A2", "2025-12-01")]))
    assert f.awards(table, DAY).to_pandas()["bid_section_code"].tolist() == ["A1"]


def test_money_is_in_ten_thousands_and_two_stories_of_one_section_stop_the_run():
    frame = pd.DataFrame({"code": ["a", "b", "c"], "bid_amount": [500_000.0, 50.0, 7.0], "price_unit": ["0", "1", "?"]})
    assert f.tidy(frame, ["code"], "bid_amount")["bid_amount"].fillna(-1).tolist() == [50.0, 50.0, -1.0]
    with pytest.raises(KitError, match="KIT-U011"):
        f.tidy(frame.assign(code="a"), ["code"], "bid_amount")


@pytest.fixture(scope="module")
def loaded():
    tenders = pd.DataFrame({
        "bid_section_code": ["A1", "A2"], "tender_project_code": ["P1", None], "project": ["安泰镇桥梁加固工程", "和盛镇道路改造工程"], "county": ["金安区", None],
        "winner": [FIRM, "乙公司"], "winner_uscc": ["U1", "U2"], "amount": [50.0, None], "award_date": ["2025-03-01", "2025-03-04"],
        "time_limit_days": [90.0, None], "agency": ["丁公司", None], "notice_date": ["2025-03-02", None], "notice_type": ["变更公告", None],
        "linked_by": ["标段编号", "没有对上的公告"], "as_of": [DAY, DAY],
    })  # fmt: skip
    candidates = pd.DataFrame({
        "bid_section_code": ["A1", "A1", "A2"], "rank": [1, 2, 1], "candidate": [FIRM, "乙公司", "乙公司"], "candidate_uscc": ["U1", "U2", "U2"],
        "price": [50.0, 51.0, None],
    })  # fmt: skip
    return service.load({"tenders": tenders, "candidates": candidates, "firms": pd.DataFrame({"uscc": ["U1", "U2"], "name": [FIRM, "乙公司"]})})


@pytest.mark.parametrize(
    ("request_", "sections"),
    [
        ({"uscc": "U2"}, ["A2", "A1"]), ({"uscc": "U1"}, ["A1"]), ({"code": "P1"}, ["A1"]), ({"code": "A2"}, ["A2"]), ({"project": "工程 桥梁加固"}, ["A1"]),
        ({"name": "华创建设"}, ["A1"]), ({"uscc": "U2", "project": "道路改造"}, ["A2"]), ({"uscc": "U1", "project": "道路改造"}, []), ({"uscc": "U9"}, []), ({}, []),
        ({"uscc": "", "project": "道路改造"}, []), ({"uscc": "U2", "page": 2}, []),
    ],
)  # fmt: skip
def test_every_condition_given_must_hold(loaded, request_, sections):
    said = service.answer(request_, loaded)
    assert [t["section_code"] for t in said["tenders"]] == sections if sections else said is None


def test_an_answer_leaves_out_what_is_not_known_and_names_the_rank_asked_for(loaded):
    newest, older = service.answer({"uscc": "U2"}, loaded)["tenders"]
    assert newest == {"section_code": "A2", "award_date": "2025-03-04", "linked_by": "没有对上的公告", "corrected": False, "project": "和盛镇道路改造工程", "winner": "乙公司",
                      "candidates": [{"rank": 1, "name": "乙公司"}], "rank": 1}  # fmt: skip
    assert (older["rank"], older["corrected"], older["notice_date"], older["time_limit_days"]) == (2, True, "2025-03-02", 90)
