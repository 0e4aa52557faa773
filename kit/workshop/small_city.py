"""The city that all participants work on, built once, and scratch folders that nobody has to clean."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kit.workshop.exercise import NotYet

TABLES = ("enterprise_basic", "tax_arrears", "patient_basic", "outpatient_visit")
SIZE, SEED = 0.002, 1  # ours: five seconds to build, and still cells of fewer than ten people


def small_city() -> Path:
    """A thousand firms and eleven thousand patients. ``KIT_WORKSHOP`` says where it stands (default ``.kit/workshop``)."""
    from synthetic_data.city import build

    city = Path(os.environ.get("KIT_WORKSHOP") or _root() / ".kit" / "workshop") / "city"
    if not (city / "datapackage.json").exists():
        city.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=city.parent, prefix="city-") as own:  # thirty people may open the same lesson at once
            build(Path(own) / "city", size=SIZE, seed=SEED, only=TABLES, answers=False)
            _move(Path(own) / "city", city)
    return city


def _move(made: Path, city: Path) -> None:
    """Put a finished city in its place; one that another process finished first stays."""
    try:
        made.replace(city)
    except OSError:
        if not (city / "datapackage.json").exists():
            raise


def scratch(name: str) -> Path:
    """A folder of this process that is gone when it ends; its parents hold no other product."""
    folder = Path(_home().name) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def edit(path: Path, changes: Mapping[str, str]) -> None:
    """Replace texts in a file, in a notebook in its cells; each must be there."""
    import nbformat

    notebook = nbformat.read(path, as_version=4) if path.suffix == ".ipynb" else None
    texts = [c.source for c in notebook.cells] if notebook else [path.read_text(encoding="utf-8")]
    for old, new in changes.items():
        if not any(old in text for text in texts):
            raise NotYet(f"✗ {path.name} 里没有这一段文字,没有改动:\n{old}")
        texts = [text.replace(old, new) for text in texts]
    if notebook is None:
        path.write_text(texts[0], encoding="utf-8")
        return
    for cell, text in zip(notebook.cells, texts, strict=True):
        cell.source = text
    nbformat.write(notebook, path)


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="kit-workshop-", ignore_cleanup_errors=True)


def _root() -> Path:
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / "pyproject.toml").exists()), here)
