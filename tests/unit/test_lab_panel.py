"""What the panel is told: catalogs, products with how they fared, findings with the place to mend."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from kit.catalog import load
from kit.lab import listing
from kit.lab.home import home_of
from kit.lab.places import place_of
from kit.lab.products import products
from kit.lab.start import environment, terminal_line
from kit.product.artefact import copy_sources
from kit.review.workspace import RUNNING, workspace
from tests.conftest import ROOT

NAME = "enterprise_shell_scan"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("KIT_REGISTRY", raising=False)
    shutil.copytree(ROOT / "products" / NAME, tmp_path / "products" / NAME, ignore=shutil.ignore_patterns(".kit"))
    return tmp_path


def finding(summary: str, *detail: str, status: str = "failed") -> dict[str, object]:
    return {"check": "x", "title": "一项检查", "status": status, "summary": summary, "detail": list(detail), "next_step": ""}


def reviewed(home, *findings, strict: bool = False, verdict: str = "限期整改"):
    folder = home / ".kit" / "reviews" / NAME
    folder.mkdir(parents=True)
    report = {"title": "企业空壳扫描", "verdict": verdict, "strict": strict, "reviewed": "2026-01-01T00:00:00+00:00", "findings": list(findings)}
    (folder / "partner.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    copy_sources(home / "products" / NAME, folder)
    return folder


def test_all_catalogs_are_listed_with_the_lines_to_insert():
    listed = {c["name"]: c for c in listing.catalogs()}
    assert len(listed) == 62
    arrears = listed["tax_arrears"]
    assert arrears["reading"] == 'tax_arrears = product.table("tax_arrears")'
    assert (arrears["grade"], arrears["frequency"]) == ("敏感个人信息", load("tax_arrears").frequency)
    assert listing.search("欠税") == listing.search("tax_arrears") == ["tax_arrears"]


def test_the_lines_for_the_plan_are_a_plan(home):
    """Pasted under ``catalogs:``, they declare the key fields of the catalog."""
    from kit.product.read_plan import read_plan

    plan = home / "products" / NAME / "product.yaml"
    arrears = next(c for c in listing.catalogs() if c["name"] == "tax_arrears")
    plan.write_text(plan.read_text(encoding="utf-8").replace("catalogs:\n", f"catalogs:\n{arrears['plan']}{arrears['fields'][7]['plan']}", 1), encoding="utf-8")
    granted = read_plan(plan.parent).grant.tables["tax_arrears"].fields
    assert set(granted) == {*load("tax_arrears").primary_key, arrears["fields"][7]["name"]}


def test_what_a_plan_declares_is_told_with_the_line_to_add_below(home):
    told = listing.declared(NAME, home)
    lines = (home / "products" / NAME / "product.yaml").read_text(encoding="utf-8").splitlines()
    assert "reg_capital" in told["fields"]["enterprise_basic"]
    assert lines[told["line"] - 1] == "catalogs:"
    assert "fields:" in lines[told["lines"]["enterprise_basic"] - 1]
    (home / "products" / NAME / "product.yaml").write_text("a: [", encoding="utf-8")
    assert listing.declared(NAME, home)["fields"] == {}


def of(home, name: str = NAME):
    return next(p for p in products(home) if p["name"] == name)


def test_a_product_goes_from_nothing_to_checked_to_changed(home):
    assert of(home, "personal_credit_loan")["folder"] == ""
    assert of(home)["last"] is None
    reviewed(home, finding("一处"), finding("好", status="passed"))
    assert of(home)["last"] | {"when": ""} == {"kind": "自查", "verdict": "限期整改", "tone": "warn", "when": "", "left": 1, "changed": False}
    (home / "products" / NAME / "features.py").write_text("", encoding="utf-8")
    assert of(home)["last"]["changed"]


@pytest.mark.parametrize(("broken", "line"), [("a: [", True), ("- 1\n", True), ("product: 企业空壳扫描\ncatalogs: 5\noutputs: [1, 2]\n", True), (None, False)])
def test_a_plan_that_cannot_be_read_says_so_and_spoils_nothing_else(home, broken, line):
    """Not the list of the others, not what may be inserted, not the findings of before."""
    assert of(home)["problem"] is None
    plan = home / "products" / NAME / "product.yaml"
    plan.unlink()
    if broken is not None:
        plan.write_text(broken, encoding="utf-8")
    told = of(home)["problem"]
    assert told["what"]
    assert told["next_step"]
    assert (told["place"] is not None) is line
    assert len(products(home)) == 27
    assert listing.declared(NAME, home)["fields"] == {}
    assert place_of(finding("输出 1 与声明不符"), home, NAME) is None or broken is not None


def test_half_a_plan_still_tells_what_it_declares(home):
    plan = home / "products" / NAME / "product.yaml"
    plan.write_text("catalogs:\n  tax_arrears: 5\n  enterprise_basic:\n    fields: [uscc]\n  water_usage:\n", encoding="utf-8")
    assert listing.declared(NAME, home)["fields"] == {"tax_arrears": [], "enterprise_basic": ["uscc"], "water_usage": []}


def test_while_a_review_runs_the_one_before_it_is_shown(home):
    folder = reviewed(home, finding("以前"))
    (folder / "report.json").write_text("{}", encoding="utf-8")
    assert not of(home)["running"]
    with workspace(folder):
        assert of(home)["running"]
        assert of(home)["last"]["verdict"] == "限期整改"
        assert [f["summary"] for f in listing.findings(NAME, home)["findings"]] == ["以前"]
    assert not of(home)["running"]


def test_a_second_review_may_not_work_where_another_does(tmp_path):
    from kit.errors import ReviewError

    out = tmp_path / NAME
    with workspace(out):
        (out / "kept").touch()
        with pytest.raises(ReviewError, match="KIT-R021"), workspace(out):
            pass
        assert (out / "kept").exists()


def test_a_number_that_another_process_has_by_now_is_no_review(home):
    out = home / ".kit" / "reviews" / NAME
    out.mkdir(parents=True)
    (out / RUNNING).write_text(str(os.getpid()), encoding="utf-8")
    assert of(home)["running"]
    os.utime(out / RUNNING, (1_000_000, 1_000_000))  # long before this process began
    assert not of(home)["running"]


def test_the_state_in_the_register_is_told_and_a_spoilt_ledger_too(home, monkeypatch):
    from tests.dossier.made import approved

    assert of(home)["standing"] is None
    register = approved(home).home
    monkeypatch.setenv("KIT_REGISTRY", str(register))
    assert of(home)["standing"]["title"] == "方案已通过"
    assert of(home, "personal_credit_loan")["standing"] is None
    ledger = register / "ledger.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("approve_plan", "promote"), encoding="utf-8")
    assert (of(home)["standing"]["title"], of(home)["standing"]["tone"]) == ("台账不可信", "bad")


def test_a_decision_of_people_stands_above_what_the_machine_proposed(home):
    folder = reviewed(home, strict=True)
    (folder / "decision.json").write_text(json.dumps({"decision": "通过"}), encoding="utf-8")
    assert listing.findings(NAME, home)["last"]["kind"] == "决定"
    assert listing.findings(NAME, home)["last"]["verdict"] == "通过"


def test_findings_come_worst_first_and_only_what_the_partner_may_see(home):
    folder = reviewed(home, finding("好", status="passed"), finding("坏"))
    (folder / "report.json").write_text('{"seeds": "hidden"}', encoding="utf-8")
    found = listing.findings(NAME, home)
    assert [f["summary"] for f in found["findings"]] == ["坏", "好"]
    assert "seeds" not in json.dumps(found)


def test_a_finding_leads_to_its_cell_or_line(home):
    plan = (home / "products" / NAME / "product.yaml").read_text(encoding="utf-8").splitlines()
    cells = json.loads((home / "products" / NAME / "product.ipynb").read_text(encoding="utf-8"))["cells"]
    assert place_of(finding("首次运行:单元报错,第 4 个单元(“取数”一节)"), home, NAME)["cell"] == 3
    assert place_of(finding("没有字段 x(enterprise_shell_scan/product.yaml:24)"), home, NAME)["line"] == 24
    unused = place_of(finding("申请了但没有用到 1 个字段", "enterprise_basic.reg_capital"), home, NAME)
    assert "reg_capital" in plan[unused["line"] - 1]
    model = place_of(finding("1 处与声明不符", "空壳可疑度模型:没有留下 shell_model.lgb.txt"), home, NAME)
    assert "shell_model" in "".join(cells[model["cell"]]["source"])
    assert place_of(finding("服务形式不对"), home, NAME) is None


def test_a_plan_that_cannot_be_read_still_has_findings(home):
    (home / "products" / NAME / "product.yaml").write_text("a: [", encoding="utf-8")
    assert place_of(finding("说不清在哪里"), home, NAME) is None


def test_the_home_is_found_from_a_product_and_from_the_folder_above(home, monkeypatch):
    monkeypatch.delenv("KIT_HOME", raising=False)
    assert home_of(home / "products" / NAME) == home
    (home / "synthetic_data").mkdir()
    assert home_of(home.parent) in (home, home.parent)
    monkeypatch.setenv("KIT_HOME", str(home))
    assert home_of(home.parent.parent) == home


def test_jupyterlab_is_given_the_folders_of_this_package_first():
    given = environment({"JUPYTER_PATH": "mine"})
    assert given["JUPYTER_PATH"].endswith("mine")
    assert "share" in given["JUPYTER_PATH"]
    assert "etc" in given["JUPYTER_CONFIG_PATH"]


def test_the_line_for_a_terminal_holds_with_spaces_on_both_kinds_of_shell(tmp_path):
    import shlex

    home = tmp_path / "我的 产品"
    words = shlex.split(terminal_line(["check", NAME], home, windows=False))
    assert (words[:3], words[-2:]) == (["cd", str(home), "&&"], ["check", NAME])
    assert terminal_line(["check", NAME], home, windows=True).startswith(f'cd "{home}"; & "')
