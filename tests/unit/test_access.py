"""A room holds what was granted, as it was known on a day, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis import _

from kit.access import Grant, TableGrant, conform, make_room, open_room
from kit.catalog import all_catalogs, load
from kit.errors import AccessError, DataError
from synthetic_data.city import available

DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2025, 12, 31))
FIRMS = Grant({"enterprise_basic": TableGrant({"uscc": "k", "reg_status": "s", "revoke_date": "r", "est_date": "e"})})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=DAYS)
def test_no_row_and_no_state_from_after_the_day(city, tmp_path, day):
    make_room(city, FIRMS, tmp_path / "room", day)
    seen = pd.read_parquet(tmp_path / "room" / "enterprise_basic")
    whole = pd.read_parquet(city / "enterprise_basic").set_index("uscc").loc[seen["uscc"]].reset_index()
    after = pd.Timestamp(day)
    assert (pd.to_datetime(seen["est_date"]) <= after).all()
    assert not (pd.to_datetime(seen["revoke_date"]) > after).any()
    later = pd.to_datetime(whole["revoke_date"]) > after
    assert (seen.loc[later, "reg_status"] == "K").all()  # not even an empty status gives the future away
    known = pd.to_datetime(whole["revoke_date"]) <= after
    assert (seen.loc[known, "reg_status"] == "D").all()


@pytest.mark.parametrize("slug", [n for n in available() if all_catalogs()[n].as_of])
def test_every_dated_table_can_be_read_as_of_a_day(city, tmp_path, slug):
    catalog = load(slug)
    day = dt.date(2024, 5, 20)
    grant = Grant({slug: TableGrant({f.name: "x" for f in catalog.fields})})
    make_room(city, grant, tmp_path / "cut", day)
    make_room(city, grant, tmp_path / "whole")
    assert conform(tmp_path / "cut", only=[slug], as_of=day) == []
    assert any(p.rule == "as_of" for p in conform(tmp_path / "whole", only=[slug], as_of=day))


def test_only_granted_columns_and_rows_are_written(city, tmp_path):
    grant = Grant({"water_usage": TableGrant({"volume": "v", "data_month": "m"}, {"user_nature": ("非居民", "特种行业")})})
    make_room(city, grant, tmp_path / "room")
    assert pq.read_table(tmp_path / "room" / "water_usage").column_names == ["volume", "data_month"]
    whole = pd.read_parquet(city / "water_usage", columns=["user_nature"])
    assert len(pd.read_parquet(tmp_path / "room" / "water_usage")) == (whole["user_nature"] != "居民生活").sum()
    assert [p.name for p in (tmp_path / "room").iterdir()] == ["water_usage"]


def test_rows_from_before_the_granted_day_are_not_written(city, tmp_path):
    since = dt.date(2025, 6, 30)
    grant = Grant({"water_usage": TableGrant({"data_month": "m"}, since={"data_month": since})})
    make_room(city, grant, tmp_path / "room", dt.date(2025, 8, 31))
    assert set(pd.read_parquet(tmp_path / "room" / "water_usage")["data_month"]) == {"2025-06", "2025-07", "2025-08"}


def test_a_missing_table_says_how_to_build_it(tmp_path):
    with pytest.raises(DataError, match="kit data build"):
        make_room(tmp_path, FIRMS, tmp_path / "room")


@pytest.fixture
def tables(city, tmp_path):
    grant = Grant({**FIRMS.tables, "tax_arrears": TableGrant({"taxpayer_no": "k", "balance": "b", "notice_period": "p"})})
    return open_room(make_room(city, grant, tmp_path / "room"), grant)


def test_an_undeclared_field_teaches_the_line_to_add(tables):
    firms = tables.table("enterprise_basic")
    for ask in (lambda: firms.reg_capital, lambda: firms["reg_capital"]):
        with pytest.raises(AccessError) as refused:
            ask()
        assert "reg_capital: 使用理由" in refused.value.next_step
        assert "reg_status" in refused.value.what
    with pytest.raises(AccessError, match="是否想写 reg_status"):
        _ = firms.reg_statuss
    with pytest.raises(AccessError, match="没有申请数据目录"):
        tables.table("household_registration")


def test_a_typo_on_a_derived_table_says_where_the_table_came_from(tables):
    firms, owed = tables.table("enterprise_basic"), tables.table("tax_arrears")
    joined = firms.left_join(owed, firms.uscc == owed.taxpayer_no)
    features = joined.group_by("uscc").agg(owed_most=joined.balance.max())
    for ask in (lambda: features.owed_mots, lambda: features["owed_mots"], lambda: features.filter(_.owed_mots > 0)):
        with pytest.raises(AccessError) as refused:
            ask()
        assert refused.value.code == "KIT-A005"
        assert "enterprise_basic、tax_arrears" in refused.value.what
        assert "现有:uscc、owed_most" in refused.value.what
        assert refused.value.next_step == "是否想写 owed_most?"


def test_a_field_that_an_earlier_step_dropped_is_missing_not_undeclared(tables):
    few = tables.table("enterprise_basic").select("uscc")
    with pytest.raises(AccessError, match=r"由 enterprise_basic 得来的表没有字段 est_date;现有:uscc") as refused:
        _ = few.est_date
    assert "select" in refused.value.next_step
    assert "catalogs" not in refused.value.next_step


def test_an_undeclared_field_of_a_source_is_taught_on_a_derived_table(tables):
    few = tables.table("enterprise_basic").mutate(old=True).filter(lambda t: t.old)
    with pytest.raises(AccessError, match="reg_capital: 使用理由"):
        _ = few.reg_capital


def test_a_field_of_a_catalog_that_is_not_at_hand_is_not_asked_for(tables):
    """``tax_type`` stands in the arrears, of which this table is not made."""
    with pytest.raises(AccessError, match="目录 enterprise_basic 没有这个字段"):
        _ = tables.table("enterprise_basic").tax_type


def test_reads_are_exactly_the_fields_used(tables):
    firms, owed = tables.table("enterprise_basic"), tables.table("tax_arrears")
    unused = firms.mutate(extra=firms.est_date)
    joined = unused.join(owed, unused.uscc == owed.taxpayer_no).filter(owed.balance > 0)
    tables.read(joined.group_by("reg_status").agg(n=joined.count()))
    assert tables.fields_read == {"enterprise_basic": {"uscc", "reg_status"}, "tax_arrears": {"taxpayer_no", "balance"}}


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM read_text('/etc/passwd')", "INSTALL httpfs", "SET enable_external_access=true", "ATTACH 'x.db'",
     "SET lock_configuration=false", "COPY (SELECT 1) TO '/tmp/leak.csv'"],
)  # fmt: skip
def test_the_engine_is_locked(tables, sql):
    with pytest.raises(duckdb.Error):
        tables.connection.raw_sql(sql)


def broken(city: Path, target: Path, slug: str, sql: str) -> list[str]:
    """Rules that fail when one fault is planted in one table."""
    (target / slug).mkdir(parents=True)
    source = f"read_parquet('{(city / slug).as_posix()}/*.parquet')"
    duckdb.execute(f"COPY ({sql.format(t=source)}) TO '{target / slug}/p.parquet'")
    return [p.rule for p in conform(target, only=[slug])]


@pytest.mark.parametrize(
    ("rule", "slug", "sql"),
    [
        ("missing", "tax_arrears", "SELECT * EXCLUDE balance FROM {t}"),
        ("extra", "tax_arrears", "SELECT *, 1 AS more FROM {t}"),
        ("type", "tax_arrears", "SELECT * REPLACE (CAST(balance AS VARCHAR) AS balance) FROM {t}"),
        ("required", "tax_arrears", "SELECT * REPLACE (CASE WHEN balance > 0 THEN NULL END::VARCHAR AS tax_type) FROM {t}"),
        ("codes", "tax_arrears", "SELECT * REPLACE ('过路费' AS tax_type) FROM {t}"),
        ("pattern", "tax_arrears", "SELECT * REPLACE ('2024Q7' AS notice_period) FROM {t}"),
        ("primary_key", "tax_arrears", "SELECT * FROM {t} UNION ALL (SELECT * FROM {t} LIMIT 1)"),
        ("maxLength", "enterprise_basic", "SELECT * REPLACE (repeat('长', 300) AS ent_name) FROM {t}"),
        ("minimum", "social_insurance_payment", "SELECT * REPLACE (CAST(-1 AS BIGINT) AS insured_count) FROM {t}"),
    ],
)
def test_each_rule_of_conformance_can_fail(city, tmp_path, rule, slug, sql):
    assert rule in broken(city, tmp_path / "bad", slug, sql)


def test_a_child_without_its_parent_is_found(city, tmp_path):
    broken(city, tmp_path / "bad", "tax_arrears", "SELECT * REPLACE ('913915020000000000' AS taxpayer_no) FROM {t}")
    broken(city, tmp_path / "bad", "enterprise_basic", "SELECT * FROM {t}")
    assert "foreign_key" in [p.rule for p in conform(tmp_path / "bad")]


def test_every_table_that_lives_in_time_can_be_cut_at_a_day():
    """Without ``asOf`` a room would hold the future; standing things have no date."""
    assert {n for n in available() if not all_catalogs()[n].as_of} == {
        "bus_route", "bus_stop", "charging_pile", "cultural_resource", "patient_basic", "public_parking_lot", "real_estate_unit",
    }  # fmt: skip
