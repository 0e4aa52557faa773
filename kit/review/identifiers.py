"""Identifiers that the hidden city holds and a product was granted."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from kit.access import Grant
from kit.catalog import load


def granted_identifiers(grant: Grant, room: Path) -> Set[str]:
    """Every value of a granted identifier field."""
    import pyarrow.parquet as pq

    found: set[str] = set()
    for slug, table_grant in grant.tables.items():
        names = [f.name for f in load(slug).fields if f.identifier and f.name in table_grant.fields]
        if names:
            table = pq.read_table(room / slug, columns=names)
            found.update(str(v) for n in names for v in table[n].unique().to_pylist() if v)
    return found
