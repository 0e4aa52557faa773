"""How good is a folder of tables? 准确性、完整性、一致性 as 实施方案 asks, and 及时性 against each catalog's update frequency.

Every rule is one SQL condition or one query that names rows by file and number: counts and places, never values.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.access.conform import field_rules
from kit.catalog import Catalog, Field, all_catalogs, load
from kit.catalog.as_of import known_on, quoted
from kit.errors import DataError

DIMENSIONS = {"completeness": "完整性", "accuracy": "准确性", "consistency": "一致性", "timeliness": "及时性"}
# Days after which the newest row of a delivery is old, by update frequency (our choice: one period and a half, a week for
# 每日). Where things happen rarely, the longest quiet time so far counts instead.
TOLERATED = {"每日": 7, "每周": 11, "每月": 46, "每季度": 137, "每半年": 274, "每年": 548}
# Beyond the 99th percentile by this factor: a sum in 元 where 万元 is meant lies farther out (our choice). Sums that are too
# small are not looked for: small remainders are ordinary.
WRONG_UNIT = 100


@dataclass(frozen=True)
class Rule:
    """``broken`` is a condition on ``source``; a rule that looks beyond its row has ``query`` (file, row) instead."""

    dimension: str
    kind: str
    field: str
    text: str
    broken: str = ""
    query: str = ""


@dataclass(frozen=True)
class Fault:
    """How many rows break a rule."""

    dimension: str
    kind: str
    field: str
    rows: int
    text: str


@dataclass(frozen=True)
class Quality:
    """A catalog's scores, each 0 … 100, and what lowers them; ``lag`` is in days, None without dates."""

    table: str
    title: str
    unit: str
    frequency: str
    rows: int
    scores: dict[str, float]
    total: float
    lag: int | None
    faults: tuple[Fault, ...]


class Folder:
    """The tables of a city, open for questions about places."""

    def __init__(self, city: Path) -> None:
        import duckdb

        self.names = [n for n in all_catalogs() if any((city / n).glob("*.parquet"))]
        if not self.names:
            raise DataError("KIT-D002", "数据文件夹里没有任何目录的表", where=city.name, next_step="kit data build --out 文件夹")
        self.connection = duckdb.connect()
        for name in self.names:
            files = f"{city.absolute().as_posix()}/{name}/*.parquet".replace("'", "''")
            self.connection.execute(
                f"CREATE VIEW {name} AS SELECT *, parse_filename(filename) AS \"@file\", file_row_number AS \"@row\" "
                f"FROM read_parquet('{files}', filename=true, file_row_number=true)")  # fmt: skip
        package = city / "datapackage.json"
        self.package: dict[str, Any] = json.loads(package.read_text(encoding="utf-8")) if package.exists() else {}

    def one(self, query: str) -> tuple[Any, ...]:
        return self.connection.execute(query).fetchone() or ()

    def rules(self, catalog: Catalog) -> Iterator[Rule]:
        """All rules of a catalog; those about other tables only where these are there."""
        for field in catalog.fields:
            yield from _field_rules(catalog, field)
        yield from self._unit_rules(catalog)
        key = ", ".join(quoted(n) for n in catalog.primary_key)
        yield Rule("consistency", "duplicate", "", "与另一行主键相同", query=(
            f'SELECT "@file", "@row" FROM {catalog.name} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY "@file", "@row") > 1'))
        for reference in catalog.foreign_keys:
            if reference.resource in self.names:
                pairs = zip(reference.fields, reference.reference, strict=True)
                same = " AND ".join(f"source.{quoted(a)} = parent.{quoted(b)}" for a, b in pairs)
                filled = " AND ".join(f"source.{quoted(a)} IS NOT NULL" for a in reference.fields)
                yield Rule("consistency", "broken_key", reference.fields[0], f"在{load(reference.resource).title}中找不到对应", query=(
                    f'SELECT "@file", "@row" FROM {catalog.name} source WHERE {filled} '
                    f"AND NOT EXISTS (SELECT 1 FROM {reference.resource} parent WHERE {same})"))  # fmt: skip
        yield from self._late(catalog)

    def _unit_rules(self, catalog: Catalog) -> Iterator[Rule]:
        """Figures a thousand times too large: they lie far beyond nearly all others."""
        fields = [f for f in catalog.fields if f.unit and f.type in ("number", "integer")]
        if not fields:
            return
        asked = ", ".join(f"quantile_cont({quoted(f.name)}, 0.99) FILTER (WHERE {quoted(f.name)} > 0)" for f in fields)
        for field, high in zip(fields, self.one(f"SELECT {asked} FROM {catalog.name}"), strict=True):
            if high:
                far = f"source.{quoted(field.name)} > {high * WRONG_UNIT}"
                yield Rule("accuracy", "wrong_unit", field.name, "大于几乎所有其他数值百倍以上,疑为计量单位错误", far)

    def _late(self, catalog: Catalog) -> Iterator[Rule]:
        """Rows that came with a delivery although their day lies before the delivery that came earlier."""
        days = sorted(self.package.get("deliveries", []))
        if catalog.as_of and not catalog.state:
            for before, day in itertools.pairwise(days):
                late = f"{known_on(catalog, catalog.as_of)} <= DATE '{before}'"
                yield Rule("timeliness", "late", catalog.as_of, f"应在 {before} 前送达,迟至 {day}", f"\"@file\" LIKE '%@{day}.parquet' AND {late}")

    def lag(self, catalog: Catalog) -> tuple[int, int] | None:
        """Days from the newest row to the last delivery, and the longest time that ever passed between two rows."""
        if not catalog.as_of or not self.package:
            return None
        days = f"SELECT DISTINCT {known_on(catalog, catalog.as_of)} AS day FROM {catalog.name} source"
        gaps = f"SELECT day, day - lag(day) OVER (ORDER BY day) AS gap FROM ({days}) WHERE day <= DATE '{self.package['to']}'"
        lag, gap = self.one(f"SELECT date_diff('day', max(day), DATE '{self.package['to']}'), max(gap) FROM ({gaps})")
        return None if lag is None else (lag, gap or 0)


