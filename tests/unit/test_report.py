"""The report shows what failed first and why; the partner's copy gives nothing of the hidden city away."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kit.product.read_plan import read_plan
from kit.review.difference import difference
from kit.review.evidence import Evidence
from kit.review.finding import FAILED, PASSED, REJECT, WARNED, Finding, verdict
from kit.review.report import write
from kit.review.review import Review
from kit.review.sandbox import Level
from tests.conftest import ROOT

SEED = 1907253313


def finding(status: str, check: str, summary: str, **more) -> Finding:
    return Finding(status, summary, check=check, title=f"标题 {check}", source="依据", on_fail=REJECT, **more)


def reviewed(home: Path, *findings: Finding, before: Path | None = None) -> Review:
    folder = home / "artefact" / "product" / "honest"
    shutil.copytree(ROOT / "tests" / "hostile" / "submissions" / "honest", folder)
    evidence = Evidence(folder, "诚实的对照", Level.BWRAP, True, plan=read_plan(folder), seeds={"plain": SEED}, out=home, before=before)
    return Review(evidence, findings, verdict(findings), 12.0, home, "2026-11-24T20:00:00+00:00")


@pytest.fixture
def done(tmp_path) -> Review:
    review = reviewed(
        tmp_path, finding(PASSED, "good", "一切正常"), finding(WARNED, "odd", "有些奇怪"),
        finding(FAILED, "bad", "有 <b>问题</b>", next_step="改正", why="很要紧", final=True),
    )  # fmt: skip
    write(review)
    return review


def test_what_failed_comes_first_with_why_and_how(done):
    page = done.report.read_text(encoding="utf-8")
    assert page.index("标题 bad") < page.index("标题 odd") < page.index("标题 good")
    assert "为什么要紧:很要紧" in page
    assert "怎么办:改正(这一项不能推翻)" in page
    assert "<b>问题</b>" not in page


def test_the_partners_copy_holds_no_seed(done):
    for name in ("partner.html", "partner.json"):
        text = (done.folder / name).read_text(encoding="utf-8")
        assert "有些奇怪" in text
        assert str(SEED) not in text
    assert str(SEED) in (done.folder / "report.json").read_text(encoding="utf-8")
    assert "evidence" not in json.loads((done.folder / "partner.json").read_text(encoding="utf-8"))


def test_pages_need_nothing_from_elsewhere(done):
    page = done.report.read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert "https://" not in page


def test_the_difference_to_the_review_before_is_shown(done, tmp_path):
    later = reviewed(tmp_path / "later", finding(PASSED, "bad", "好了"), finding(PASSED, "good", "一切正常"), before=done.folder)
    (later.evidence.folder / "features.py").write_text("X = 1\n", encoding="utf-8")
    write(later)
    page = later.report.read_text(encoding="utf-8")
    assert 'id="changed"' in page
    now = json.loads((later.folder / "report.json").read_text(encoding="utf-8"))
    found = difference(done.folder, now)
    assert found.verdict == ("未通过", "通过")
    assert set(found.checks) == {("标题 bad", "不通过", "通过"), ("标题 odd", "提醒", "没有这项检查")}
    assert found.files == (("features.py", "新增"),)


def test_there_is_no_difference_to_nothing(done):
    assert difference(None, {}) is None
    assert 'id="changed"' not in done.report.read_text(encoding="utf-8")
