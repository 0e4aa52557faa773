"""Hover and Shift+Tab over a table or a column: what it is called in Chinese, its unit, grade and codes."""

from __future__ import annotations

from typing import Any

from kit.catalog import Catalog, Field, all_catalogs
from kit.lab.names import plan_of


def chinese_title(shell: Any, data: Any) -> str | None:
    """Markdown for IPython's inspector; None leaves the usual text."""
    name, catalogs, plan = _name_of(data.obj), all_catalogs(), plan_of(shell.user_ns)
    if name in catalogs:
        return _catalog(catalogs[name])
    slugs = dict.fromkeys([*(plan.grant.tables if plan else ()), *catalogs])
    found = next((catalogs[slug] for slug in slugs if name in catalogs[slug]), None)
    return _field(found, found[name]) if found else None


def _name_of(value: Any) -> str:
    """Of an Ibis table or column, or of a pandas column; '' of anything else, and of a table made from others."""
    kind = type(value).__module__
    if kind.startswith("ibis.expr.types"):
        try:
            return str(value.get_name())
        except (AttributeError, ValueError):
            return ""
    return str(value.name) if kind.startswith("pandas") and type(value).__name__ == "Series" else ""


def _catalog(catalog: Catalog) -> str:
    fields = "\n".join(f"- `{f.name}` {f.title}" for f in catalog.fields)
    return f"**{catalog.title}** `{catalog.name}` · {catalog.unit} · {catalog.frequency}更新 · 最高分级 {catalog.grade.name}\n\n{catalog.description}\n\n{fields}"


def _field(catalog: Catalog, field: Field) -> str:
    codes = "、".join(f"{k} {v}" for k, v in field.codes.items())
    told = [f"**{field.title}** `{field.name}` · {field.grade.name}", f"{catalog.title} · {field.type}" + (f" · 单位:{field.unit}" if field.unit else "")]
    return "\n\n".join([*told, *([field.description] if field.description else []), *([f"代码:{codes}"] if codes else [])])
