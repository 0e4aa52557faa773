"""Copies of the real products, each broken in one way: the right check says so and none of them ever passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from kit.review.review import Review, review
from tests.conftest import ROOT

SHELL, OVERDUE = "enterprise_shell_scan", "enterprise_overdue_risk_index"
# The smallest hidden city in which the whole product still passes: quick, and the control below holds it.
SIZE = 0.05


def copy(name: str, home: Path) -> Path:
    folder = home / name
    shutil.copytree(ROOT / "products" / name, folder, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    """Replace a text in the plan, the features or a cell; it must be there."""
    for path in (folder / "product.yaml", folder / "features.py"):
        text = path.read_text(encoding="utf-8")
        if old in text:
            path.write_text(text.replace(old, new), encoding="utf-8")
            return
    path = folder / "product.ipynb"
    notebook = nbformat.read(path, as_version=4)
    hit = [c for c in notebook.cells if old in c.source]
    assert hit, old
    for cell in hit:
        cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)


TWINS = ("rekeyed", "as_of_cut", "new_city")


def judge(folder: Path, home: Path, deadline: float = 120, only: tuple[str, ...] | None = TWINS) -> Review:
    """A review; of the runs after the first two only those that the test is about, as a whole one takes a minute."""
    return review(folder, home / "review", seed=12, fraction=SIZE, deadline=deadline, only=only)


def failures(done: Review) -> dict[str, str]:
    return {f.check: f.summary for f in done.findings if f.status == "failed"}


SCORES = "score=score, probability=score"
BROKEN = {
    "undeclared_field": (SHELL, "      reg_capital: 认缴资本的规模与整数特征\n", "", "clean_execution"),
    "withdrawn_catalog": (SHELL, "  consumer_complaint:\n", "  公积金缴纳信息:\n", "final_catalogs"),
    "random_output": (SHELL, SCORES, "score=np.random.default_rng().random(len(today)), probability=0.03", "repeatable"),
    "identifier_in_the_output": (OVERDUE, '"reason_2": reasons[:, 1]', '"reason_2": today["uscc"]', "no_identifiers"),
    "network_call": (SHELL, "import kit\n", "import kit\nimport urllib.request\nurllib.request.urlopen('http://192.0.2.1', timeout=5)\n", "clean_execution"),
    "endless_loop": (SHELL, "import kit\n", "import kit\nwhile True:\n    pass\n", "clean_execution"),
    "future_leakage": (SHELL, 'gone["uscc"]', 'gone["uscc"]', "as_of_cut"),
    "hashed_identifier": (SHELL, 'score=score,', 'score=score + today["uscc"].map(lambda u: int(u, 36) % 97) / 1e7,', "rekeyed"),
    "constant_score": (SHELL, SCORES, "score=0.5, probability=0.03", "quality"),
}  # fmt: skip
LEAK = (
    'product.evaluate("shell_scores", scores)',
    'ever = product.read(product.table("enterprise_basic").filter(lambda t: t.revoke_date.notnull()).select("uscc"))\n'
    'scores["score"] = scores["score"] + scores["uscc"].isin(ever["uscc"])\nproduct.evaluate("shell_scores", scores)',
)


# The others take as long and are each attempted by a submission of the drill, too.
QUICK = ("undeclared_field", "withdrawn_catalog", "hashed_identifier", "future_leakage")


@pytest.mark.parametrize("way", [pytest.param(way, marks=() if way in QUICK else pytest.mark.slow) for way in BROKEN])
def test_a_product_broken_in_one_way_never_passes(tmp_path, way):
    name, old, new, check = BROKEN[way]
    folder = copy(name, tmp_path)
    edit(folder, *(LEAK if way == "future_leakage" else (old, new)))
    done = judge(folder, tmp_path, deadline=8 if way == "endless_loop" else 120)
    assert done.verdict.word == "未通过"
    assert done.verdict.exit_code == 4
    found = failures(done)
    assert check in found, found
    assert done.report.exists()
    if way == "hashed_identifier":
        assert set(found) == {"rekeyed", "judged_model", "reasons"}
    if way == "undeclared_field":
        assert "reg_capital: 使用理由" in found[check]
    if way == "endless_loop":
        assert "8 秒" in found[check]
    if way == "future_leakage":
        assert set(found) <= {"as_of_cut", "quality", "judged_model", "reasons"}
    if way == "random_output":
        assert {"repeatable", "quality"} <= set(found)


@pytest.mark.parametrize("name", [SHELL, pytest.param(OVERDUE, marks=pytest.mark.slow)])
def test_the_whole_product_passes_in_the_same_small_city(tmp_path, name):
    """The control: what is broken above is all that is wrong there."""
    done = judge(copy(name, tmp_path), tmp_path, only=None)
    assert failures(done) == {}
    assert done.verdict.word == "通过"
    assert not (done.folder / "hidden").exists()
    assert {"rekeyed", "dirty", "drift", "small", "empty:enterprise_basic"} <= set(done.evidence.runs)


def test_a_review_without_all_runs_never_passes(tmp_path):
    done = judge(copy(OVERDUE, tmp_path), tmp_path, only=("new_city",))
    assert failures(done) == {}
    assert done.verdict.word == "限期整改"
    assert {"rekeyed", "as_of_cut", "robust", "stable_seeds"} == {f.check for f in done.findings if f.status == "skipped"}


def test_a_product_that_goes_on_without_data_is_noticed(tmp_path):
    folder = copy(SHELL, tmp_path)
    edit(folder, "import kit\n", "import kit\nimport kit.access.opened\nkit.access.opened.Tables._refuse_empty = lambda *_: None\n")
    done = judge(folder, tmp_path, only=("dirty", "drift", "small", "empty:consumer_complaint"))
    assert "投诉举报信息为空:没有报错,照样给出了结果" in next(f for f in done.findings if f.check == "robust").detail


def test_an_unused_field_asks_for_rectification(tmp_path):
    folder = copy(SHELL, tmp_path)
    edit(folder, "      uscc: 各表之间的关联键\n", "      uscc: 各表之间的关联键\n      pripid: 备用\n")
    done = judge(folder, tmp_path)
    assert list(failures(done)) == ["least_data"]
    assert done.verdict.word == "限期整改"
    assert done.verdict.exit_code == 3


def test_no_isolation_no_pass(tmp_path):
    from kit.review.sandbox import Level

    done = review(copy(SHELL, tmp_path), tmp_path / "review", seed=12, fraction=SIZE, level=Level.NONE, only=("new_city",))
    assert "isolation" in failures(done)
    assert done.verdict.word == "限期整改"
