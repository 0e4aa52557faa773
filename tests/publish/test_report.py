"""The report package: tables with what was held back, figures, nothing foreign; a PDF with Chinese that is text."""

from __future__ import annotations

import re
import subprocess

import pandas as pd
import pytest

from kit.errors import ArtefactError
from kit.serving.publish import pdf, publish
from kit.serving.publish.report import totals_last
from tests.publish import made
from tests.publish.made import REPORT, land


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    home = tmp_path_factory.mktemp("report")
    return publish(land(home), home / "out")[0].folder / "report"


def told(path, *command: str) -> str:
    return subprocess.run([*command, str(path), *(["-"] if command[0] == "pdftotext" else [])], capture_output=True, text=True, check=True).stdout


def test_the_page_needs_nothing_and_runs_nothing(package):
    page = (package / "land_report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert 'src="data:image/png;base64,' in page


def test_held_back_cells_say_so_and_missing_ones_do_not(package):
    page = (package / "land_report.html").read_text(encoding="utf-8")
    assert page.count('<td class="held n">已抑制</td>') == 1
    assert "人次 4 格,已抑制 1 格" in page
    assert "<strong>客流</strong>" in page
    assert "{table:" not in page


def test_the_pdf_has_chinese_text_and_embedded_fonts(package):
    text = told(package / "land_report.pdf", "pdftotext", "-layout")
    assert [w for w in ("土地结构与产量报告", "已抑制", "发布控制", "391234567890123456", "预览") if w in text] == ["土地结构与产量报告", "已抑制", "发布控制", "391234567890123456"]
    fonts = told(package / "land_report.pdf", "pdffonts").splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_the_pages_can_be_drawn(package, tmp_path):
    subprocess.run(["pdftoppm", "-r", "40", "-png", str(package / "land_report.pdf"), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) >= 3
    assert min(p.stat().st_size for p in pages) > 1000


@pytest.mark.parametrize("columns", [0, 8])
def test_no_column_runs_off_the_page(tmp_path, monkeypatch, columns):
    frame, names = made.bus_frame(), [f"x{n}" for n in range(columns)]
    declared = "".join(f"      - {{name: {n}, title: 较长的指标名称{n}, type: number, unit: 万元}}\n" for n in names)
    monkeypatch.setattr(made, "LAND", made.LAND.replace("      - {name: day,", declared + "      - {name: day,"))
    monkeypatch.setattr(made, "bus_frame", lambda: frame.assign(**dict.fromkeys(names, 12345.6)))
    folder = publish(land(tmp_path), tmp_path / "out")[0].folder
    boxes = told(folder / "report" / "land_report.pdf", "pdftotext", "-bbox")
    for page in boxes.split("<page ")[1:]:
        width = float(re.match(r'width="([\d.]+)"', page)[1])
        assert max(float(x) for x in re.findall(r'xMax="([\d.]+)"', page)) < width - 20


def test_an_undeclared_table_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(ArtefactError) as refused:
        publish(land(tmp_path, REPORT.replace("table:line_hours", "table:parts")), tmp_path / "out")
    assert refused.value.code == "KIT-W220"
    assert list((tmp_path / "out" / "land_structure_yield_report").iterdir()) == []


@pytest.mark.parametrize(("fonts", "code"), [([], "KIT-W223"), (["/nowhere/x.ttf"], "KIT-W223")])
def test_without_a_chinese_font_the_error_says_what_to_install(monkeypatch, tmp_path, fonts, code):
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: fonts)
    with pytest.raises(ArtefactError) as refused:
        pdf.write_pdf("<p>六安</p>", tmp_path / "a.pdf")
    assert refused.value.code == code
    assert "fonts-wqy-microhei" in refused.value.next_step


@pytest.mark.parametrize(("trouble", "code"), [(ImportError(), "KIT-W221"), (OSError("cannot load library 'pango'"), "KIT-W222")])
def test_without_weasyprint_or_pango_the_error_says_what_to_install(monkeypatch, tmp_path, trouble, code):
    import builtins

    found = builtins.__import__

    def missing(name, *rest, **options):
        if name == "weasyprint":
            raise trouble
        return found(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ArtefactError) as refused:
        pdf.write_pdf("<p>六安</p>", tmp_path / "a.pdf")
    assert refused.value.code == code


def test_totals_stand_after_what_they_add_up(tmp_path):
    output = land(tmp_path).plan.outputs["line_hours"]
    frame = pd.DataFrame({"line": ["1", "合计", "合计", "甲", "1"], "hour": ["合计", "8", "合计", "7", "9"]})
    assert totals_last(output, frame).to_numpy().tolist() == [["1", "9"], ["1", "合计"], ["甲", "7"], ["合计", "8"], ["合计", "合计"]]