def _field_rules(catalog: Catalog, field: Field) -> Iterator[Rule]:
    states = {*catalog.state, *(s.until for s in catalog.state.values()), *(n for s in catalog.state.values() for n in s.then)}
    column = f"source.{quoted(field.name)}"
    if not field.empty and field.name not in states:
        yield Rule("completeness", "missing", field.name, "应填而为空", f"{column} IS NULL")
    for rule, broken, text in field_rules(field):
        if rule != "required":
            yield Rule("accuracy", {"codes": "unseen_code"}.get(rule, rule), field.name, text, broken)
    if field.type == "string":
        yield Rule("accuracy", "full_width", field.name, "含全角数字", f"regexp_matches({column}, '[０-９]')")


def assess(city: Path, *, only: Iterable[str] | None = None) -> list[Quality]:
    """Scores of the tables in ``city``, in annex order."""
    folder = Folder(city)
    names = [load(n).name for n in only] if only else folder.names
    return [_quality(folder, load(name)) for name in names]


def _quality(folder: Folder, catalog: Catalog) -> Quality:
    rules = list(folder.rules(catalog))
    simple = [r for r in rules if r.broken]
    by_dimension = {d: " OR ".join(f"({r.broken})" for r in simple if r.dimension == d) or "false" for d in ("accuracy", "timeliness")}
    asked = [f"count(*) FILTER (WHERE {r.broken})" for r in simple] + [f"count(*) FILTER (WHERE {c})" for c in by_dimension.values()]
    rows, *counts = folder.one(f"SELECT count(*), {', '.join(asked)} FROM {catalog.name} source")
    broken = dict(zip(simple, counts, strict=False))
    inaccurate, late = counts[len(simple) :]
    broken |= {r: folder.one(f"SELECT count(*) FROM ({r.query})")[0] for r in rules if r.query}
    cells = rows * sum(r.kind == "missing" for r in rules)
    missing = sum(n for r, n in broken.items() if r.kind == "missing")
    inconsistent = sum(n for r, n in broken.items() if r.dimension == "consistency")
    lag, quiet = (folder.lag(catalog) if rows else None) or (None, 0)
    fresh = min(1.0, max(TOLERATED.get(catalog.frequency, 0), quiet) / max(lag or 0, 1)) if lag and lag > 0 else 1.0
    good = [1 - missing / max(cells, 1), 1 - inaccurate / max(rows, 1), 1 - min(inconsistent / max(rows, 1), 1), (1 - late / max(rows, 1)) * fresh]
    scores = {d: round(100 * (g if rows else 0.0), 2) for d, g in zip(DIMENSIONS, good, strict=True)}
    faults = [Fault(r.dimension, r.kind, r.field, n, r.text) for r, n in broken.items() if n]
    if not rows:
        faults = [Fault("completeness", "empty", "", 0, "一行也没有")]
    elif fresh < 1:
        faults.append(Fault("timeliness", "stale", catalog.as_of or "", 0, f"最新一行已有 {lag} 天,更新频率为{catalog.frequency}"))
    return Quality(catalog.name, catalog.title, catalog.unit, catalog.frequency, rows, scores, round(sum(scores.values()) / 4, 2), lag,
                   tuple(sorted(faults, key=lambda f: -f.rows)))  # fmt: skip


def fault_places(city: Path, *, only: Iterable[str] | None = None) -> Any:
    """Where every fault is: a pandas frame of table, file, row (from 0), field and kind."""
    import pandas as pd

    folder, found = Folder(city), []
    for name in [load(n).name for n in only] if only else folder.names:
        for rule in folder.rules(load(name)):
            query = rule.query or f'SELECT "@file", "@row" FROM {name} source WHERE {rule.broken}'
            places = folder.connection.execute(query).fetchdf().set_axis(["file", "row"], axis=1)
            found.append(places.assign(table=name, field=rule.field, kind=rule.kind))
    return pd.concat(found, ignore_index=True)
