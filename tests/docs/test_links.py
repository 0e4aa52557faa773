"""What the texts outside the site lead to, and the paths that any page names, are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.blocks import PAGES

TOP = ("kit", "docs", "tests", "products", "notebooks", "examples", "synthetic_data", "benchmarks", "lab", ".binder")
TEXTS = sorted({*PAGES, ROOT / "GLOSSARY.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "decisions").glob("*.md")})
OUTSIDE = [p for p in TEXTS if p.parent == ROOT]
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
NAMED = re.compile(rf"(?<!`)`((?:{'|'.join(map(re.escape, TOP))})/[\w./-]+)`(?!`)")


def gone(text: str, here: Path, pattern: re.Pattern[str]) -> list[str]:
    return [p for p in pattern.findall(text) if "://" not in p and not (here / p).exists()]


@pytest.mark.parametrize("page", OUTSIDE, ids=lambda p: p.name)
def test_links_outside_the_site_lead_somewhere(page):
    assert gone(page.read_text(encoding="utf-8"), page.parent, LINK) == []


@pytest.mark.parametrize("page", TEXTS, ids=lambda p: p.name)
def test_every_path_that_is_named_is_there(page):
    assert gone(page.read_text(encoding="utf-8"), ROOT, NAMED) == []


def test_what_is_gone_is_found():
    assert gone("[a](nowhere.md) [b](https://a.b/c)", ROOT, LINK) == ["nowhere.md"]
    assert gone("`docs/nowhere.md` and `docs/guide/start.md`", ROOT, NAMED) == ["docs/nowhere.md"]
