"""How large a hidden city is, when nobody says."""

from __future__ import annotations

import pytest

from kit.product.read_plan import read_plan
from kit.review.evidence import Evidence
from kit.review.needed import EVENTS, FRACTION, RARE, ROWS, events_needed, fitting, rows_needed
from kit.review.runs import Runs
from kit.review.sandbox import Level
from synthetic_data.city import rows_of
from tests.conftest import ROOT


def chosen(product: str, tmp_path, fraction: float = 0.0) -> Evidence:
    plan = read_plan(ROOT / "products" / product)
    evidence = Evidence(plan.folder, plan.title, Level.NONE, True, plan=plan, fraction=fraction)
    Runs(evidence, plan, tmp_path, 60, lambda _: None)
    return evidence


def test_products_on_firms_get_a_tenth_of_the_city(tmp_path):
    assert chosen("enterprise_shell_scan", tmp_path).fraction == FRACTION


def test_a_heavy_table_makes_the_city_smaller(tmp_path):
    fraction = chosen("social_insurance_gap_check", tmp_path).fraction
    assert fraction < FRACTION
    assert rows_of(["social_insurance_detail"], fraction) == pytest.approx(ROWS, rel=0.05)


def test_a_size_that_was_asked_for_is_kept(tmp_path):
    assert chosen("social_insurance_gap_check", tmp_path, 0.5).fraction == 0.5


def test_parts_that_no_granted_row_comes_from_do_not_count():
    everything = rows_of(["water_usage"], 0.1)
    assert 0 < rows_of(["water_usage"], 0.1, {"water_usage": {"user_nature": ("非居民", "特种行业")}}) < everything / 5


def test_what_is_rare_makes_the_city_larger_and_what_is_frequent_does_not(tmp_path):
    """Low-income families are few, stays in hospital are many; both stand beside tables of millions of rows."""
    rare, frequent = (read_plan(ROOT / "products" / name) for name in ("personal_risk_profile", "health_score"))
    assert rows_needed(frequent, fitting(frequent)) == pytest.approx(ROWS, rel=0.05)
    assert ROWS < rows_needed(rare, fitting(rare)) <= RARE * ROWS * 1.05
    assert events_needed(frequent, fitting(frequent)) > EVENTS
