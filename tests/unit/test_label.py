"""Whom a product ought to speak about, read from the hidden city."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from kit.product.plan import Begun, Linked
from kit.product.read_plan import read_plan
from kit.review.label import population
from tests.conftest import ROOT

EVALUATION = read_plan(ROOT / "products" / "enterprise_shell_scan").evaluation
assert EVALUATION is not None


@pytest.fixture
def city(tmp_path):
    """Firms by the day they were founded, and one household business."""
    firms = pd.DataFrame({
        "uscc": ["young", "on the edge", "a day younger", "old", "later", "household"],
        "est_date": [dt.date(2023, 5, 1), dt.date(2019, 6, 30), dt.date(2019, 7, 1), dt.date(2001, 1, 1), dt.date(2024, 7, 1), dt.date(2023, 5, 1)],
        "ent_type": ["11", "11", "12", "11", "11", "50"],
    })  # fmt: skip
    (tmp_path / "enterprise_basic").mkdir()
    firms.to_parquet(tmp_path / "enterprise_basic" / "part-0.parquet")
    return tmp_path


def test_only_what_began_within_the_declared_months_counts(city):
    assert population(EVALUATION, city) == {"young", "a day younger"}


def test_without_such_a_limit_all_known_firms_count(city):
    everybody = replace(EVALUATION, population=replace(EVALUATION.population, begun=None))
    assert population(everybody, city) == {"young", "on the edge", "a day younger", "old"}


def test_only_what_another_catalog_knew_by_then_counts(city):
    paid = pd.DataFrame({"uscc": ["young", "old", "a day younger"], "period": ["2024-05", "2024-05", "2024-09"]})
    (city / "social_insurance_payment").mkdir()
    paid.to_parquet(city / "social_insurance_payment" / "part-0.parquet")
    linked = replace(EVALUATION.population, begun=None, linked=Linked("uscc", "social_insurance_payment", "uscc"))
    assert population(replace(EVALUATION, population=linked), city) == {"young", "old"}


def test_the_limit_is_read_from_the_plan():
    assert EVALUATION.population.begun == Begun("est_date", 60)
