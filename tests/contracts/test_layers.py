"""The rooms import downward only, and the front door stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
HEAVY = {"pandas", "ibis", "duckdb", "pyarrow", "papermill", "lightgbm", "sklearn", "matplotlib", "numpy"}


def test_rooms_import_downward_only(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == EXIT_STATUS_SUCCESS


def test_an_upward_import_is_found(tmp_path):
    """The contract can fail: a copy of the tree with one upward import is refused."""
    import shutil

    for package in ("kit", "synthetic_data"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "kit" / "catalog" / "upward.py").write_text("import kit.review\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "kit.catalog.upward" in done.stdout


def test_importing_the_facade_and_the_command_line_loads_nothing_heavy():
    code = "import sys, kit, kit.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


def test_notebooks_of_partners_import_only_the_kit():
    """Ibis stays replaceable: product code in a notebook reaches the engine through ``kit`` alone."""
    import json

    engines = {"ibis", "duckdb", "pyspark", "sqlglot"}
    found = []
    for notebook in [*ROOT.glob("products/*/*.ipynb"), *ROOT.glob("notebooks/**/*.ipynb")]:
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            lines = [x for x in "".join(cell["source"]).splitlines() if not x.lstrip().startswith(("%", "!"))]
            for node in ast.walk(ast.parse("\n".join(lines))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                found += [(notebook.name, n) for n in names if n.split(".")[0] in engines]
    assert not found


def test_the_engine_room_knows_no_catalog_by_name():
    from kit.catalog import all_catalogs

    names = [n for c in all_catalogs().values() for n in (c.name, c.title)]
    sources = {p: p.read_text(encoding="utf-8") for room in ("synth", "access") for p in (ROOT / "kit" / room).rglob("*.py")}
    assert len(sources) > 10
    assert [(p.name, n) for p, text in sources.items() for n in names if n in text] == []
