"""The feature code of both products gives the same numbers on DuckDB and on PySpark."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.access import make_room, open_room
from kit.product.read_plan import read_plan
from tests.conftest import ROOT

pytestmark = pytest.mark.spark
CASES = [
    ("enterprise_shell_scan", dt.date(2023, 12, 31), lambda f, t, d: f.revoked_after(t, d, dt.date(2025, 6, 30))),
    ("enterprise_overdue_risk_index", dt.date(2024, 12, 31), lambda f, t, d: f.overdue_after(t, d)),
]


def features_of(name: str):
    path = ROOT / "products" / name / "features.py"
    spec = importlib.util.spec_from_file_location(f"features_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "cutoff", "label"), CASES, ids=[c[0] for c in CASES])
def test_both_engines_agree(city: Path, tmp_path: Path, name, cutoff, label):
    module, plan = features_of(name), read_plan(ROOT / "products" / name)
    room = make_room(city, plan.grant, tmp_path / "room")
    found = {}
    for engine in ("duckdb", "spark"):
        tables = open_room(room, plan.grant, engine)
        frame = tables.read(module.features(tables.table, cutoff)).sort_values("uscc", ignore_index=True)
        found[engine] = frame, set(tables.read(label(module, tables.table, cutoff))["uscc"]), tables.fields_read
    one, other = found["duckdb"][0], found["spark"][0]
    assert len(one) > 500
    assert list(one["uscc"]) == list(other["uscc"])
    for column in module.TITLES:
        a, b = (pd.to_numeric(f[column]).to_numpy(dtype=float) for f in (one, other))
        assert np.allclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True), column
    assert found["duckdb"][1] == found["spark"][1] != set()
    assert found["duckdb"][2] == found["spark"][2]
