"""Every table of the city: rows per CPU second, against only writing them and against four peers making the same columns.

``make bench-tables`` writes ``benchmarks/tables.md``. Peers get the contract's column kinds only: they make independent values,
with no keys that meet, no history and no effect, so they have less to do. Nothing here is asserted.
"""

from __future__ import annotations

import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kit.catalog import Catalog, Field, all_catalogs

ROWS = 20_000
WORDS = ["安平", "和泉", "兴昌", "永宁", "康乐", "文远", "明达", "新河"]


def cpu(action: Callable[[], Any], repeat: int = 3) -> float:
    """CPU seconds, the best of some runs."""
    best = float("inf")
    for _ in range(repeat):
        started = time.process_time()
        action()
        best = min(best, time.process_time() - started)
    return best


def codes_of(field: Field) -> list[str]:
    return list(field.codes) or list(field.constraints.get("enum", []))


# -- peers: each gives the action that makes ``rows`` rows of a catalog's columns ------------------------------------


def faker(catalog: Catalog, rows: int) -> Callable[[], Any]:
    from faker import Faker

    fake = Faker("zh_CN")
    makers: dict[str, Callable[[], Any]] = {
        "string": fake.bothify, "number": lambda: fake.pyfloat(min_value=0, max_value=1000), "integer": fake.random_int, "year": fake.random_int,
        "date": fake.date_object, "datetime": fake.date_time, "yearmonth": lambda: fake.date("%Y-%m"), "time": fake.time,
    }  # fmt: skip
    columns = [(lambda c=codes_of(f): fake.random_element(c)) if codes_of(f) else makers[f.type] for f in catalog.fields]
    return lambda: [[make() for make in columns] for _ in range(rows)]


def mimesis(catalog: Catalog, rows: int) -> Callable[[], Any]:
    from mimesis import Generic
    from mimesis.locales import Locale

    g = Generic(Locale.ZH)
    makers: dict[str, Callable[[], Any]] = {
        "string": g.cryptographic.token_hex, "number": lambda: g.numeric.float_number(0, 1000), "integer": g.numeric.integer_number,
        "year": g.datetime.year, "date": g.datetime.date, "datetime": g.datetime.datetime, "yearmonth": g.datetime.year, "time": g.datetime.time,
    }  # fmt: skip
    columns = [(lambda c=codes_of(f): random.choice(c)) if codes_of(f) else makers[f.type] for f in catalog.fields]
    return lambda: [[make() for make in columns] for _ in range(rows)]


def polars(catalog: Catalog, rows: int) -> Callable[[], Any]:
    import polars as pl

    def column(field: Field, at: int) -> Any:
        bits = pl.int_range(rows, dtype=pl.UInt64).hash(seed=at)
        small = (bits % 100_000).cast(pl.Int64)
        if codes_of(field):
            return (bits % len(codes_of(field))).replace_strict(dict(enumerate(codes_of(field))), return_dtype=pl.String)
        kinds = {
            "number": small / 100, "integer": small, "year": 2022 + small % 4, "date": pl.date(2022, 1, 1) + pl.duration(days=small % 1461),
            "datetime": pl.datetime(2022, 1, 1) + pl.duration(seconds=small),
        }  # fmt: skip
        return kinds.get(field.type, "K" + bits.cast(pl.String))

    return lambda: pl.select(**{f.name: column(f, at) for at, f in enumerate(catalog.fields)})


def duckdb(catalog: Catalog, rows: int) -> Callable[[], Any]:
    import duckdb as engine

    def column(field: Field, at: int) -> str:
        bits = f"hash(i, {at})"
        if codes_of(field):
            return f"[{', '.join(repr(str(c)) for c in codes_of(field))}][({bits} % {len(codes_of(field))})::INT + 1]"
        kinds = {
            "number": f"({bits} % 100000) / 100.0", "integer": f"({bits} % 100000)::BIGINT", "year": f"2022 + ({bits} % 4)::INT",
            "date": f"DATE '2022-01-01' + ({bits} % 1461)::INT", "datetime": f"TIMESTAMP '2022-01-01' + to_seconds(({bits} % 100000)::INT)",
        }  # fmt: skip
        return kinds.get(field.type, f"'K' || {bits}::VARCHAR")

    chosen = ", ".join(f'{column(f, at)} AS "{f.name}"' for at, f in enumerate(catalog.fields))
    connection = engine.connect(config={"threads": 1})
    return lambda: connection.execute(f"SELECT {chosen} FROM range({rows}) t(i)").to_arrow_table()


