"""What the names in a notebook stand for: its product's plan, the columns of a table, and their Chinese titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kit.catalog import all_catalogs
from kit.product.opened import Product
from kit.product.plan import ScenarioPlan


def plan_of(names: Mapping[str, Any]) -> ScenarioPlan | None:
    """The plan of the product that was opened last."""
    opened = [value for value in names.values() if isinstance(value, Product)]
    return opened[-1].plan if opened else None


def columns_of(value: Any) -> tuple[str, ...]:
    """Columns of an Ibis table or a DataFrame; of anything else none."""
    kind = f"{type(value).__module__.partition('.')[0]}.{type(value).__name__}"
    return tuple(str(c) for c in value.columns) if kind in ("ibis.Table", "ibis.CachedTable", "pandas.DataFrame") else ()


def titles(columns: Iterable[str], plan: ScenarioPlan | None) -> dict[str, str]:
    """Each column with the title that the plan's catalogs, else any catalog, give a field of this name; '' for made ones."""
    slugs = dict.fromkeys([*(plan.grant.tables if plan else ()), *all_catalogs()])
    known: dict[str, str] = {}
    for slug in slugs:
        for field in all_catalogs()[slug].fields:
            known.setdefault(field.name, field.title)
    return {name: known.get(name, "") for name in columns}
