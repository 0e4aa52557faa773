"""Write a city: blocks drawn by any number of workers, each table appearing whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from kit.catalog import Catalog
from kit.errors import DataError
from kit.synth.recipe import BLOCK_ROWS, FILE_ROWS, Part

Progress = Callable[[str, int, int], None]


class City(Protocol):
    """What a synthetic city offers the engine; it must be picklable by name (a module will do)."""

    @staticmethod
    def world(seed: int, fraction: float) -> Any: ...
    @staticmethod
    def table(name: str) -> tuple[Catalog, list[Part]]: ...


@dataclass(frozen=True)
class Task:
    """One file: a run of parents of one part of one table."""

    table: str
    part: str
    low: int
    high: int
    path: Path


@dataclass(frozen=True)
class Written:
    path: Path
    rows: int
    sha256: str


def build(
    city: City, out: Path, *, seed: int, fraction: float, tables: Iterable[str],
    wanted: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None, workers: int = 1, progress: Progress | None = None,
) -> dict[str, list[Written]]:  # fmt: skip
    """Write ``tables`` as ``out/<table>/*.parquet``; parts that ``wanted`` filters rule out are not drawn."""
    out.mkdir(parents=True, exist_ok=True)
    world = city.world(seed, fraction)
    pool = _pool(workers)
    done: dict[str, list[Written]] = {}
    ready = 0
    with pool or nullcontext():
        plans = {name: list(_tasks(city, world, out, name, (wanted or {}).get(name, {}))) for name in tables}
        for name in plans:
            (out / f".{name}.part").mkdir(exist_ok=True)
        tasks = [task for tasks in plans.values() for task in tasks]
        written = _run(pool, city, seed, fraction, tasks)
        for name, of_table in plans.items():
            files = []
            for _ in of_table:
                files.append(next(written))
                ready += 1
                if progress:
                    progress(name, ready, len(tasks))
            done[name] = _publish(out, name, files)
    return done


def _tasks(city: City, world: Any, out: Path, name: str, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Task]:
    _, parts = city.table(name)
    if not parts:
        raise DataError("KIT-D010", f"目录 {name} 还没有合成方法", where=name, next_step="用 --only 选择已有合成方法的目录。")
    for part in parts:
        if part.can_hold(wanted):
            for number, (low, high) in enumerate(part.ranges(part.parents(world), FILE_ROWS)):
                yield Task(name, part.name, low, high, out / f".{name}.part" / f"{part.name}-{number:05d}.parquet")


def _pool(workers: int) -> Executor | None:
    # Forking a process with Arrow's threads in it may hang; a fresh interpreter costs a second and is the same
    # everywhere, Windows included.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers > 1 else None


def _run(pool: Executor | None, city: City, seed: int, fraction: float, tasks: list[Task]) -> Iterator[Written]:
    arguments = [(city, seed, fraction, task) for task in tasks]
    return map(_write, arguments) if pool is None else pool.map(_write, arguments)


@cache
def _world(city: City, seed: int, fraction: float) -> Any:
    return city.world(seed, fraction)


def _write(arguments: tuple[City, int, float, Task]) -> Written:
    import numpy as np
    import pyarrow as pa

    from kit.synth.arrow import to_table, write

    city, seed, fraction, task = arguments
    world = _world(city, seed, fraction)
    catalog, parts = city.table(task.table)
    part = next(p for p in parts if p.name == task.part)
    blocks = [
        to_table(catalog, part.rows(world, np.arange(task.low + low, task.low + high)))
        for low, high in part.ranges(task.high - task.low, BLOCK_ROWS)
    ]
    table = pa.concat_tables(blocks)
    write(table, task.path)
    return Written(task.path, table.num_rows, hashlib.sha256(task.path.read_bytes()).hexdigest())


def _publish(out: Path, name: str, files: list[Written]) -> list[Written]:
    """Move a finished table to its place in one rename."""
    old, new = out / name, out / f".{name}.part"
    if old.exists():
        shutil.rmtree(old)
    new.replace(old)
    return [Written(old / f.path.name, f.rows, f.sha256) for f in files]


def describe(out: Path, catalogs: Iterable[Catalog], files: Mapping[str, list[Written]], facts: Mapping[str, Any]) -> Path:
    """``datapackage.json``: schemas, files with hashes and row counts, and how the city was made. No date of today."""
    from kit.catalog import table_schema

    resources = [
        {
            "name": c.name, "title": c.title, "format": "parquet", "rows": sum(f.rows for f in files[c.name]),
            "path": [f.path.relative_to(out).as_posix() for f in files[c.name]],
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
