"""Where a product stands, on one page: the diagram of states with its own marked, and every entry about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kit.catalog import find_product
from kit.dossier.cover import TEMPLATES
from kit.dossier.events import HEADS, told
from kit.product.drawing import STYLE
from kit.product.standing import Standing
from kit.product.states_picture import picture
from kit.product.trail import Entry
from kit.serving.pages import render


def write(now: Standing, entries: Iterable[Entry], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page = render(TEMPLATES, "history.html", title=find_product(now.product).title, now=now, drawn=STYLE, picture=picture(now.state), heads=HEADS, rows=[told(e) for e in entries])
    path.write_text(page, encoding="utf-8")
