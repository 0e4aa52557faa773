"""How a grant looks in a notebook."""

from __future__ import annotations

from collections.abc import Iterator

from kit.access.grant import Grant
from kit.catalog import load
from kit.catalog.display import grade_badge
from kit.html import Html, code, heading, show, table


def grant_html(grant: Grant) -> Html:
    fields = sum(len(t.fields) for t in grant.tables.values())
    return show(heading(f"授权:{len(grant.tables)} 个目录,{fields} 个字段"), grant_table(grant))


def grant_table(grant: Grant) -> Html:
    return table(["目录", "字段", "标识", "分级", "理由", "只要哪些行"], _rows(grant))


def _rows(grant: Grant) -> Iterator[tuple[object, ...]]:
    for slug, granted in grant.tables.items():
        catalog, title = load(slug), load(slug).title
        rows = [f"{n} ∈ {'、'.join(values)}" for n, values in granted.where.items()] + [f"{n} ≥ {day}" for n, day in granted.since.items()]
        kept = ";".join(rows)
        for name, reason in granted.fields.items():
            yield title, catalog[name].title, code(f"{slug}.{name}"), grade_badge(catalog[name].grade), reason, kept
            title = kept = ""
