"""The developers' recipes, followed to the letter in a copy of the tree: a catalog, a check, a product and an engine without registration."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import ROOT
from tests.docs.blocks import Block, blocks, run

RECIPES = blocks((ROOT / "docs" / "developers" / "adding.md").read_text(encoding="utf-8"))


def copy_of_the_tree(folder: Path) -> Path:
    for package in ("kit", "synthetic_data"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", ".kit"))
    return folder


def test_the_recipes_work_as_they_are_written(tmp_path):
    done = run(RECIPES, copy_of_the_tree(tmp_path), ("run",), path=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_recipe_that_forgets_its_file_fails(tmp_path):
    asked = Block(1, "bash", "run", "", "kit catalog show 公交失物招领\n")
    done = run([asked], copy_of_the_tree(tmp_path), ("run",), path=tmp_path)
    assert done.returncode == 2
    assert "KIT-C" in done.stdout
