"""What ``%load_ext kit`` brings to a notebook: magics, completion, hover, mistakes without a traceback."""

from __future__ import annotations

import shutil

import pytest

from kit.catalog import load
from kit.lab.magics import product_here
from tests.conftest import ROOT

SHELL_SCAN = ROOT / "products" / "enterprise_shell_scan"


@pytest.fixture
def shell(monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.delenv("KIT_ROOM", raising=False)
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "kit")
    yield made
    InteractiveShell.clear_instance()


def completed(shell, text: str) -> dict[str, str]:
    """Name → Chinese title of what IPython itself offers at the end of ``text``."""
    from IPython.core.completer import provisionalcompleter

    with provisionalcompleter():
        return {c.text: c.type for c in shell.Completer.completions(text, len(text))}


def test_the_catalog_magic_lists_shows_searches_and_tells_the_fate(shell):
    assert "62 个" in shell.run_line_magic("catalog", "")
    assert shell.run_line_magic("catalog", "欠税信息") is load("tax_arrears")
    assert "tax_arrears" in shell.run_line_magic("catalog", "欠税")
    renamed = shell.run_line_magic("catalog", "公积金缴纳信息")
    assert "公积金" in renamed._repr_html_()


def test_a_mistake_is_three_sentences_and_no_traceback(shell, capsys):
    shell.run_cell("%catalog 根本没有这样的目录")
    printed = capsys.readouterr().out
    assert "KIT-C" in printed
    assert "怎么办" in printed
    assert "Traceback" not in printed


def test_catalogs_are_completed_by_slug_and_by_chinese(shell):
    assert completed(shell, 'product.table("tax_a') == {"tax_arrears": "欠税信息"}
    assert completed(shell, 'product.table("欠税')["tax_arrears"] == "欠税信息"
    assert "tax_arrears" in completed(shell, "%catalog tax_")


@pytest.mark.parametrize("text", ["firms.reg", 'firms["reg', 'firms.select("uscc", "reg'])
def test_fields_of_a_table_are_completed_with_their_title(shell, text):
    import ibis

    shell.user_ns["firms"] = ibis.table({"uscc": "string", "reg_capital": "float64"}, name="enterprise_basic")
    assert "注册资本" in completed(shell, text)["reg_capital"]


def test_a_name_that_is_no_table_is_left_to_others(shell):
    shell.user_ns["number"] = 5
    assert "reg_capital" not in completed(shell, "number.re")


def test_hover_over_a_column_tells_its_chinese_title(shell):
    import ibis

    shell.user_ns["firms"] = ibis.table({"uscc": "string", "reg_capital": "float64"}, name="enterprise_basic")
    shell.user_ns["made"] = 1
    assert "注册资本" in shell.object_inspect_mime("firms.reg_capital")["text/markdown"]
    assert "企业" in shell.object_inspect_mime("firms")["text/markdown"]
    assert "text/markdown" not in shell.object_inspect_mime("made")


def test_hover_over_a_table_made_from_others_is_left_to_others_and_a_pandas_column_is_known(shell):
    import ibis
    import pandas as pd

    firms = ibis.table({"uscc": "string", "reg_capital": "float64"}, name="enterprise_basic")
    shell.user_ns |= {"few": firms.filter(firms.reg_capital > 1), "read": pd.DataFrame({"reg_capital": [1.0], "other": [2]})}
    assert "text/markdown" not in shell.object_inspect_mime("few")
    assert "注册资本" in shell.object_inspect_mime("few.reg_capital")["text/markdown"]
    assert "注册资本" in shell.object_inspect_mime("read.reg_capital")["text/markdown"]
    assert "text/markdown" not in shell.object_inspect_mime("read.other")


def test_a_run_by_the_kit_gets_the_magics_and_nothing_else(shell, monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setenv("KIT_ROOM", "room")
    InteractiveShell.clear_instance()
    other = InteractiveShell.instance()
    other.run_line_magic("load_ext", "kit")
    assert other.Completer.custom_matchers == []
    assert "62 个" in other.run_line_magic("catalog", "")


def test_the_product_of_a_check_is_the_one_around_or_the_one_named(tmp_path):
    from kit.errors import PlanError

    folder = tmp_path / "products" / "enterprise_shell_scan"
    shutil.copytree(SHELL_SCAN, folder, ignore=shutil.ignore_patterns(".kit"))
    assert product_here("", folder) == folder
    assert product_here("企业空壳扫描", tmp_path) == folder
    with pytest.raises(PlanError, match="KIT-P042"):
        product_here("", tmp_path)
    with pytest.raises(PlanError, match="KIT-P040"):
        product_here("个人信用贷", tmp_path)


@pytest.mark.parametrize(("magic", "strict", "seed"), [("check", False, 7), ("review", True, None)])
def test_a_check_runs_on_the_product_and_leaves_its_report_where_the_command_would(shell, monkeypatch, tmp_path, magic, strict, seed):
    import kit.review.review as room

    asked = {}
    monkeypatch.setattr(room, "review", lambda folder, out, **how: asked.update(how, folder=folder, out=out) or "done")
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    shutil.copytree(SHELL_SCAN, tmp_path / "products" / SHELL_SCAN.name, ignore=shutil.ignore_patterns(".kit"))
    monkeypatch.chdir(tmp_path)
    assert shell.run_line_magic(magic, "企业空壳扫描") == "done"
    assert asked["folder"] == tmp_path / "products" / SHELL_SCAN.name
    assert asked["out"] == tmp_path / ".kit" / "reviews" / SHELL_SCAN.name
    assert (asked["strict"], asked["seed"]) == (strict, seed)
    register = tmp_path / ".kit" / "registry"
    register.mkdir(parents=True)
    (register / "ledger.jsonl").touch()
    monkeypatch.delenv("KIT_REGISTRY", raising=False)
    shell.run_line_magic(magic, "企业空壳扫描")
    assert asked["register"] == register  # what the command refuses, the magic refuses


def test_displays_show_what_matters_and_escape_the_rest():
    from kit.product.read_plan import read_plan
    from kit.review.finding import Verdict, failed, verdict

    plan = read_plan(SHELL_SCAN)
    assert "敏感个人信息" in load("tax_arrears")._repr_html_()
    assert "去标识化的人企关系" in plan.grant._repr_html_()
    assert "空壳可疑度模型" in plan._repr_html_()
    finding = failed("有 <b>1</b> 处", "改掉", ["第 <3> 行"])
    assert "<b>" not in finding._repr_html_()
    assert "&lt;3&gt;" in finding._repr_html_()
    assert "未通过" in verdict([finding])._repr_html_()
    assert 'badge good' in Verdict("通过")._repr_html_()
