"""The cover of a dossier and the yearly report, seen: they fit a phone, follow both schemes, and ask nothing of the network."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from pathlib import Path

import pytest

from kit.dossier import history_page, packed
from kit.dossier.yearly import report
from kit.dossier.yearly_page import write
from tests.browser.test_gallery import opened  # noqa: F401
from tests.browser.test_pages import chromium, picture  # noqa: F401
from tests.dossier.conftest import filed  # noqa: F401
from tests.dossier.made import PRODUCT
from tests.dossier.test_yearly import YEAR, log

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(filed, tmp_path) -> dict[str, Path]:  # noqa: F811
    (tmp_path / "cover.html").write_bytes(packed.unpacked(filed.dossier)["cover.html"])
    yearly, _ = write(report(filed.registry, [log(tmp_path / "access.log")], YEAR), tmp_path)
    history_page.write(filed.registry.standing(PRODUCT), filed.registry.history(PRODUCT), tmp_path / "history.html")
    return {"cover": tmp_path / "cover.html", "yearly": yearly, "history": tmp_path / "history.html"}


@pytest.mark.parametrize("name", ["cover", "yearly", "history"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1180, "dark")])
def test_pages_fit_and_are_readable(opened, pages, name, width, scheme):  # noqa: F811
    page = opened(pages[name], width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = (page.evaluate(f"getComputedStyle(document.body).{n}.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b)") for n in ("color", "backgroundColor"))
    assert abs(ink - paper) > 400
    picture(page, f"dossier_{name}_{width}")


def test_the_picture_leads_from_units_to_what_leaves(opened, pages):  # noqa: F811
    page = opened(pages["cover"])
    shown = page.locator("svg.provenance text").all_text_contents()
    assert {"市市场监管局", "企业基本信息", "企业空壳扫描", "空壳可疑度模型"} <= set(shown)
    assert page.locator("svg.provenance rect").count() == 6 + 9 + 1 + 1
    assert page.locator("#parties .recalled").is_visible()


def test_months_are_drawn_where_there_were_calls(opened, pages):  # noqa: F811
    page = opened(pages["yearly"])
    heights = page.evaluate("[...document.querySelectorAll('.months i')].map(i => i.getBoundingClientRect().height)")
    assert len(heights) == 12
    assert heights[2] > heights[10] > heights[0]
    assert str(dt.date.today().year) in page.inner_text("h1")


def test_no_words_of_the_picture_of_states_lie_on_others_and_the_state_stands_out(opened, pages):  # noqa: F811
    page = opened(pages["history"], color_scheme="dark")
    words = page.evaluate("[...document.querySelectorAll('svg.states text')].map(t => { const b = t.getBBox(); return [t.textContent, b.x, b.y, b.x + b.width, b.y + b.height] })")
    assert len(words) > 40
    assert [(a[0], b[0]) for a, b in combinations(words, 2) if a[1] < b[3] and b[1] < a[3] and a[2] + 1 < b[4] and b[2] + 1 < a[4]] == []
    x, y, width, height = map(float, page.locator("svg.states").get_attribute("viewBox").split())
    assert [w[0] for w in words if w[1] < x or w[2] < y or w[3] > x + width or w[4] > y + height] == []
    here, other = (page.evaluate(f"getComputedStyle(document.querySelector('svg.states {rect}')).fill") for rect in (".here", ".box"))
    assert here != other
    assert page.locator("svg.states g[data-state=registered] .here").count() == 1
