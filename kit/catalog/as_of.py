"""A table as it was known on a day, as pieces of SQL: which rows there were, and what their state was.

The pieces speak of a relation named ``source``; a room and an edition of the synthetic city are cut by the same ones.
"""

from __future__ import annotations

import datetime as dt

from kit.catalog.model import Catalog


def known_on(catalog: Catalog, name: str) -> str:
    """SQL for the last day of the period that a date, month, quarter or year field names."""
    column, kind = f"source.{quoted(name)}", catalog[name].type
    if kind == "yearmonth":
        return f"last_day(CAST({column} || '-01' AS DATE))"
    if kind == "year":
        return f"make_date({column}, 12, 31)"
    if kind == "string":  # YYYYQn
        return f"last_day(make_date(CAST({column}[1:4] AS INT), 3 * CAST({column}[6:6] AS INT), 1))"
    return f"CAST({column} AS DATE)"


def as_known_on(catalog: Catalog, name: str, as_of: dt.date | None) -> str:
    """SQL for the value that a field had on a day; without a day, the value it has."""
    state = catalog.state.get(name)
    if as_of is None or state is None:
        return f"source.{quoted(name)}"
    day = f"DATE '{as_of}'"
    first = "NULL" if state.first is None else literal(state.first)
    if state.until:
        return f"CASE WHEN CAST(source.{quoted(state.until)} AS DATE) <= {day} THEN source.{quoted(name)} ELSE {first} END"
    steps = "".join(f" WHEN source.{quoted(f)} <= {day} THEN {literal(v)}" for f, v in reversed(state.then.items()))
    return f"CASE{steps} ELSE {first} END"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + str(value).replace("'", "''") + "'"
