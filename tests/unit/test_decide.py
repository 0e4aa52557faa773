"""A reviewer decides; the rules of who may decide what, and about which artefact, can't be got round."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from kit.errors import ReviewError
from kit.product.artefact import digest
from kit.review.decide import Override, decide

WHY = "材料齐全,效果经复核属实"
FINDING = {"check": "quality", "title": "时间外效果优于基准", "status": "failed", "final": False}
FINAL = {"check": "no_identifiers", "title": "输出不含标识符与原始数据", "status": "failed", "final": True}
ASIDE = Override("quality", "accepted_risk", "样本少,区间宽,已另行核验", "乙")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "artefact" / "outputs").mkdir(parents=True)
    (tmp_path / "artefact" / "outputs" / "scores.parquet").write_bytes(b"scores")
    return tmp_path


def write(folder: Path, *findings: dict, strict: bool = True, partner: str = "合伙人") -> Path:
    report = {
        "product": "p", "title": "产品", "verdict": "未通过" if findings else "通过", "strict": strict, "partner": partner, "findings": list(findings),
        "artefact": digest(folder / "artefact"),
    }  # fmt: skip
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


def test_a_decision_is_written_beside_the_report_and_bound_to_it(folder):
    done = decide(write(folder), "通过", "甲", WHY)
    kept = json.loads((folder / "decision.json").read_text(encoding="utf-8"))
    assert kept == done
    assert kept["decision"] == "通过"
    assert kept["report"] == sha256((folder / "report.json").read_bytes()).hexdigest()


def test_stricter_than_the_machine_is_always_allowed(folder):
    assert decide(write(folder), "未通过", "甲", "用途与场景方案不符,退回")["proposed"] == "通过"


def test_a_finding_is_set_aside_by_two_people(folder):
    assert decide(write(folder, FINDING), "通过", "甲", WHY, [ASIDE])["overrides"][0]["why"] == "风险已评估并接受"


@pytest.mark.parametrize(("code", "findings", "arguments"), [
    ("KIT-R004", [], ("好", "甲", WHY)),
    ("KIT-R005", [], ("通过", "甲", "可以")),
    ("KIT-R006", [], ("通过", "合伙人", WHY)),
    ("KIT-R006", [FINDING], ("通过", "甲", WHY, [Override("quality", "accepted_risk", ASIDE.text, "合伙人")])),
    ("KIT-R008", [FINDING], ("通过", "甲", WHY, [Override("repeatable", "accepted_risk", ASIDE.text, "乙")])),
    ("KIT-R009", [FINAL], ("通过", "甲", WHY, [Override("no_identifiers", "false_alarm", ASIDE.text, "乙")])),
    ("KIT-R010", [FINDING], ("通过", "甲", WHY, [Override("quality", "whatever", ASIDE.text, "乙")])),
    ("KIT-R010", [FINDING], ("通过", "甲", WHY, [Override("quality", "accepted_risk", "行", "乙")])),
    ("KIT-R011", [FINDING], ("通过", "甲", WHY, [Override("quality", "accepted_risk", ASIDE.text, "甲")])),
    ("KIT-R012", [FINDING], ("通过", "甲", WHY)),
    ("KIT-R012", [FINDING | {"status": "errored"}], ("通过", "甲", WHY)),
])  # fmt: skip
def test_a_decision_that_may_not_be_taken_is_refused(folder, code, findings, arguments):
    with pytest.raises(ReviewError) as refused:
        decide(write(folder, *findings), *arguments)
    assert refused.value.code == code
    assert not (folder / "decision.json").exists()


def test_a_check_of_ones_own_is_nothing_to_decide_on(folder):
    with pytest.raises(ReviewError, match="KIT-R002"):
        decide(write(folder, strict=False), "通过", "甲", WHY)


def test_nobody_decides_on_what_nobody_submitted(folder):
    with pytest.raises(ReviewError, match="KIT-R015"):
        decide(write(folder, partner=""), "通过", "甲", WHY)


def test_a_second_decision_is_refused(folder):
    decide(write(folder), "通过", "甲", WHY)
    with pytest.raises(ReviewError, match="KIT-R003"):
        decide(folder, "未通过", "甲", "改了主意,决定退回重做")


def test_what_was_changed_after_the_review_cannot_be_decided_on(folder):
    write(folder)
    (folder / "artefact" / "outputs" / "scores.parquet").write_bytes(b"other")
    with pytest.raises(ReviewError, match="KIT-R007"):
        decide(folder, "通过", "甲", WHY)
