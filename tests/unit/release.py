"""Small hand-made evidence about what a run left, for tests of the checks on data sets and reports."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from kit.access import Grant, TableGrant
from kit.catalog import Field, Grade, Ground, annex_products
from kit.product.plan import EVALUATION, Output, ScenarioPlan
from kit.product.run import OK, RunRecord
from kit.review.evidence import Evidence, Run
from kit.review.sandbox import Level, SafeFile

GRANT = {"patient_basic": ("patient_id", "county_code", "birth_date"), "outpatient_visit": ("visit_id", "patient_id", "visit_time", "diag_code")}
PEOPLE = [f"P{n:016x}" for n in range(400)]
VISITS = [f"V{n:016x}" for n in range(1200)]


def fields(**types: str) -> tuple[Field, ...]:
    return tuple(Field(name, name, kind, Grade.一般, Ground("own_knowledge")) for name, kind in types.items())


def behind(name: str, **types: str) -> Output:
    """A 评估 output."""
    return Output(name, EVALUATION, name, fields=fields(**types))


class Left:
    """Evidence about a product of 附件2 that left ``files`` (DataFrames or bytes) for ``outputs``; its room holds 400 patients."""

    def __init__(self, home: Path, *outputs: Output, tables: dict[str, tuple[str, ...]] = GRANT, **more: Any) -> None:
        self.room, self.out = home / "room", home / "out"
        self.out.mkdir(parents=True)
        grant = Grant({slug: TableGrant(dict.fromkeys(names, "test")) for slug, names in tables.items()})
        plan = ScenarioPlan(
            folder=home / "product", annex=annex_products()[0], scenario={"id": "T-1"}, grant=grant, outputs={o.name: o for o in outputs},
            evaluation=None, service_form=("数据集",), charge={}, as_of=dt.date(2025, 12, 31),
        )  # fmt: skip
        self.plan = plan
        self.evidence = Evidence(home, "产品", Level.NONE, True, plan=plan, seeds={"plain": 5, "new_city": 6}, fraction=0.1, **more)
        self.files: dict[str, SafeFile] = {}
        record = RunRecord(OK, 1.0, "none", home / "out.ipynb")
        self.evidence.runs["plain"] = Run("plain", record, self.files, (), self.room, home / "city")
        if tables is GRANT:
            self.grant(patient_basic=patients(), outpatient_visit=visits())

    def grant(self, **tables: pd.DataFrame) -> Left:
        for slug, frame in tables.items():
            (self.room / slug).mkdir(parents=True, exist_ok=True)
            frame.to_parquet(self.room / slug / "part-0.parquet", index=False)
        return self

    def leave(self, name: str, content: pd.DataFrame | bytes | str) -> Left:
        path = self.out / name
        if isinstance(content, pd.DataFrame):
            content.to_parquet(path, index=False)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.files[name] = SafeFile(name, path, path.stat().st_size, sha256(path.read_bytes()).hexdigest())
        return self


def patients() -> pd.DataFrame:
    days = [dt.date(1950, 1, 1) + dt.timedelta(days=17 * n) for n in range(400)]
    return pd.DataFrame({"patient_id": PEOPLE, "county_code": [f"3415{n % 4:02d}" for n in range(400)], "birth_date": days})


def visits() -> pd.DataFrame:
    times = [dt.datetime(2025, 1, 1) + dt.timedelta(minutes=n * 397) for n in range(1200)]
    return pd.DataFrame({"visit_id": VISITS, "patient_id": [PEOPLE[n % 400] for n in range(1200)], "visit_time": times,
                         "diag_code": ["J18", "I10", "E11"] * 400})  # fmt: skip


def statuses(found: Any) -> list[str]:
    return [f.status for f in found]
