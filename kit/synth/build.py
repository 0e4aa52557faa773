"""Write a city: blocks drawn by any number of workers, each table appearing whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from kit.catalog import Catalog
from kit.errors import DataError
from kit.synth.engines import Engine, InTurn
from kit.synth.recipe import BLOCK_ROWS, FILE_ROWS, Part

Progress = Callable[[str, int, int], None]


class City(Protocol):
    """What a synthetic city offers the engine; workers get it by pickling, and keep worlds by comparing it."""

    def world(self, seed: int, fraction: float) -> Any: ...
    def table(self, name: str) -> tuple[Catalog, list[Part]]: ...
    def drawing(self) -> AbstractContextManager[None]:
        """Entered while columns are drawn."""
        ...

    def deliver(self, catalog: Catalog, table: Any, path: Path) -> Mapping[str, Any]:
        """The rows of one file as they are delivered: name of the delivery (empty: the first) to table."""
        ...


@dataclass(frozen=True)
class Task:
    """One file: a run of parents of one part of one table; ``fields`` are those that hold values (default: all)."""

    table: str
    part: str
    low: int
    high: int
    path: Path
    fields: Set[str] | None = None


@dataclass(frozen=True)
class Written:
    path: Path
    rows: int
    sha256: str


def build(
    city: City, out: Path, *, seed: int, fraction: float, tables: Iterable[str],
    wanted: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None, fields: Mapping[str, Set[str]] | None = None,
    engine: Engine | None = None, append: frozenset[str] = frozenset(), progress: Progress | None = None,
) -> dict[str, list[Written]]:  # fmt: skip
    """Write ``tables`` as ``out/<table>/*.parquet``; parts that ``wanted`` filters rule out are not drawn, and of a table
    that ``fields`` names only these fields hold values.

    ``engine`` says where files are drawn (default: here, one after another); files of the tables in ``append`` go
    beside those that are there.
    """
    out.mkdir(parents=True, exist_ok=True)
    world = city.world(seed, fraction)
    done: dict[str, list[Written]] = {}
    ready = 0
    with city.drawing():
        plans = {name: list(_tasks(city, world, out, name, (wanted or {}).get(name, {}), (fields or {}).get(name))) for name in tables}
    for name in plans:
        (out / f".{name}.part").mkdir(exist_ok=True)
    tasks = [task for tasks in plans.values() for task in tasks]
    with engine or InTurn() as run:
        written = run(_write, [(city, seed, fraction, task) for task in tasks])
        for name, of_table in plans.items():
            files: list[Written] = []
            for _ in of_table:
                files += next(written)
                ready += 1
                if progress:
                    progress(name, ready, len(tasks))
            done[name] = _publish(out, name, files, keep=name in append)
    return done


def _tasks(
    city: City, world: Any, out: Path, name: str, wanted: Mapping[str, tuple[str, ...]], fields: Set[str] | None,
) -> Iterator[Task]:  # fmt: skip
    _, parts = city.table(name)
    if not parts:
        raise DataError("KIT-D010", f"目录 {name} 还没有合成方法", where=name, next_step="用 --only 选择已有合成方法的目录。")
    for part in parts:
        if part.can_hold(wanted):
            for number, (low, high) in enumerate(part.ranges(part.parents(world), FILE_ROWS)):
                yield Task(name, part.name, low, high, out / f".{name}.part" / f"{part.name}-{number:05d}.parquet", fields)


@cache
def _world(city: City, seed: int, fraction: float) -> Any:
    return city.world(seed, fraction)


def _write(arguments: tuple[City, int, float, Task]) -> list[Written]:
    import numpy as np
    import pyarrow as pa

    from kit.synth.arrow import to_table, write

    city, seed, fraction, task = arguments
    world = _world(city, seed, fraction)
    catalog, parts = city.table(task.table)
    part = next(p for p in parts if p.name == task.part)
    with city.drawing():
        blocks = [
            to_table(catalog, part.rows(world, np.arange(task.low + low, task.low + high)), task.fields)
            for low, high in part.ranges(task.high - task.low, BLOCK_ROWS)
        ]
    out = []
    for delivery, table in city.deliver(catalog, pa.concat_tables(blocks), task.path).items():
        path = task.path.with_stem(f"{task.path.stem}@{delivery}") if delivery else task.path
        write(table, path)
        out.append(Written(path, table.num_rows, hashlib.sha256(path.read_bytes()).hexdigest()))
    return out


def _publish(out: Path, name: str, files: list[Written], *, keep: bool) -> list[Written]:
    """Move a finished table to its place: in one rename, or file by file beside the files that are kept."""
    old, new = out / name, out / f".{name}.part"
    if keep and old.exists():
        for file in files:
            file.path.replace(old / file.path.name)
        shutil.rmtree(new)
    else:
        shutil.rmtree(old, ignore_errors=True)
        new.replace(old)
    return [Written(old / f.path.name, f.rows, f.sha256) for f in files]


def describe(out: Path, catalogs: Iterable[Catalog], files: Mapping[str, list[Written]], facts: Mapping[str, Any]) -> Path:
    """``datapackage.json``: schemas, files with hashes and row counts, and how the city was made. No date of today."""
    from kit.catalog import table_schema

    resources = [
        {
            "name": c.name, "title": c.title, "format": "parquet", "rows": sum(f.rows for f in files[c.name]),
            "counts": [f.rows for f in files[c.name]], "path": [f.path.relative_to(out).as_posix() for f in files[c.name]],
            "hash": [f"sha256:{f.sha256}" for f in files[c.name]], "schema": table_schema(c),
        }
        for c in catalogs
    ]  # fmt: skip
    package = {"name": "luan-synthetic-city", "title": "六安合成城市（模拟数据）", **facts, "resources": resources}
    path = out / "datapackage.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)
    return path
