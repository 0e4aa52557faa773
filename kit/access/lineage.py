"""Which fields of which tables an expression really reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def reads(expression: Any, schemas: Mapping[str, Any]) -> dict[str, set[str]]:
    """Table → fields, after unused columns were pushed out of the query.

    Ibis compiles the expression, sqlglot qualifies every name against the declared schemas and prunes; a name that
    it cannot place is an error there, so nothing is guessed.
    """
    from ibis.backends.sql.compilers.duckdb import compiler
    from sqlglot import exp
    from sqlglot.optimizer.pushdown_projections import pushdown_projections
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import traverse_scope

    columns: dict[str, object] = {table: {name: str(kind) for name, kind in schema.items()} for table, schema in schemas.items()}
    query = compiler.to_sqlglot(expression.unbind())
    query = pushdown_projections(qualify(query, dialect="duckdb", schema=columns), dialect="duckdb")
    found: dict[str, set[str]] = {}
    for scope in traverse_scope(query):
        tables = {alias: source.name for alias, source in scope.sources.items() if isinstance(source, exp.Table)}
        for name in tables.values():
            found.setdefault(name, set())
        for column in scope.columns:
            if column.table in tables:
                found[tables[column.table]].add(column.name)
    return found
