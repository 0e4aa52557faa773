"""The guide builds without a warning, its links lead somewhere, its reference leaves nothing out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from docs.site import mistakes
from docs.site.error_codes import collect
from docs.site.reference import pages
from docs.site.search import Pairs
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Built in a process of its own, as ``make docs`` does."""
    home = tmp_path_factory.mktemp("docs")
    code = f"from pathlib import Path; from docs.site.__main__ import build; raise SystemExit(build(Path({str(home / 'site')!r}), Path({str(home / 'source')!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return home / "site"


def test_every_internal_link_and_anchor_is_there(site):
    texts = {p: p.read_text(encoding="utf-8") for p in site.rglob("*.html")}
    anchors = {p: set(re.findall(r'\bid="([^"]+)"', t)) for p, t in texts.items()}
    seen, broken = 0, []
    for page, text in texts.items():
        for link in re.findall(r'<a [^>]*href="([^"]+)"', text):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            seen += 1
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.exists() or (parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]):
                broken.append(f"{page.name}: {link}")
    assert seen > 500
    assert broken == []


def test_pages_need_no_network(site):
    for page in site.rglob("*.html"):
        assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//[^"]+"', page.read_text(encoding="utf-8")), page.name


def test_search_finds_chinese_words(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert all(json.dumps(pair) in index for pair in ("出域", "域控", "控制"))
    assert json.dumps("域界") not in index
    assert "splitQuery" in (site / "_static" / "language_data.js").read_text(encoding="utf-8")


def test_texts_are_cut_into_pairs():
    assert Pairs({}).split("出域控制 KIT-P003,一") == ["出域", "域控", "控制", "kit-p003"]


def test_every_code_has_a_cause():
    known = set(re.findall(r'"(KIT-[A-Z]\d{3})"', "".join(p.read_text(encoding="utf-8") for p in (ROOT / "kit").rglob("*.py"))))
    found = collect(ROOT)
    assert len(known) > 150
    assert known <= set(found)
    assert [code for code, said in found.items() if any(not s.what for s in said)] == []
    assert [code for code, said in found.items() if any(s.next_step == "…" for s in said)] == []


def test_the_reference_has_every_catalog_check_and_command():
    from kit.catalog import all_catalogs
    from kit.cli import COMMANDS
    from kit.review.checks import all_checks

    made = pages(ROOT)
    assert all(f"### {c.title}\n" in made["catalogs.md"] for c in all_catalogs().values())
    assert all(m.TITLE in made["checks.md"] for m in all_checks())
    assert all(f"## kit {name}\n" in made["commands.md"] for name in COMMANDS)


def test_the_mistakes_are_as_they_are_told():
    assert mistakes.PAGE.read_text(encoding="utf-8") == mistakes.page(), "python -m docs.site.mistakes"
    assert len(mistakes.MISTAKES) >= 10


def test_a_mistake_that_goes_unnoticed_is_found():
    with pytest.raises(AssertionError, match="unnoticed"):
        mistakes._said(lambda: None)


def test_an_error_leads_to_its_place_once_the_site_is_there(site, tmp_path, monkeypatch, capsys):
    from kit.cli import main

    monkeypatch.chdir(tmp_path)
    for made in (False, True):
        if made:
            (tmp_path / ".kit").mkdir()
            (tmp_path / ".kit" / "site").symlink_to(site)
        with pytest.raises(SystemExit):
            main(["catalog", "show", "没有的目录"])
        said = capsys.readouterr().err
        page, _, anchor = said.partition("详见:")[2].strip().partition("#")
        assert bool(page) == made
        assert not made or f'id="{anchor}"' in (tmp_path / page).read_text(encoding="utf-8")


def test_codes_in_the_guide_are_links(site):
    page = (site / "guide" / "mistakes.html").read_text(encoding="utf-8")
    assert 'href="../reference/errors.html#kit-p003"' in page
