"""Ratios against named peers, measured in one run: ``make bench``. Nothing here is asserted."""

from __future__ import annotations

import datetime as dt
import importlib.util
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import sandbox

ROOT = Path(__file__).parents[1]


def seconds(action: Callable[[], Any], repeat: int = 3) -> float:
    best = float("inf")
    for _ in range(repeat):
        started = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - started)
    return best


def generation() -> None:
    """People of the city against Faker's profiles, and against only writing the finished columns."""
    import numpy as np
    from faker import Faker

    from kit.synth.arrow import to_table, write
    from synthetic_data.city import Tables

    catalog, (part,) = Tables().table("household_registration")
    rows = 50_000
    ours = seconds(lambda: to_table(catalog, part.rows(Tables().world(1, 0.02), np.arange(rows)))) / rows
    table = to_table(catalog, part.rows(Tables().world(1, 0.02), np.arange(rows)))
    target = Path(tempfile.mkdtemp()) / "people.parquet"
    writing = seconds(lambda: write(table, target)) / rows
    fake = Faker("zh_CN")
    peer = seconds(lambda: [(fake.name(), fake.ssn(), fake.address(), fake.date_of_birth()) for _ in range(2000)], 1) / 2000
    print(f"generation: Faker takes {peer / ours:.0f} × our time a row; we take {ours / writing:.1f} × only writing")


def feature_step(city: Path) -> None:
    """One aggregate of the overdue index: through the kit, in hand-written SQL, in pandas."""
    import duckdb
    import pandas as pd

    from kit.access import make_room, open_room
    from kit.product.read_plan import read_plan

    plan = read_plan(ROOT / "products" / "enterprise_overdue_risk_index")
    spec = importlib.util.spec_from_file_location("features", plan.folder / "features.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    room = make_room(city, plan.grant, city.with_name("room"))
    tables = open_room(room, plan.grant)
    files = f"read_parquet('{room.as_posix()}/social_insurance_payment/*.parquet')"
    inside = "insurance_type = '110' AND period > '2024-06' AND period <= '2025-06'"
    recent = "period > '2025-03'"
    sql = f"""SELECT uscc, avg(insured_count) FILTER ({recent}), avg(insured_count) FILTER (NOT {recent}),
        sum(pay_base_total) FILTER ({recent}) / sum(insured_count) FILTER ({recent}), count(*) FILTER (day(received_date) > 25),
        count(*) FILTER (pay_status <> '足额') FROM {files} WHERE {inside} GROUP BY uscc"""

    def pandas_way() -> Any:
        rows = pd.read_parquet(room / "social_insurance_payment")
        rows = rows[(rows.insurance_type == "110") & (rows.period > "2024-06") & (rows.period <= "2025-06")]
        late, now = pd.to_datetime(rows.received_date).dt.day > 25, rows.period > "2025-03"
        rows = rows.assign(now=rows.insured_count.where(now), before=rows.insured_count.where(~now), late=late, short=rows.pay_status != "足额")
        return rows.groupby("uscc").agg({"now": "mean", "before": "mean", "late": "sum", "short": "sum"})

    connection = duckdb.connect(config={"threads": 1})
    ours = seconds(lambda: tables.read(module.insurance(tables.table, dt.date(2025, 6, 30))))
    by_hand, in_pandas = seconds(lambda: connection.execute(sql).df()), seconds(pandas_way)
    print(f"feature step: {ours / by_hand:.1f} × hand-written SQL (lineage included), {ours / in_pandas:.2f} × pandas")


def whole_review(city: Path) -> None:
    """A review against papermill on the bare notebook over the same city."""
    import os

    import papermill

    from kit.review.review import review

    folder = ROOT / "products" / "enterprise_shell_scan"
    home = Path(tempfile.mkdtemp(dir="/var/tmp" if Path("/var/tmp").is_dir() else None))
    os.environ["KIT_CITY"] = str(city)
    bare = seconds(lambda: papermill.execute_notebook(str(folder / "product.ipynb"), str(home / "bare.ipynb"), cwd=str(folder), progress_bar=False), 1)
    done = review(folder, home / "review", seed=5, fraction=0.1)
    assert done.verdict.word == "通过", done.verdict.reasons
    shutil.rmtree(home)
    print(f"review: {done.seconds / bare:.1f} × papermill on the bare notebook ({len(done.evidence.runs)} sandboxed runs, verdict {done.verdict.word})")


def main() -> None:
    from synthetic_data.city import available, build

    city = Path(tempfile.mkdtemp()) / "city"
    wanted = [n for n in available() if n not in ("social_insurance_detail", "household_registration")]
    build(city, size=0.1, seed=5, only=wanted, answers=False, wanted={"water_usage": {"user_nature": ("非居民", "特种行业")}})
    generation()
    feature_step(city)
    whole_review(city)
    sandbox.main()


if __name__ == "__main__":
    main()
