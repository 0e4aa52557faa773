"""What the panel lists: catalogs with the lines to insert, products with how they last fared, findings with their place."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from kit.catalog import AnnexProduct, Catalog, all_catalogs, annex_products
from kit.catalog import search as find
from kit.catalog.display import TONES as GRADES
from kit.errors import KitError
from kit.lab.home import reviews_of
from kit.lab.places import place_of
from kit.product.artefact import sources
from kit.product.yaml_lines import Source
from kit.review.display import TONES, VERDICTS
from kit.review.finding import PASSED, WORDS


@cache
def catalogs() -> list[dict[str, Any]]:
    """All 62 in the order of 附件1."""
    return [_catalog(c) for c in all_catalogs().values()]


def _catalog(c: Catalog) -> dict[str, Any]:
    head = f"  {c.name}:\n    fields:\n"
    fields = [
        {"name": f.name, "title": f.title, "type": f.type, "grade": f.grade.name, "tone": GRADES[f.grade], "identifier": f.identifier,
         "remark": ";".join(t for t in (f.description, f.unit and f"单位:{f.unit}") if t), "plan": _declares(f.name)}
        for f in c.fields
    ]  # fmt: skip
    return {"name": c.name, "title": c.title, "unit": c.unit, "frequency": c.frequency, "grade": c.grade.name, "tone": GRADES[c.grade],
            "description": c.description, "reading": f'{c.name} = product.table("{c.name}")',
            "head": head, "plan": head + "".join(_declares(name) for name in c.primary_key), "fields": fields}  # fmt: skip


def _declares(field: str) -> str:
    """The line of ``product.yaml`` that asks for a field; the reason is the partner's to write."""
    return f"      {field}: 使用理由\n"


def search(text: str) -> list[str]:
    """Slugs of the catalogs found, best first; the same search as ``kit catalog search``."""
    return [hit.catalog for hit in find(text)]


def products(home: Path) -> list[dict[str, Any]]:
    """All 27 of 附件2."""
    return [_product(annex, home) for annex in annex_products()]


def _product(annex: AnnexProduct, home: Path) -> dict[str, Any]:
    folder = home / "products" / annex.name
    return {"name": annex.name, "title": annex.title, "category": annex.category, "forms": list(annex.forms),
            "folder": f"products/{annex.name}" if (folder / "product.yaml").exists() else "", "last": _last(annex.name, home)}  # fmt: skip


def _last(name: str, home: Path) -> dict[str, Any] | None:
    """The last check or review; None before the first."""
    folder = reviews_of(home) / name
    report, decision = _read(folder / "partner.json"), _read(folder / "decision.json")
    if report is None:
        return None
    word = decision["decision"] if decision else report["verdict"]
    kind = "决定" if decision else "审查" if report["strict"] else "自查"
    left = sum(f["status"] != PASSED for f in report["findings"])
    return {"kind": kind, "verdict": word, "tone": VERDICTS[word], "when": report["reviewed"], "left": left,
            "changed": _changed(home / "products" / name, folder / "artefact" / "product" / name)}  # fmt: skip


def findings(name: str, home: Path) -> dict[str, Any]:
    """What the last check or review found, worst first; as the partner is shown it, never the reviewers' own report."""
    report = _read(reviews_of(home) / name / "partner.json")
    if report is None:
        return {"product": name, "last": None, "findings": []}
    order = list(TONES)
    found = sorted(report["findings"], key=lambda f: order.index(f["status"]))
    shown = [f | {"word": WORDS[f["status"]], "tone": TONES[f["status"]], "place": place_of(f, home, name) if f["status"] != PASSED else None} for f in found]
    return {"product": name, "title": report["title"], "last": _last(name, home), "findings": shown}


def declared(name: str, home: Path) -> dict[str, Any]:
    """Fields by catalog that the plan declares so far, as far as it can be read, and the line below which to add more."""
    try:
        source = Source(home / "products" / name / "product.yaml")
    except KitError:
        return {"fields": {}, "lines": {}, "line": 1}
    tables = source.values.get("catalogs")
    fields = {slug: list((t or {}).get("fields") or {}) for slug, t in tables.items()} if isinstance(tables, dict) else {}
    lines = {slug: source.lines.get(("catalogs", slug, "fields"), 1) for slug in fields}
    return {"fields": fields, "lines": lines, "line": source.lines.get(("catalogs",), 1)}


def _changed(now: Path, then: Path) -> bool:
    """Whether the folder has moved on since; without a frozen copy or a folder nothing can be said."""
    if not now.is_dir() or not then.is_dir():
        return False
    return len({tuple((p.relative_to(f).as_posix(), p.read_bytes()) for p in sorted(sources(f))) for f in (now, then)}) > 1


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
