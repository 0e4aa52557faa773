"""Many reviews in one go: the largest first, and one that did not finish says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kit.cli import many
from kit.errors import KitError
from tests.conftest import ROOT


@pytest.fixture
def answering(tmp_path, monkeypatch):
    """Stands in for the reviews: a program that prints what it is told, whatever it is asked."""

    def with_words(words, code=0):
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{words}\nEND\nexit {code}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(many.sys, "executable", str(program))

    return with_words


@pytest.mark.parametrize(("words", "code", "why"), [
    ('{"error": {"code": "KIT-V021", "what": "正在审查", "where": "", "next_step": ""}}', 2, "[KIT-V021] 正在审查"),
    ("Traceback", 1, "退出码 1"), ("", -9, "退出码"),
])  # fmt: skip
def test_a_review_that_did_not_finish_says_why(answering, tmp_path, capsys, words, code, why):
    answering(words, code % 256)
    folder = ROOT / "products" / "enterprise_shell_scan"
    with pytest.raises(KitError, match="KIT-R020"):
        many.side_by_side([folder], {"--out": tmp_path}, tmp_path, 1)
    assert why in capsys.readouterr().err.replace("\n", "")


def test_the_largest_goes_first(monkeypatch, tmp_path):
    begun = []
    monkeypatch.setattr(many, "_one", lambda folder, options, running: begun.append(folder.name) or (folder.name, {"error": "-"}))
    monkeypatch.setattr("kit.review.sandbox.machine.free_memory", lambda: 0)
    names = ["enterprise_bid_query", "smart_underwriting", "enterprise_shell_scan"]
    with pytest.raises(KitError):
        many.side_by_side([ROOT / "products" / n for n in [*names, "no_such_product"]], {}, tmp_path, 1)
    assert begun == ["smart_underwriting", "enterprise_shell_scan", "enterprise_bid_query", "no_such_product"]


def test_each_has_one_core_until_others_are_left_over(monkeypatch, tmp_path):
    given = {}
    monkeypatch.setattr(many, "_one", lambda folder, options, running: given.update({folder.name: options["--cores"]}) or (folder.name, {"error": "-"}))
    monkeypatch.setattr("kit.review.sandbox.machine.free_memory", lambda: 1 << 40)
    with pytest.raises(KitError):
        many.side_by_side([ROOT / "products" / f"product_{n}" for n in range(5)], {}, tmp_path, 2)
    assert given == {"product_0": 1, "product_1": 1, "product_2": 2, "product_3": 2, "product_4": 2}


def test_nothing_but_the_json_is_printed_however_long_a_query_takes():
    """DuckDB draws a progress bar on standard output for a program that has no file, as with ``python -c``."""
    asks = "import duckdb; print(duckdb.sql(\"select value from duckdb_settings() where name = 'enable_progress_bar'\").fetchone()[0])"
    told = [
        subprocess.run([sys.executable, *how], capture_output=True, text=True, encoding="utf-8", check=True, input="").stdout.strip()
        for how in (["-c", asks], ["-m", "timeit", "-n1", "-r1", "-s", asks, "pass"])
    ]  # fmt: skip
    assert [t.splitlines()[0] for t in told] == ["true", "false"]
    assert many.command_of(Path("products/x"), {})[1:3] == ["-m", "kit"]
