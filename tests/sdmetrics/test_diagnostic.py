"""SDMetrics, a judge that isn't ours: valid values and keys, structure, relationships of all tables at once.

The reference is the clean city itself, as no real one may be had: the report then speaks of keys, codes, ranges, columns and
relationships, not of likeness to 六安. That it can say no is shown on the scenario ``dirty``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kit.catalog import all_catalogs
from synthetic_data.city import build

pytestmark = pytest.mark.sdmetrics
TYPES = {"number": "numerical", "integer": "numerical", "year": "numerical", "date": "datetime", "datetime": "datetime"}


def metadata() -> dict[str, Any]:
    tables, links = {}, []
    for name, catalog in all_catalogs().items():
        keys = {*catalog.primary_key, *(f for k in catalog.foreign_keys for f in k.fields)}
        columns = {
            f.name: {"sdtype": "id" if f.name in keys else "categorical" if f.codes or "enum" in f.constraints else TYPES.get(f.type, "pii")}
            for f in catalog.fields
        }
        tables[name] = {"columns": columns} | ({"primary_key": catalog.primary_key[0]} if len(catalog.primary_key) == 1 else {})
        for key in catalog.foreign_keys:  # SDMetrics knows keys of one column that is the parent's primary key
            if len(key.fields) == 1 and all_catalogs()[key.resource].primary_key == key.reference:
                links.append({"parent_table_name": key.resource, "parent_primary_key": key.reference[0], "child_table_name": name, "child_foreign_key": key.fields[0]})
    return {"tables": tables, "relationships": links}


def read(city: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(city / name) for name in all_catalogs()}


def diagnose(real: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> dict[str, float]:
    from sdmetrics.reports.multi_table import DiagnosticReport

    report = DiagnosticReport()
    report.generate(real, other, metadata(), verbose=False)
    return report.get_properties().set_index("Property")["Score"].to_dict()


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> dict[str, pd.DataFrame]:
    out = tmp_path_factory.mktemp("clean") / "city"
    build(out, size="tiny", seed=5, answers=False)
    return read(out)


def test_the_whole_city_is_valid_whole_and_related(clean):
    scores = diagnose(clean, clean)
    assert set(scores) == {"Data Validity", "Data Structure", "Relationship Validity"}
    assert all(score == 1.0 for score in scores.values()), scores
    assert len(metadata()["relationships"]) > 30


def test_a_dirty_city_is_not(clean, tmp_path):
    build(tmp_path / "dirty", size="tiny", seed=5, scenario="dirty", answers=False)
    scores = diagnose(clean, read(tmp_path / "dirty"))
    assert scores["Data Validity"] < 1.0
    assert scores["Relationship Validity"] < 1.0
