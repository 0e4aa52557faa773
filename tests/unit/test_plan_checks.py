"""What the review asks of a scenario plan before it looks at any run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from kit.product.read_plan import read_plan
from kit.review.checks import described, graded, lawful_ground, one_scenario
from kit.review.evidence import Evidence
from kit.review.finding import Finding
from kit.review.sandbox import Level
from tests.conftest import ROOT

HONEST = ROOT / "tests" / "hostile" / "submissions" / "honest"
OVERDUE = ROOT / "products" / "enterprise_overdue_risk_index"


def evidence(home: Path, product: Path, **changes) -> Evidence:
    """The product's plan with some of its sections replaced; None takes one away."""
    folder = home / "reviews" / "copy" / product.name
    shutil.copytree(product, folder, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    raw = yaml.safe_load((folder / "product.yaml").read_text(encoding="utf-8"))
    raw = {k: v for k, v in (raw | changes).items() if v is not None}
    (folder / "product.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return Evidence(folder, "产品", Level.BWRAP, True, plan=read_plan(folder), out=home / "reviews" / product.name)


def only(check, of: Evidence) -> Finding:
    (finding,) = check.check(of)
    return finding


@pytest.mark.parametrize("check", [described, graded, lawful_ground, one_scenario])
@pytest.mark.parametrize("product", [HONEST, OVERDUE], ids=lambda p: p.name)
def test_complete_plans_pass(tmp_path, check, product):
    assert only(check, evidence(tmp_path, product)).status == "passed"


def test_a_description_without_limits_is_incomplete(tmp_path):
    found = only(described, evidence(tmp_path, HONEST, description={"summary": "就诊人数", "coverage": "全市居民", "update": "每年一次"}))
    assert (found.status, found.detail) == ("failed", ("limits(适用限制)",))


def test_the_sample_text_of_a_new_product_is_no_description(tmp_path):
    said = {"summary": "写明产品给出什么", "coverage": "全市居民", "update": "每年", "limits": "不足十人的格不公布"}
    assert only(described, evidence(tmp_path, HONEST, description=said)).detail == ("summary 还是样例文字",)


def test_personal_information_needs_a_ground(tmp_path):
    assert only(lawful_ground, evidence(tmp_path, HONEST, personal_data=None)).status == "failed"


def test_sensitive_information_needs_a_separate_consent(tmp_path):
    said = {"ground": "同意", "purposes": ["监测"], "necessity": "汇总", "per_query": False}
    assert "单独同意" in only(lawful_ground, evidence(tmp_path, HONEST, personal_data=said)).summary


def test_an_api_by_consent_asks_for_it_with_every_query(tmp_path):
    said = {"ground": "单独同意", "purposes": ["贷前审查"], "necessity": "授权", "per_query": False}
    api = {"title": "查询", "request": [{"name": "uscc", "title": "代码", "type": "string", "subject": "risk_index.uscc"}],
           "response": [{"name": "index", "title": "指数", "type": "integer"}]}  # fmt: skip
    assert "per_query" in only(lawful_ground, evidence(tmp_path, OVERDUE, personal_data=said, api=api)).summary


def outputs_of(product: Path) -> dict:
    return yaml.safe_load((product / "product.yaml").read_text(encoding="utf-8"))["outputs"]


def test_a_lower_grade_needs_a_reason(tmp_path):
    outputs = outputs_of(HONEST)
    del outputs["county_rates"]["grade_reason"]
    assert only(graded, evidence(tmp_path, HONEST, outputs=outputs)).status == "failed"


def test_no_reason_lowers_a_field_that_leaves_row_by_row(tmp_path):
    outputs = outputs_of(HONEST)
    del outputs["county_rates"]["persons"]
    found = only(graded, evidence(tmp_path, HONEST, outputs=outputs))
    assert found.status == "failed"
    assert any("diag_code" in d for d in found.detail)


def test_a_scenario_belongs_to_one_product(tmp_path):
    mine = evidence(tmp_path, HONEST)
    other = tmp_path / "reviews" / "other"
    other.mkdir()
    (other / "report.json").write_text(json.dumps({"product": "other", "title": "另一个产品", "scenario": mine.scenario}), encoding="utf-8")
    assert only(one_scenario, mine).status == "failed"
    (other / "report.json").write_text(json.dumps({"product": "other", "title": "另一个产品", "scenario": "LA-别的"}), encoding="utf-8")
    assert only(one_scenario, mine).status == "passed"
