"""What the panel lists of catalogs, with the lines to insert, and of findings, with their place."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kit.catalog import Catalog, all_catalogs
from kit.catalog import search as find
from kit.catalog.display import TONES as GRADES
from kit.errors import KitError
from kit.lab.places import place_of
from kit.lab.products import last, read_json, review_of
from kit.product.yaml_lines import Source
from kit.review.display import TONES
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


def findings(name: str, home: Path) -> dict[str, Any]:
    """What the last check or review found, worst first; as the partner is shown it, never the reviewers' own report."""
    report = read_json(review_of(name, home) / "partner.json")
    if report is None:
        return {"product": name, "last": None, "findings": []}
    order = list(TONES)
    found = sorted(report["findings"], key=lambda f: order.index(f["status"]))
    shown = [f | {"word": WORDS[f["status"]], "tone": TONES[f["status"]], "place": place_of(f, home, name) if f["status"] != PASSED else None} for f in found]
    return {"product": name, "title": report["title"], "last": last(name, home), "findings": shown}


def declared(name: str, home: Path) -> dict[str, Any]:
    """Fields by catalog that the plan declares so far, as far as it can be read, and the line below which to add more."""
    try:
        source = Source(home / "products" / name / "product.yaml")
    except KitError:
        return {"fields": {}, "lines": {}, "line": 1}
    tables = source.values.get("catalogs")
    fields = {slug: _fields(table) for slug, table in tables.items()} if isinstance(tables, dict) else {}
    lines = {slug: source.lines.get(("catalogs", slug, "fields"), 1) for slug in fields}
    return {"fields": fields, "lines": lines, "line": source.lines.get(("catalogs",), 1)}


def _fields(table: Any) -> list[str]:
    """Of a plan that somebody is still writing."""
    fields = table.get("fields") if isinstance(table, dict) else None
    return list(map(str, fields)) if isinstance(fields, dict | list) else []
