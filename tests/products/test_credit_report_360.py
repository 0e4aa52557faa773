"""360信用报告: what each section counts and until when, and that nothing found is not said to be nothing done."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tests.products.load import module_of, tables

SLUG = "credit_report_360"
DAY = dt.date(2025, 11, 30)
f, sections, service = (module_of(SLUG, name) for name in ("features", "sections", "service"))


def read(rows, **table):
    return rows(tables(**table), DAY).to_pandas().set_index("uscc")


def test_the_status_is_that_of_the_day():
    names = "uscc ent_name est_date reg_capital suspend_date revoke_date deregister_date"
    rows = [("U1", "甲", "2020-01-01", 100, None, None, None), ("U2", "乙", "2020-01-01", 100, None, "2025-01-01", None), ("U3", "丙", "2020-01-01", 100, None, None, "2025-12-01"),
            ("U4", "丁", "2025-12-01", 100, None, None, None)]  # fmt: skip
    assert read(f.registration, enterprise_basic=(names, rows))["status"].to_dict() == {"U1": "存续", "U2": "吊销", "U3": "存续"}


def test_penalties_count_three_years_back_and_end_before_the_day():
    names = "uscc record_type doc_no fine_amount decision_date valid_to"
    rows = [("U1", "处罚", "d1", 2.0, "2025-11-20", None), ("U1", "处罚", "d1", 2.0, "2025-11-20", None), ("U1", "处罚", "d2", 9.0, "2025-11-25", None),
            ("U1", "处罚", "d3", 9.0, "2022-11-28", None), ("U1", "许可", "d4", None, "2020-01-01", "2026-01-01")]  # fmt: skip
    told = read(f.publicity, dual_publicity=(names, rows)).loc["U1"]
    assert (told["penalties"], told["fines"], told["permits"]) == (1, 2.0, 1)


def test_arrears_are_those_of_the_newest_notice_of_all():
    names = "taxpayer_no tax_type balance notice_period notice_date"
    rows = [("U1", "增值税", 10.0, "2025Q3", "2025-11-08"), ("U1", "房产税", 5.0, "2025Q3", "2025-11-08"), ("U2", "增值税", 7.0, "2025Q2", "2025-08-08")]
    told = read(f.arrears, tax_arrears=(names, rows))
    assert told["balance"].to_dict() == {"U1": 15.0, "U2": 0.0}
    assert told["notices"].to_dict() == {"U1": 1, "U2": 1}


def test_insurance_ends_with_the_last_month_and_begins_a_year_before():
    names = "uscc period insured_count pay_status"
    rows = [("U1", "2025-10", 5, "足额"), ("U1", "2025-09", 4, "部分"), ("U1", "2025-11", 9, "未缴"), ("U1", "2024-01", 4, "未缴")]
    told = read(f.insurance, social_insurance_payment=(names, rows)).loc["U1"]
    assert (told["period"], told["insured"], told["short"], str(told["latest"])[:10]) == ("2025-10", 5, 1, "2025-10-31")


def test_a_complaint_counts_only_when_all_of_its_time_have_been_published():
    names = "uscc complaint_id accept_date result publicity_date"
    rows = [("U1", "c1", "2025-08-01", "达成调解协议", "2025-09-01"), ("U1", "c2", "2025-10-01", None, "2025-11-01"), ("U2", "c3", "2025-08-01", None, "2025-12-01")]
    told = read(f.complaints, consumer_complaint=(names, rows))
    assert told[["complaints", "agreed"]].to_numpy().tolist() == [[1, 1]]


def test_looking_back_finds_what_was_not_published_yet():
    names = "uscc complaint_id accept_date result publicity_date"
    rows = [("U1", "c1", "2025-04-20", None, "2025-06-01"), ("U2", "c2", "2025-01-01", None, "2025-02-01"), ("U3", "c3", "2025-01-01", None, "2025-12-15")]
    told = f.told_when(tables(consumer_complaint=(names, rows)), DAY).to_pandas().astype({"accepted": "datetime64[s]", "published": "datetime64[s]"})
    assert [f.false_clear(told, dt.date(2025, 4, 30), wait) for wait in (0, 60)] == [(1, 1), (1, 0)]


@pytest.mark.parametrize(("value", "text"), [(3, "3"), (1234.5, "1,234.50"), (20.0, "20"), ("A", "A 级"), ("存续", "存续")])
def test_values_are_written_for_people(value, text):
    assert sections.said(value) == text


def test_a_report_has_every_section_with_its_source_and_nothing_is_scored():
    about = [{"section": x.name, "number": n, "title": x.title, "catalog": "某目录", "unit": "某局", "frequency": "每日", "updated": DAY, "fresh": "是", "counted_until": DAY,
              "note": "以某目录为准", "nothing": "没有记录不等于没有发生", "dispute": sections.DISPUTE.format(unit="某局")} for n, x in enumerate(sections.SECTIONS)]  # fmt: skip
    rows = pd.DataFrame({"uscc": ["U1"], "cases": [2], "latest": [DAY]})
    case = next(x for x in sections.SECTIONS if x.name == "cases")
    loaded = service.load({"sections": pd.DataFrame(about), "subjects": pd.DataFrame({"uscc": ["U1", "U2"], "name": ["甲", None], "as_of": DAY}), "facts": sections.facts(case, rows)})
    said = service.answer({"uscc": "U1"}, loaded)
    assert (said["name"], said["recorded"], len(said["sections"])) == ("甲", 1, 10)
    told = {s["title"]: s for s in said["sections"]}
    assert told["案件查办"]["items"] == [{"item": "近三年市场监管案件", "value": "2 件"}]
    assert told["投诉举报"]["items"] == []
    assert told["投诉举报"]["note"] == "没有记录不等于没有发生"
    assert all("某局" in s["dispute"] for s in said["sections"])
    assert not any("分数" in s["title"] or "评分" in s["title"] for s in said["sections"])
    assert "name" not in service.answer({"uscc": "U2"}, loaded)
    assert service.answer({"uscc": "U3"}, loaded) is None
