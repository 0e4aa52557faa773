"""Every notebook is stored without outputs and runs from top to bottom (nbval)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted(p for top in ("notebooks", "products") for p in (ROOT / top).rglob("*.ipynb") if ".kit" not in p.parts and ".ipynb_checkpoints" not in p.parts)


def wanted(grants) -> dict[str, dict[str, tuple[str, ...]]]:
    """Rows that some product asks for: a table is only thinned by a field that every product thins it by."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for slug in {slug for g in grants for slug in g.tables}:
        wheres = [g.tables[slug].where for g in grants if slug in g.tables]
        found[slug] = {field: tuple({v for w in wheres for v in w[field]}) for field in wheres[0] if all(field in w for w in wheres)}
    return found


@pytest.fixture(scope="session")
def partner_city(tmp_path_factory) -> Path:
    """What a partner has: one city, large enough for both products to learn from."""
    from kit.product.read_plan import read_plan
    from synthetic_data.city import build

    grants = [read_plan(p.parent).grant for p in (ROOT / "products").glob("*/product.yaml")]
    out = tmp_path_factory.mktemp("partner") / "city"
    build(out, size=0.03, seed=1, only={slug for g in grants for slug in g.tables}, answers=False, wanted=wanted(grants))
    return out


def nbval(path: Path, city: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KIT_CITY": str(city)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-cell-timeout=240", str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=path.parent, env=environment, check=False)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.parent.name + "/" + p.stem)
def test_stored_without_outputs_and_in_chinese(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")
        assert not cell.get("attachments")
    assert notebook.cells[0].cell_type == "markdown"
    assert any("\u4e00" <= c <= "\u9fff" for c in notebook.cells[0].source)


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem != "product_review" and "workshop" not in p.parts], ids=lambda p: p.parent.name + "/" + p.stem)
def test_runs_from_top_to_bottom(path, partner_city):
    done = nbval(path, partner_city)
    assert done.returncode == 0, done.stdout[-3000:]


def test_nbval_finds_a_broken_notebook(tmp_path, partner_city):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    assert nbval(tmp_path / "broken.ipynb", partner_city).returncode == 1


def test_the_review_notebook_reviews_through_papermill(tmp_path):
    import papermill

    target = tmp_path / "reviewed.ipynb"
    papermill.execute_notebook(
        str(ROOT / "notebooks" / "review" / "product_review.ipynb"), str(target), progress_bar=False, cwd=str(tmp_path),
        parameters={"product": str(ROOT / "products" / "enterprise_shell_scan"), "size": 0.05, "seed": 12, "out": str(tmp_path / "reviews")},
    )  # fmt: skip
    text = target.read_text(encoding="utf-8")
    assert "<审查 企业空壳扫描:通过," in text
    assert "seeds" not in text  # what is shown of a review is not all that it holds
    assert (tmp_path / "reviews" / "enterprise_shell_scan" / "report.html").exists()