PEERS = {"Faker": (faker, 100), "Mimesis": (mimesis, 200), "Polars": (polars, ROWS), "DuckDB": (duckdb, ROWS)}


# -- ours -------------------------------------------------------------------------------------------------------------


def measure(name: str, world: Any, folder: Path) -> dict[str, float]:
    import pyarrow as pa

    from kit.synth.arrow import to_table, write
    from synthetic_data.city import Tables

    catalog, parts = Tables().table(name)
    runs = [(p, np.arange(min(p.parents(world), max(16, int(ROWS / len(parts) / p.fan_out))))) for p in parts]

    def draw() -> Any:
        return pa.concat_tables([to_table(catalog, part.rows(world, index)) for part, index in runs])

    table = draw()  # also fills what a world remembers
    rows = table.num_rows
    ours, writing = cpu(draw) / rows, cpu(lambda: write(table, folder / "t.parquet")) / rows
    size = (folder / "t.parquet").stat().st_size / rows
    out = {"rows": rows, "rows_per_s": 1 / (ours + writing), "mb_per_s": size / (ours + writing) / 1e6, "bytes": size, "write": (ours + writing) / writing}
    return out | {peer: cpu(make(catalog, n), 1) / n / ours for peer, (make, n) in PEERS.items()}


def built(size: str, workers: int) -> tuple[float, float, int]:
    """Wall seconds, peak of one process in MB and rows of a build in a process of its own."""
    import json

    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "kit", "data", "build", "--size", size, "--workers", str(workers), "--out", f"{home}/city", "--json"]
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        took = time.perf_counter() - started
        return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, sum(json.loads(done.stdout)["rows"].values())


def page() -> str:
    from synthetic_data.city import Tables, available

    sizes = [(size, workers, *built(size, workers)) for size, workers in (("tiny", 1), ("workshop", 1), ("workshop", 2), ("0.05", 2))]
    world, folder = Tables().world(1, 0.01), Path(tempfile.mkdtemp())
    measured = {name: measure(name, world, folder) for name in available()}
    lines = [
        "# 合成城市的速度", "",
        f"由 `make bench-tables` 写成({platform.python_implementation()} {platform.python_version()},{platform.system()},2 核)。"
        "比值都在同一次运行中测得:“只写的几倍”是生成并写出所用 CPU 时间与只写出已有数据之比;其余各列是对手做同样种类的列所用的 CPU 时间除以我们的(大于 1 即我们更快)。"
        "对手的值各自独立:没有彼此对应的键,没有历史,也没有埋下的规律。", "",
        "| 规模 | 进程 | 秒 | 单个进程内存峰值 MB | 行 |", "|---|---|---|---|---|",
        *(f"| {size} | {workers} | {took:.1f} | {peak:.0f} | {rows:,} |" for size, workers, took, peak, rows in sizes), "",
        f"| 目录 | 行/CPU 秒 | MB/CPU 秒 | 字节/行 | 只写的几倍 | {' | '.join(PEERS)} |", "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, m in measured.items():
        peers = " | ".join(f"{m[p]:.2f}" if m[p] < 10 else f"{m[p]:.0f}" for p in PEERS)
        lines.append(f"| {all_catalogs()[name].title} | {m['rows_per_s']:,.0f} | {m['mb_per_s']:.1f} | {m['bytes']:.0f} | {m['write']:.1f} | {peers} |")
    middle = {key: float(np.median([m[key] for m in measured.values()])) for key in ("write", *PEERS)}
    lines.append(f"| **中位数** | | | | {middle['write']:.1f} | {' | '.join(f'{middle[p]:.2f}' for p in PEERS)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "tables.md").write_text(page(), encoding="utf-8")
