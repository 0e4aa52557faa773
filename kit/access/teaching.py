"""A field that the plan does not declare: Ibis says that it is missing, we say what to do about it.

Tables derived by ``filter`` or ``mutate`` are made inside Ibis, so the answer has to be given where Ibis looks a column
up. That is one method of a library that we pin exactly; see docs/decisions/0003.
"""

from __future__ import annotations

from typing import Any

from kit.access.grant import Grant, missing_column, undeclared_field
from kit.catalog import all_catalogs
from kit.errors import AccessError

_granted: list[Grant] = []


class UndeclaredField(AccessError, AttributeError):
    """Also an AttributeError, so that ``hasattr`` and tab completion keep working."""


def teach(grant: Grant) -> None:
    """From here on a missing column is explained in terms of ``grant``."""
    from ibis.common.exceptions import IbisTypeError
    from ibis.expr.types import Table

    if not _granted:
        Table.__getattr__ = _explained(Table.__getattr__, AttributeError)
        Table.__getitem__ = _explained(Table.__getitem__, IbisTypeError)
    _granted[:] = [grant]


def _explained(look_up: Any, missing: type[Exception]) -> Any:
    def looked_up(table: Any, what: Any) -> Any:
        try:
            return look_up(table, what)
        except missing:
            if not isinstance(what, str) or what.startswith("_") or what in table.columns:
                raise
            raise _answer(what, table) from None

    return looked_up


def _answer(name: str, table: Any) -> UndeclaredField:
    """In terms of the catalogs that the table at hand was made from: it may be many steps away from them."""
    sources = _sources(table)
    granted, columns = _granted[0].tables, list(table.columns)
    slug = next((s for s in sources if name in all_catalogs()[s] and name not in granted[s].fields), None)
    if slug:
        error = undeclared_field(slug, name, list(granted[slug].fields), True)
    elif len(sources) == 1 and set(columns) == set(granted[sources[0]].fields):
        error = undeclared_field(sources[0], name, columns, False)
    else:
        error = missing_column(name, columns, sources)
    return UndeclaredField(error.code, error.what, where=error.where, next_step=error.next_step)


def _sources(table: Any) -> list[str]:
    from ibis.expr.operations import PhysicalTable

    named = [getattr(t, "name", "") for t in table.op().find(PhysicalTable)]
    return [n for n in dict.fromkeys(named) if n in _granted[0].tables]
