"""``write_gallery``: a website of all products that needs no server, no network and no other file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kit.product.contract import founded
from kit.serving import portrait
from kit.serving.gallery.exhibit import STATES, Exhibit, exhibits
from kit.serving.pages import render
from kit.serving.publish.release_control import controlled
from kit.serving.whole import whole

TEMPLATES = Path(__file__).parent / "templates"
LISTING = "gallery.json"


def write_gallery(products: Path, reviews: Path, out: Path, register: Path | None = None) -> list[Exhibit]:
    """``out/index.html``, a page for each product beside it, and the same as ``gallery.json``; ``out`` is replaced as a whole."""
    shown = exhibits(products, reviews, register)
    with whole(out, replaces=LISTING) as part:
        for one in shown:
            _write(part / f"{one.annex.name}.html", render(TEMPLATES, "product.html", one=one, **_about(one)))
        _write(part / "index.html", render(TEMPLATES, "index.html", groups=_groups(shown), choices=_choices(shown), counts=_counts(shown), total=len(shown), known=founded(register)))
        _write(part / LISTING, json.dumps([_entry(one) for one in shown], ensure_ascii=False, indent=1))
    return shown


def _about(one: Exhibit) -> dict[str, Any]:
    plan, artefact = one.plan, one.artefact
    return {
        "sources": portrait.sources(plan) if plan else [], "description": portrait.description(plan, artefact) if plan else [],
        "measured": portrait.measured(artefact) if artefact else [], "claims": portrait.claims(artefact) if artefact else [],
        "findings": portrait.findings(artefact) if artefact else [],
        "held": {o.name: controlled(o) for o in plan.leaving} if plan else {},
    }  # fmt: skip


def _groups(shown: list[Exhibit]) -> dict[str, dict[str, list[Exhibit]]]:
    """Category → industry → products, in the order of 附件2."""
    groups: dict[str, dict[str, list[Exhibit]]] = {}
    for one in shown:
        groups.setdefault(one.annex.category, {}).setdefault(one.annex.industry, []).append(one)
    return groups


def _choices(shown: list[Exhibit]) -> dict[str, tuple[str, list[str]]]:
    """What the index can be filtered by: attribute → (title, values)."""
    forms = [form for one in shown for form in one.annex.forms]
    return {
        "category": ("类别", list(dict.fromkeys(one.annex.category for one in shown))), "industry": ("行业", list(dict.fromkeys(one.annex.industry for one in shown))),
        "form": ("服务形式", list(dict.fromkeys(forms))), "charge": ("收费", ["有偿", "无偿"]), "state": ("进展", [s for s in STATES if any(one.state == s for one in shown)]),
    }  # fmt: skip


def _counts(shown: list[Exhibit]) -> dict[str, int]:
    return {state: n for state in STATES if (n := sum(one.state == state for one in shown))}


def _entry(one: Exhibit) -> dict[str, Any]:
    return {"product": one.annex.name, "title": one.annex.title, "category": one.annex.category, "industry": one.annex.industry, "forms": list(one.annex.forms),
            "chargeable": one.annex.chargeable, "state": one.state, "artefact": one.artefact.digest if one.artefact else None, "page": f"{one.annex.name}.html"}  # fmt: skip


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
