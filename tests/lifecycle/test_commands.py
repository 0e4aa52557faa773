"""The commands: one JSON document, exit codes, three lines for a mistake and never a traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kit.cli import main
from kit.dossier.registry import Registry
from tests.lifecycle.people import FOLDER, OPERATOR, PARTNER, PRODUCT, REVIEWER, WHY, registry, reviewed, walk


@pytest.fixture
def home(tmp_path) -> Path:
    return registry(tmp_path / "register").home


def run(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(w) for w in words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_from_nothing_to_a_contract(tmp_path, capsys):
    home = tmp_path / "register"
    at = ("--registry", home)
    assert run(capsys, "people", "found", OPERATOR, "--organisation", "运营机构(模拟)", *at)[0] == 0
    assert run(capsys, "people", "enrol", REVIEWER, "--role", "reviewer", "--organisation", "评审中心(模拟)", "--as", OPERATOR, *at)[0] == 0
    joined = run(capsys, "partner", "join", PARTNER, "--organisation", "甲公司(模拟)", "--contact", "数据负责人(岗位)", "--agreement", "HHR-1", "--since", "2026-01-01",
                 "--until", "2030-12-31", "--as", OPERATOR, *at)  # fmt: skip
    assert "已入驻" in joined[1]
    assert run(capsys, "plan", "submit", FOLDER, "--as", PARTNER, *at)[0] == 0
    assert run(capsys, "plan", "review", PRODUCT, *at)[0] == 0
    code, _, error = run(capsys, "plan", "review", PRODUCT, "--decision", "通过", "--reason", WHY, "--as", PARTNER, *at)
    assert (code, error[:11]) == (2, "[KIT-T024] ")  # the same person on two sides
    assert run(capsys, "plan", "review", "企业空壳扫描", "--decision", "通过", "--reason", WHY, "--as", REVIEWER, *at)[0] == 0
    code, out, _ = run(capsys, "history", PRODUCT, "--json", *at)
    assert [(e["event"], e["who"]) for e in json.loads(out)["entries"]] == [("submit_plan", PARTNER), ("approve_plan", REVIEWER)]
    assert json.loads(out)["state"] == "plan_approved"
    shown = json.loads(run(capsys, "partner", "show", PARTNER, "--json", *at)[1])
    assert shown["products"] == {PRODUCT: "方案已通过"}
    assert [p["roles"] for p in json.loads(run(capsys, "people", "list", "--json", *at)[1])] == [["operator"], ["reviewer"], ["partner"]]


def test_verify_says_where_and_ends_with_three(home, capsys):
    code, out, _ = run(capsys, "ledger", "verify", "--json", "--registry", home)
    assert (code, json.loads(out)["ok"], json.loads(out)["entries"]) == (0, True, 6)
    path = home / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace("协议-合伙人丁".encode(), "协议-合伙人戊".encode()))
    code, out, _ = run(capsys, "ledger", "verify", "--json", "--registry", home)
    assert (code, [p["line"] for p in json.loads(out)["problems"]]) == (3, [6])
    assert "第 6 条" in run(capsys, "ledger", "verify", "--registry", home)[1]


def test_without_a_register_the_reader_is_told_how_to_begin(tmp_path, capsys):
    code, _, error = run(capsys, "history", PRODUCT, "--registry", tmp_path / "nowhere")
    assert code == 2
    assert "kit people found" in error
    assert not (tmp_path / "nowhere").exists()


def test_a_register_is_founded_once(home, capsys):
    root = (home / "root.pub").read_bytes()
    code, _, error = run(capsys, "people", "found", "另一家", "--organisation", "另一家(模拟)", "--registry", home)
    assert (code, error[:11]) == (2, "[KIT-T030] ")
    assert (home / "root.pub").read_bytes() == root


def test_a_decision_is_signed_by_a_reviewer_that_the_register_knows(home, tmp_path, capsys):
    from kit.dossier.record import record_review

    made = walk(Registry(home), "approve_plan")
    folder = reviewed(tmp_path / "review")
    decide = ("decide", folder, "--decision", "通过", "--reason", WHY, "--registry", home, "--reviewer")
    assert run(capsys, *decide, REVIEWER)[2].startswith("[KIT-T065]")  # the ledger knows of no review of this
    record_review(made, folder, REVIEWER)
    assert run(capsys, *decide, "路人")[2].startswith("[KIT-T062]")
    assert run(capsys, *decide, PARTNER)[2].startswith("[KIT-T062]")
    assert not (folder / "decision.json").exists()
    assert run(capsys, *decide, REVIEWER)[0] == 0
    entry = made.standing(PRODUCT).acts["pass_product"]
    assert (entry.who, entry.digests["artefact"]) == (REVIEWER, json.loads((folder / "report.json").read_text())["artefact"])


def test_a_review_that_the_ledger_would_refuse_does_not_begin(home, tmp_path, capsys):
    out = tmp_path / "reviews"
    at = ("--out", out, "--registry", home)
    assert run(capsys, "review", FOLDER, "--as", REVIEWER, *at)[2].startswith("[KIT-T021]")
    walk(Registry(home), "approve_plan")
    assert run(capsys, "check", FOLDER, "--as", "路人", *at)[2].startswith("[KIT-T001]")
    assert not out.exists()


def test_the_diagram_is_text_for_mermaid(capsys):
    assert run(capsys, "ledger", "diagram")[1].startswith("stateDiagram-v2\n    joined: 已入驻\n")


def test_the_diagram_is_a_picture_too_and_a_products_page_marks_where_it_is(home, tmp_path, capsys):
    assert run(capsys, "ledger", "diagram", "--svg", tmp_path / "states.svg")[0] == 0
    assert (tmp_path / "states.svg").read_text(encoding="utf-8").startswith("<svg xmlns=")
    walk(Registry(home), "check")
    page = tmp_path / "site" / "history.html"
    assert run(capsys, "history", PRODUCT, "--html", page, "--registry", home)[0] == 0
    text = page.read_text(encoding="utf-8")
    assert re.search('data-state="checked"><g><title>[^<]*</title><rect class="here"', text)
    assert all(said in text for said in ("企业空壳扫描", "现在是“已自查”", "提交场景方案", PARTNER, "default-src 'none'"))


def test_a_product_that_the_ledger_does_not_know_is_said_so(home, tmp_path, capsys):
    code, out, _ = run(capsys, "history", PRODUCT, "--html", tmp_path / "page.html", "--registry", home)
    assert (code, "台账里还没有" in out, (tmp_path / "page.html").exists()) == (0, True, False)


@pytest.mark.parametrize("report", ["", "{", "[]", "{}"])
def test_a_report_that_cannot_be_read_is_no_traceback(home, tmp_path, capsys, report):
    (tmp_path / "report.json").write_text(report, encoding="utf-8")
    assert run(capsys, "decide", tmp_path, "--decision", "通过", "--reason", WHY, "--reviewer", REVIEWER, "--registry", home)[2].startswith("[KIT-R001]")


def test_entries_are_told_in_chinese(home, capsys):
    walk(Registry(home), "approve_plan")
    said = run(capsys, "ledger", "show", "--registry", home)[1]
    assert all(word in said for word in ("建立台账", "登记人员", "合伙人入驻", "提交场景方案", "运营机构"))
    assert not re.search("submit_plan|enrol|operator", said)
