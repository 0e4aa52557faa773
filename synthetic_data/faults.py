"""Plant the faults of a scenario into a finished table, and note where each one is: file, row, field, kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.catalog import Catalog, all_catalogs
from kit.catalog.as_of import known_on
from kit.synth import draw

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SECOND = "second"


@dataclass
class Planted:
    """Deliveries (name → rows) and the notes about them: delivery, row in its file, field, kind."""

    deliveries: dict[str, pa.Table]
    notes: list[tuple[str, int, str, str]]


def plant(catalog: Catalog, table: pa.Table, faults: dict[str, dict[str, Any]], seed: int, file: str) -> Planted:
    """Each row has at most one fault; ``file`` names the file, so that the same file has the same faults everywhere."""
    index, stream = np.arange(table.num_rows), draw.key(seed, f"fault.{catalog.name}.{file}")
    drawn, edge = draw.unit(index, stream), 0.0
    pick = draw.bits(index, stream ^ np.uint64(1))
    notes: list[tuple[int, str, str]] = []
    times, second = np.ones(table.num_rows, dtype=np.int64), np.zeros(table.num_rows, dtype=bool)
    late = faults.get("late")
    on_day = _days(catalog, table) if late and _arrives_in_turn(catalog) else None
    for kind, plan in faults.items():
        hit = (edge <= drawn) & (drawn < edge + plan["rate"])
        edge += plan["rate"]
        if kind == "duplicate":
            times[hit] = 2
            notes += [(int(row), "", kind) for row in np.flatnonzero(hit)]
        elif kind == "late":
            if on_day is not None:
                first = np.datetime64(plan["first"])
                hit &= (on_day <= first) & (on_day > first - plan["days"])
                second = (on_day > first) | hit
                notes += [(int(row), catalog.as_of or "", kind) for row in np.flatnonzero(hit)]
        else:
            table, spoilt = _spoil(catalog, table, kind, plan, np.flatnonzero(hit), pick)
            notes += [(row, field, kind) for row, field in spoilt]
    return _delivered(table, times, second, notes, late["second"] if late else "")


def _delivered(table: pa.Table, times: np.ndarray, second: np.ndarray, notes: list[tuple[int, str, str]], day: str) -> Planted:
    """Repeat duplicates, split deliveries, and count the notes' rows anew."""
    deliveries, found = {}, []
    for name, inside in (("", ~second), (day, second)):
        rows = np.repeat(np.flatnonzero(inside), times[inside])
        if name and not len(rows):
            continue
        deliveries[name] = table.take(pa.array(rows))
        last = np.searchsorted(rows, np.arange(len(times)), side="right") - 1  # of two equal rows the second is the duplicate
        found += [(name, int(last[row]), field, kind) for row, field, kind in notes if inside[row]]
    return Planted(deliveries, found)


def _spoil(catalog: Catalog, table: pa.Table, kind: str, plan: dict[str, Any], rows: np.ndarray, pick: np.ndarray) -> tuple[pa.Table, list[tuple[int, str]]]:
    names = _fields(catalog, kind, plan)
    spoilt: list[tuple[int, str]] = []
    chosen = (pick[rows] % np.uint64(max(len(names), 1))).astype(np.int64)
    for at, name in enumerate(names):
        column = table[name].combine_chunks()
        mine = rows[(chosen == at) & np.asarray(column.is_valid())[rows]]
        if kind == "full_width" and len(mine):
            mine = mine[np.array([any(c.isdigit() for c in str(v)) for v in column.take(pa.array(mine)).to_pylist()], dtype=bool)]
        if not len(mine):
            continue
        mask = np.zeros(len(column), dtype=bool)
        mask[mine] = True
        values = SPOIL[kind](column.take(pa.array(mine)), plan, pick[mine])
        table = table.set_column(table.schema.get_field_index(name), name, pc.call_function("replace_with_mask", [column, pa.array(mask), values]))
        spoilt += [(int(row), name) for row in mine]
    return table, spoilt


def _fields(catalog: Catalog, kind: str, plan: dict[str, Any]) -> list[str]:
    """Fields that a kind of fault may strike; never keys that others lean on, nor what tells the time."""
    leaned_on = {f for other in all_catalogs().values() for k in other.foreign_keys if k.resource == catalog.name for f in k.reference}
    dates = {catalog.as_of, *catalog.state, *(s.until for s in catalog.state.values()), *(n for s in catalog.state.values() for n in s.then)}
    own = {*catalog.primary_key, *leaned_on, *dates}
    foreign = {f for k in catalog.foreign_keys for f in k.fields}
    free = [f for f in catalog.fields if f.name not in own | foreign]
    coded = [f.name for f in free if f.codes or "enum" in f.constraints]
    if kind == "missing":
        return [f.name for f in free if not f.empty]
    if kind == "unseen_code":
        return coded
    if kind == "full_width":
        return [f.name for f in free if f.type == "string" and f.name not in coded and "pattern" not in f.constraints]
    if kind == "wrong_unit":
        return [n for n in plan["fields"].get(catalog.name, ()) if n not in own]
    return [k.fields[0] for k in catalog.foreign_keys if k.fields[0] not in own]


def _unknown_key(values: pa.Array, plan: dict[str, Any], bits: np.ndarray) -> pa.Array:
    return pa.array([f"X{int(b) % 10**9:09d}" for b in bits], type=values.type)


SPOIL: dict[str, Callable[[pa.Array, dict[str, Any], np.ndarray], pa.Array]] = {
    "missing": lambda values, plan, bits: pa.nulls(len(values), values.type),
    "unseen_code": lambda values, plan, bits: pa.array([plan["value"]] * len(values), type=values.type),
    "full_width": lambda values, plan, bits: pa.array([str(v).translate(_FULL_WIDTH) for v in values.to_pylist()], type=values.type),
    "wrong_unit": lambda values, plan, bits: pc.call_function("multiply", [values, pa.scalar(plan["factor"], values.type)]),
    "broken_key": _unknown_key,
}


def _arrives_in_turn(catalog: Catalog) -> bool:
    """Rows of the table arrive as they happen and never change: only then can one be late."""
    return bool(catalog.as_of) and not catalog.state and catalog[str(catalog.as_of)].type in ("date", "datetime")


def _days(catalog: Catalog, table: pa.Table) -> np.ndarray:
    import duckdb

    source = duckdb.connect().register("source", table)
    days = source.execute(f"SELECT {known_on(catalog, str(catalog.as_of))} AS day FROM source").fetchnumpy()["day"]
    return np.ma.filled(np.ma.asarray(days).astype("datetime64[D]"), np.datetime64("NaT"))
