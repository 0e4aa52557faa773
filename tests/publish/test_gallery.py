"""The gallery: all 27 products, each as far as it has come, and nothing runs that nobody let pass."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.catalog import annex_products
from kit.errors import ArtefactError
from kit.serving.gallery import write_gallery
from tests.conftest import ROOT
from tests.publish.made import bus, bus_frame, index, index_frames, land, reviewed, shell

INDEX = "enterprise_overdue_risk_index"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory) -> Path:
    """Four products let pass, two of them with folders that are still the same."""
    home = tmp_path_factory.mktemp("gallery")
    for one in (index, shell, bus, land):
        one(home)
    write_gallery(home / "products", home / "reviews", home / "site")
    return home / "site"


def page(gallery: Path, name: str) -> str:
    return (gallery / f"{name}.html").read_text(encoding="utf-8")


def test_every_product_of_the_annex_has_a_page_and_a_card(gallery):
    cards = re.findall(r'<a class="product[^"]*" href="([^"]+)"', page(gallery, "index"))
    assert cards == [f"{p.name}.html" for p in annex_products()]
    assert all((gallery / card).is_file() for card in cards)
    listed = json.loads((gallery / "gallery.json").read_text(encoding="utf-8"))
    assert {x["product"]: x["state"] for x in listed if x["state"] == "已通过"}.keys() == {
        INDEX, "enterprise_shell_scan", "bus_operation_analysis", "land_structure_yield_report"}  # fmt: skip


def test_without_a_register_nothing_is_available_and_the_pages_say_why(gallery):
    assert "这里没有登记簿,所以没有一个产品标为可用" in page(gallery, "index")
    assert "这里没有登记簿,说不出" in page(gallery, INDEX)
    assert '<span class="tag good">可用</span>' not in page(gallery, "index")


def test_nothing_is_asked_for_from_outside(gallery):
    for path in gallery.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not re.search(r"""(?:src=|url\(|@import)""", text)
        assert all(re.fullmatch(r"[a-z0-9_]+\.html", link) for link in re.findall(r'href="([^"]*)"', text))


def test_a_product_page_answers_what_a_buyer_asks(gallery):
    text = page(gallery, INDEX)
    for said in ("经企业授权的金融机构", "市税务局", "&#34;found&#34;: true", "391500MA2N000001XA", "0.810", "样例(合成数据)", "2026-01-06", "贷前审查"):
        assert said in text
    assert text.count("<svg") == 3  # the mark and two charts


def test_cells_held_back_are_shown_as_such(gallery):
    assert '<td class="held n">已抑制</td>' in page(gallery, "bus_operation_analysis")


def test_what_is_not_there_is_not_made_up(gallery):
    text = page(gallery, "smart_underwriting")
    assert "还没有开发" in text
    assert "接口:" not in text
    assert "样例" not in text


def states(products: Path, reviews: Path, out: Path) -> dict[str, str]:
    return {one.annex.name: one.state for one in write_gallery(products, reviews, out)}


def test_a_folder_without_a_review_and_one_that_cannot_be_read(tmp_path):
    shutil.copytree(ROOT / "products" / INDEX, tmp_path / "products" / INDEX, ignore=shutil.ignore_patterns(".kit"))
    (tmp_path / "products" / "smart_underwriting").mkdir()
    (tmp_path / "products" / "smart_underwriting" / "product.yaml").write_text("product: 智能核保\n", encoding="utf-8")
    found = states(tmp_path / "products", tmp_path / "reviews", tmp_path / "site")
    assert found[INDEX] == found["smart_underwriting"] == "未审查"
    assert "场景方案还不能用" in page(tmp_path / "site", "smart_underwriting")
    assert "样例(合成数据)" not in page(tmp_path / "site", INDEX)


def test_undecided_code_never_runs_and_its_rows_are_not_shown(tmp_path):
    source = tmp_path / "products" / INDEX
    shutil.copytree(ROOT / "products" / INDEX, source, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    (source / "service.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    reviewed(tmp_path / "reviews" / INDEX, source, index_frames(), decided=False)
    assert states(tmp_path / "products", tmp_path / "reviews", tmp_path / "site")[INDEX] == "待决定"
    assert not (tmp_path / "ran").exists()
    assert "391500MA2N000001XA" not in page(tmp_path / "site", INDEX)


def test_a_changed_artefact_and_a_changed_folder_are_told(tmp_path):
    artefact = bus(tmp_path)
    plan = tmp_path / "products" / "bus_operation_analysis" / "product.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("线网优化", "线网调整"), encoding="utf-8")
    assert states(tmp_path / "products", tmp_path / "reviews", tmp_path / "site")["bus_operation_analysis"] == "已通过"
    assert "产品在审查之后有改动" in page(tmp_path / "site", "bus_operation_analysis")
    (artefact.outputs / "line_hours.parquet").write_bytes(b"other")
    assert states(tmp_path / "products", tmp_path / "reviews", tmp_path / "site")["bus_operation_analysis"] == "未审查"
    assert "文件与审查过的不一致" in page(tmp_path / "site", "bus_operation_analysis")


def test_markup_in_what_a_partner_wrote_stays_text(tmp_path):
    bus(tmp_path, bus_frame(note=["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", None, "x"]))
    write_gallery(tmp_path / "products", tmp_path / "reviews", tmp_path / "site")
    text = page(tmp_path / "site", "bus_operation_analysis")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_gallery_replaces_a_gallery_and_nothing_else(tmp_path):
    from kit.cli import app

    out = tmp_path / "site"
    command = ["gallery", "--out", str(out), "--products", str(tmp_path / "none"), "--reviews", str(tmp_path / "none")]
    for _ in range(2):
        done = CliRunner().invoke(app, [*command, "--json"])
        assert json.loads(done.stdout) == {"folder": str(out), "products": 27, "states": {"未开发": 27}}
    (out / "gallery.json").unlink()
    assert isinstance(CliRunner().invoke(app, command).exception, ArtefactError)
