"""Does a folder of tables keep its contracts? Every rule is one query over a table; answers are counts, never values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.catalog import Catalog, Field, all_catalogs, load
from kit.catalog.as_of import known_on
from kit.errors import DataError

PARQUET = {
    "string": {"VARCHAR"}, "integer": {"BIGINT", "INTEGER", "SMALLINT"}, "number": {"DOUBLE", "FLOAT"}, "date": {"DATE"},
    "datetime": {"TIMESTAMP"}, "year": {"INTEGER", "SMALLINT", "BIGINT"}, "yearmonth": {"VARCHAR"}, "time": {"VARCHAR"},
}  # fmt: skip
MONTH_PATTERN = "^[0-9]{4}-(0[1-9]|1[0-2])$"


@dataclass(frozen=True)
class Problem:
    """A broken rule of a table: how many rows, and a sentence."""

    table: str
    field: str
    rule: str
    rows: int
    message: str


def conform(city: Path, *, only: Iterable[str] | None = None, as_of: dt.date | None = None) -> list[Problem]:
    """Check types, required values, keys, foreign keys, codes, constraints and dates of the tables in ``city``."""
    import duckdb

    names = [load(n).name for n in only] if only else [n for n in all_catalogs() if (city / n).is_dir()]
    if not names:
        raise DataError("KIT-D002", "数据文件夹里没有任何目录的表", where=str(city.name), next_step="kit data build --out 文件夹")
    connection = duckdb.connect()
    for name in names:
        if not any((city / name).glob("*.parquet")):
            raise DataError("KIT-D001", f"数据文件夹里没有表 {name}", where=name, next_step=f"kit data build --only {name}")
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{city.absolute().as_posix()}/{name}/*.parquet')")
    return [p for name in names for p in _table(connection, load(name), set(names), as_of)]


def _table(connection: Any, catalog: Catalog, present: set[str], as_of: dt.date | None) -> Iterator[Problem]:
    described = connection.execute(f"DESCRIBE {catalog.name}").fetchall()
    types = {row[0]: row[1] for row in described}
    sound = True
    for f in catalog.fields:
        if f.name not in types:
            sound = False
            yield Problem(catalog.name, f.name, "missing", 0, f"缺少字段 {f.name}({f.title})")
        elif types[f.name] not in PARQUET[f.type]:
            sound = False
            yield Problem(catalog.name, f.name, "type", 0, f"字段 {f.title} 应为 {f.type},实为 {types[f.name]}")
    for extra in [n for n in types if n not in catalog]:
        yield Problem(catalog.name, extra, "extra", 0, f"多出字段 {extra}")
    if sound:
        yield from _rows(connection, catalog, present, as_of)


def _rows(connection: Any, catalog: Catalog, present: set[str], as_of: dt.date | None) -> Iterator[Problem]:
    rules = [(f.name, rule, broken, text) for f in catalog.fields for rule, broken, text in field_rules(f)]
    if as_of and catalog.as_of:
        broken = f"{known_on(catalog, catalog.as_of)} > DATE '{as_of}'"
        rules.append((catalog.as_of, "as_of", broken, f"晚于截止日 {as_of}"))
    if rules:
        counts = connection.execute(
            f"SELECT {', '.join(f'count(*) FILTER (WHERE {broken})' for _, _, broken, _ in rules)} FROM {catalog.name} source"
        ).fetchone()
        for (name, rule, _, text), rows in zip(rules, counts, strict=True):
            if rows:
                yield Problem(catalog.name, name, rule, rows, f"{catalog[name].title}:{rows} 行{text}")
    yield from _keys(connection, catalog, present)


def field_rules(field: Field) -> Iterator[tuple[str, str, str]]:
    """(rule, SQL condition of a broken row, what it says) for each constraint of a field."""
    column, limits = f'"{field.name}"', field.constraints
    if limits.get("required"):
        yield "required", f"{column} IS NULL", "为空"
    values = limits.get("enum") or list(field.codes)
    if values:
        listed = ", ".join("'" + str(v).replace("'", "''") + "'" for v in values)
        yield "codes", f"{column} IS NOT NULL AND CAST({column} AS VARCHAR) NOT IN ({listed})", "不在代码表内"
    pattern = limits.get("pattern") or (MONTH_PATTERN if field.type == "yearmonth" else None)
    if pattern:
        yield "pattern", f"{column} IS NOT NULL AND NOT regexp_full_match({column}, '{pattern}')", "不符合格式"
    if "maxLength" in limits:
        yield "maxLength", f"length({column}) > {int(limits['maxLength'])}", f"长于 {limits['maxLength']} 个字符"
    if "minimum" in limits:
        yield "minimum", f"{column} < {limits['minimum']}", f"小于 {limits['minimum']}"
    if "maximum" in limits:
        yield "maximum", f"{column} > {limits['maximum']}", f"大于 {limits['maximum']}"


def _keys(connection: Any, catalog: Catalog, present: set[str]) -> Iterator[Problem]:
    key = ", ".join(f'"{n}"' for n in catalog.primary_key)
    empty = " OR ".join(f'"{n}" IS NULL' for n in catalog.primary_key)
    total, distinct, missing = connection.execute(
        f"SELECT count(*), count(DISTINCT ({key})), count(*) FILTER (WHERE {empty}) FROM {catalog.name}"
    ).fetchone()
    if total != distinct:
        yield Problem(catalog.name, key, "primary_key", total - distinct, f"主键重复 {total - distinct} 行")
    if missing:
        yield Problem(catalog.name, key, "primary_key", missing, f"主键有空值 {missing} 行")
    for reference in catalog.foreign_keys:
        if reference.resource in present:
            pairs = zip(reference.fields, reference.reference, strict=True)
            same = " AND ".join(f'child."{a}" = parent."{b}"' for a, b in pairs)
            filled = " AND ".join(f'child."{a}" IS NOT NULL' for a in reference.fields)
            rows = connection.execute(
                f"SELECT count(*) FROM {catalog.name} child WHERE {filled} AND NOT EXISTS "
                f"(SELECT 1 FROM {reference.resource} parent WHERE {same})"
            ).fetchone()[0]
            if rows:
                name = "、".join(reference.fields)
                yield Problem(catalog.name, name, "foreign_key", rows, f"{rows} 行在 {reference.resource} 中找不到对应")
