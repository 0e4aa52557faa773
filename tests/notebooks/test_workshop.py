"""The workshop: exercise notebooks come from the solved ones; solved ones pass, unsolved ones say what is asked and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from kit.workshop.derive import STUB, exercise_of
from tests.conftest import ROOT

HERE = ROOT / "notebooks" / "workshop"
SOLVED = sorted((HERE / "solutions").glob("*.ipynb"))
EXERCISES = sorted(HERE.glob("*.ipynb"))
each = pytest.mark.parametrize("path", SOLVED, ids=lambda p: p.stem)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """One small city for all of them, as on the day."""
    folder = tmp_path_factory.mktemp("workshop")
    subprocess.run([sys.executable, "-c", "from kit.workshop import small_city; small_city()"], check=True, env=os.environ | {"KIT_WORKSHOP": str(folder)}, cwd=ROOT)
    return folder


def marked(notebook, what: str) -> list:
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get(what)]


def test_there_are_seven():
    assert len(SOLVED) == 7
    assert [p.name for p in EXERCISES] == [p.name for p in SOLVED]


@each
def test_the_exercise_notebook_is_fresh(path):
    assert (HERE / path.name).read_text(encoding="utf-8") == exercise_of(path.read_text(encoding="utf-8")), "make workshop"


@each
def test_no_answer_is_left_in_the_exercise_notebook(path):
    solved, exercise = (nbformat.read(p, as_version=4) for p in (path, HERE / path.name))
    for with_answer, without in zip(marked(solved, "solution"), marked(exercise, "solution"), strict=True):
        assert "### BEGIN SOLUTION" in with_answer.source
        assert re.fullmatch(r"\w+ = \.\.\.(  # .+)?\n" + STUB, without.source)


@each
def test_nbgrader_can_grade_it(path):
    notebook = nbformat.read(path, as_version=4)
    marks = [c.metadata["nbgrader"] for c in notebook.cells if "nbgrader" in c.metadata]
    assert len({m["grade_id"] for m in marks}) == len(marks)
    for m in marks:  # nbgrader's schema of the metadata, version 3
        assert m.keys() <= {"schema_version", "grade_id", "grade", "solution", "locked", "task", "points", "cell_type", "checksum"}
        assert m["schema_version"] == 3
        assert re.fullmatch(r"[a-zA-Z0-9_\-]+", m["grade_id"])
        assert all(isinstance(m[k], bool) for k in ("grade", "solution", "locked", "task"))
        assert not m["task"]
        assert ("points" in m) == m["grade"]
    assert [m["grade_id"].partition("-")[2] for m in marks if m["grade"]] == [m["grade_id"].partition("-")[2] for m in marks if m["solution"]]
    assert all(m["locked"] and m["points"] == 1 for m in marks if m["grade"])


@each
def test_the_solved_notebook_passes(path, home):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-cell-timeout=240", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=path.parent, env=os.environ | {"KIT_WORKSHOP": str(home)}, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", EXERCISES, ids=lambda p: p.stem)
def test_the_unsolved_notebook_asks_for_each_answer_and_breaks_nowhere_else(path, home, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("KIT_WORKSHOP", str(home))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, allow_errors=True, resources={"metadata": {"path": str(HERE)}}).execute()
    for cell in (c for c in notebook.cells if c.cell_type == "code"):
        errors = [o for o in cell.outputs if o.output_type == "error"]
        if cell.metadata.get("nbgrader", {}).get("grade"):
            (error,) = errors
            number = cell.metadata["nbgrader"]["grade_id"].removeprefix("check-").replace("-", ".")
            assert error.ename == "NotYet"
            assert error.evalue == f"✗ 练习 {number}:还没有作答。把上面单元里的 … 换成你的写法,运行它,再运行这一格。"
            assert error.traceback == [error.evalue]
        else:
            assert errors == [], cell.source
