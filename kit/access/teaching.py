"""A field that the plan does not declare: Ibis says that it is missing, we say what to do about it.

Tables derived by ``filter`` or ``mutate`` are made inside Ibis, so the answer has to be given where Ibis looks a column
up. That is one method of a library that we pin exactly; see docs/decisions/0003.
"""

from __future__ import annotations

from typing import Any

from kit.access.grant import Grant, undeclared_field
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
            raise _answer(what, list(table.columns)) from None

    return looked_up


def _answer(name: str, columns: list[str]) -> UndeclaredField:
    """The first granted catalog that has the field, else the table at hand."""
    tables = _granted[0].tables
    slug = next((s for s in tables if name in all_catalogs()[s] and name not in tables[s].fields), None)
    declared = list(tables[slug].fields) if slug else columns
    error = undeclared_field(slug or "表", name, declared, slug is not None)
    return UndeclaredField(error.code, error.what, where=error.where, next_step=error.next_step)
