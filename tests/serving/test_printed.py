"""An answer as a page to print says what the JSON says, under the declared titles, and fetches nothing."""

from __future__ import annotations

import json
from types import SimpleNamespace

import httpx
import pytest

from kit.product.read_plan import read_plan
from kit.serving.api.printed import printed, wants_page
from kit.serving.api.problems import Problem
from tests.conftest import ROOT
from tests.serving.conftest import KNOWN, UNKNOWN

PLAN = read_plan(ROOT / "products" / "credit_report_360")
SERVED = SimpleNamespace(plan=PLAN, api=PLAN.api)
SECTION = {
    "title": "投诉举报", "catalog": "投诉举报信息", "unit": "市市场监管局", "frequency": "每日", "recorded": True, "items": [{"item": "近三年受理的投诉", "value": "2 件"}],
    "note": "以投诉举报信息为准", "latest": None, "updated": "2025-11-30", "fresh": True, "counted_until": "2025-08-02", "dispute": "转市市场监管局核查",
}  # fmt: skip


def body(answer, preview=False) -> bytes:
    provenance = {"product": PLAN.name, "title": PLAN.title, "artefact": "a" * 64, "decided": None, "catalogs": [{"title": "投诉举报信息", "unit": "市市场监管局"}]}
    return json.dumps({"found": answer is not None, "answer": answer, "as_of": "2025-11-30", "provenance": provenance, "preview": preview}).encode()


@pytest.mark.parametrize(
    ("accept", "page"),
    [("text/html", True), ("text/html,application/xhtml+xml,*/*;q=0.8", True), ("text/html;q=0.9, application/json", True), ("application/json, text/html", False),
     ("application/json", False), ("*/*", False), ("", False)],
)  # fmt: skip
def test_a_page_is_given_to_who_names_it_first(accept, page):
    assert wants_page(accept) is page


def test_every_section_is_there_with_titles_source_and_where_to_object():
    text = printed(SERVED, body({"name": "<b>甲</b>公司", "recorded": 1, "sections": [SECTION] * 10, "as_of": "2025-11-30"})).decode()
    assert text.count("近三年受理的投诉") == 10
    for said in ("企业名称", "异议渠道", "数到哪一天", "2025-08-02", "转市市场监管局核查", "没有打分的", "aaaaaaaa", "&lt;b&gt;甲"):
        assert said in text
    assert "这家企业最近一条的日期" not in text  # empty in this answer
    assert "<b>甲" not in text
    assert not any(word in text for word in ("<script src", "http://", "https://", "src="))


def test_nothing_found_and_a_preview_are_said():
    assert "没有可以回答的" in printed(SERVED, body(None)).decode()
    assert "不得据以决策" in printed(SERVED, body(None, preview=True)).decode()


def test_a_page_that_cannot_be_made_is_our_fault_and_says_nothing():
    with pytest.raises(Problem):
        printed(SERVED, body({"sections": 5}))


def test_the_service_gives_page_or_json(service):
    url = f"{service.url}/v1/enterprise_overdue_risk_index/query"
    for code, said in ((KNOWN, "企业逾期风险指数"), (UNKNOWN, "没有可以回答的")):
        page = httpx.post(url, json={"query": {"uscc": code}}, headers=service.headers | {"Accept": "text/html"}, timeout=30)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert said in page.text
        assert code not in page.text
    assert httpx.post(url, json={"query": {"uscc": KNOWN}}, headers=service.headers, timeout=30).json()["found"] is True
