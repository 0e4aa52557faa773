"""The re-keyed twin of a room: every identifier is another one, everything else is as it was.

Values that several fields share get the same new value in all of them. New identifiers have the shape of the old and stand
in the same order, so that an honest product, which may sort by them, gives the same results under other names. What looks
into an identifier, hashes it, or knows one by heart does not. Names and addresses keep their text: they are read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kit.access import Grant
from kit.catalog import load

CODE = re.compile(r"[0-9A-Za-z]{6,}")
_CLASSES = (b"0123456789", b"ABCDEFGHJKLMNPQRTUWXY", b"abcdef")


def rekey(room: Path, twin: Path, grant: Grant, seed: int) -> dict[str, str]:
    """Write ``twin`` beside ``room``; returns new identifier → old."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = {slug: pq.read_table(room / slug) for slug in grant.tables}
    values = {(slug, name): codes for slug, table in tables.items() for name in _identifiers(slug, grant, table)
              if (codes := _codes(table[name])) is not None}  # fmt: skip
    renamed: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
    back: dict[str, str] = {}
    for number, fields in enumerate(_sharing(values)):
        old = np.unique(np.concatenate([values[f] for f in fields]))
        new = _others(old, np.random.default_rng([seed, number]))
        back |= dict(zip(new.astype(str).tolist(), old.astype(str).tolist(), strict=True))
        renamed |= dict.fromkeys(fields, (old, new))
    for slug, table in tables.items():
        for (of, name), (old, new) in renamed.items():
            if of == slug:
                column = table[name].combine_chunks()
                there = np.asarray(column.is_valid())
                fresh = np.full(len(column), None, dtype=object)
                fresh[there] = new[np.searchsorted(old, np.asarray(column.drop_null()).astype("S"))].astype(str)
                table = table.set_column(table.schema.get_field_index(name), name, pa.array(fresh, pa.string()))
        (twin / slug).mkdir(parents=True)
        pq.write_table(table, twin / slug / "part-0.parquet")
    return back


def _identifiers(slug: str, grant: Grant, table: Any) -> list[str]:
    catalog = load(slug)
    alone = catalog.primary_key if len(catalog.primary_key) == 1 else ()  # of several parts some are periods or kinds
    keys = {*alone, *(f for k in catalog.foreign_keys for f in k.fields), *_referred_to(slug, grant)}
    return [n for n in grant.tables[slug].fields if (catalog[n].identifier or n in keys) and catalog[n].type == "string" and n in table.column_names]


def _referred_to(slug: str, grant: Grant) -> set[str]:
    """Fields of this table that the others' keys point at: stops of a route, where the boardings name them."""
    return {f for other in grant.tables for k in load(other).foreign_keys if k.resource == slug for f in k.reference}


def _codes(column: Any) -> np.ndarray | None:
    """The distinct values of a field, if they are codes rather than text."""
    distinct = [v for v in column.unique().to_pylist() if v is not None]
    return np.array(distinct, dtype="S") if distinct and all(CODE.fullmatch(v) for v in distinct) else None


def _sharing(values: Mapping[tuple[str, str], np.ndarray]) -> list[list[tuple[str, str]]]:
    """Fields in groups: those that have a value in common, directly or through others."""
    groups: list[tuple[list[tuple[str, str]], set[bytes]]] = []
    for field, own in values.items():
        mine, seen, apart = [field], set(own.tolist()), []
        for fields, known in groups:
            if seen.isdisjoint(known):
                apart.append((fields, known))
            else:
                mine, seen = fields + mine, seen | known
        groups = [*apart, (mine, seen)]
    return [fields for fields, _ in groups]


def _others(old: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As many new codes as old ones, of the same shapes, ascending; the first character, a prefix, stays."""
    new = np.unique(_shaped(old, random))
    while len(new) < len(old):
        new = np.unique(np.concatenate([new, _shaped(old[: len(old) - len(new)], random)]))
    return new[: len(old)] if len(new) > len(old) else new


def _shaped(old: np.ndarray, random: np.random.Generator) -> np.ndarray:
    letters = np.ascontiguousarray(old).view(np.uint8).reshape(len(old), -1).copy()
    drawn = random.random(letters.shape)
    for alphabet in _CLASSES:
        of_class = np.isin(letters, list(alphabet))
        of_class[:, 0] = False
        letters[of_class] = np.frombuffer(alphabet, dtype=np.uint8)[(drawn[of_class] * len(alphabet)).astype(int)]
    return np.ascontiguousarray(letters).view(f"S{letters.shape[1]}").ravel()


def mapped_back(values: Iterable[Any], back: Mapping[str, str]) -> list[Any]:
    return [back.get(v, v) if isinstance(v, str) else v for v in values]
