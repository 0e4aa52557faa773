"""A hidden city holds what a review needs and no more, and its rooms are those of the whole city."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow.parquet as pq
import pytest
import sqlglot

from kit.access import make_room
from kit.product.read_accuracy import _named
from kit.product.read_plan import read_plan
from kit.review.accuracy import truth
from kit.review.needed import needed
from synthetic_data.city import build
from tests.conftest import ROOT

PRODUCTS = sorted(p.parent for p in (ROOT / "products").glob("*/product.yaml"))


@pytest.mark.parametrize("scenario", ["baseline", "dirty"])
@pytest.mark.parametrize("folder", [f for f in PRODUCTS if f.name in ("personal_credit_loan", "enterprise_shell_scan")], ids=lambda f: f.name)
def test_rooms_are_those_of_the_whole_city(tmp_path, folder, scenario):
    plan = read_plan(folder)
    part = needed(plan)
    rooms = []
    for name, fields in (("whole", {}), ("part", part.fields)):
        build(tmp_path / name, size=0.002, seed=3, only=part.tables, wanted=part.rows, fields=fields, scenario=scenario, answers=False)
        rooms.append([make_room(tmp_path / name, plan.grant, tmp_path / f"{name}-{n}", day) for n, day in enumerate((plan.as_of, None, dt.date(2024, 3, 31)))])
    for whole, less in zip(*rooms, strict=True):
        for slug in plan.grant.tables:
            assert pq.read_table(whole / slug).equals(pq.read_table(less / slug)), slug


def test_what_nobody_reads_is_empty(tmp_path):
    plan = read_plan(ROOT / "products" / "personal_credit_loan")
    part = needed(plan)
    build(tmp_path / "city", size=0.002, seed=3, only=part.tables, wanted=part.rows, fields=part.fields, answers=False)
    for slug in part.tables:
        table = pq.read_table(tmp_path / "city" / slug)
        filled = {n for n in table.column_names if table[n].null_count < len(table)}
        assert filled <= part.fields[slug]
        assert set(table.column_names) > filled


@pytest.mark.parametrize("folder", PRODUCTS, ids=lambda f: f.name)
def test_tables_that_tell_the_truth_have_all_rows_and_labels_their_fields(folder):
    plan, part = read_plan(folder), needed(read_plan(folder))
    assert set(plan.grant.tables) <= set(part.tables)
    for claim in plan.accuracy:
        assert set(claim.catalogs) <= set(part.tables)
        assert not set(claim.catalogs) & set(part.rows)
    for h in plan.evaluation.label if plan.evaluation else ():
        assert h.catalog in part.tables
        assert {h.key, h.date, *h.where, *h.above} <= part.fields.get(h.catalog, {h.key, h.date, *h.where, *h.above})


@pytest.mark.parametrize("folder", [f for f in PRODUCTS if read_plan(f).accuracy], ids=lambda f: f.name)
def test_the_truth_is_that_of_the_whole_city(tmp_path, folder):
    plan = read_plan(folder)
    part = needed(plan)
    for name, fields in (("whole", {}), ("part", part.fields)):
        build(tmp_path / name, size=0.001, seed=3, only=part.tables, wanted=part.rows, fields=fields)
    for claim in plan.accuracy:
        whole, less = (truth(claim, tmp_path / name, plan.as_of).sort_values(list(claim.key), ignore_index=True) for name in ("whole", "part"))
        pd.testing.assert_frame_equal(whole, less)


@pytest.mark.parametrize(("truth", "named"), [
    ("SELECT uscc, count(*) AS truth FROM enterprise_basic GROUP BY uscc", {"uscc", "truth", "enterprise_basic"}),
    ("SELECT a.uscc, b.balance AS truth FROM enterprise_basic a JOIN tax_arrears b USING (taxpayer_no)", {"taxpayer_no", "balance"}),
    ("SELECT * FROM enterprise_basic", None),
    ("WITH t AS (SELECT e.* FROM enterprise_basic e) SELECT uscc, 1 AS truth FROM t", None),
    ("SELECT COLUMNS('uscc|name') FROM enterprise_basic", None),
    ("SELECT uscc, 1 AS truth FROM enterprise_basic NATURAL JOIN tax_arrears", None),
])  # fmt: skip
def test_a_query_that_reads_fields_without_naming_them_reads_all(truth, named):
    found = _named(sqlglot.parse_one(truth, dialect="duckdb"))
    assert found is None if named is None else found is not None and named <= found
