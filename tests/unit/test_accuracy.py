"""Estimates are measured against a truth that the host works out itself."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from kit.errors import PlanError
from kit.product.plan import Accuracy
from kit.product.read_plan import read_plan
from kit.review.accuracy import Measured, _kappa, measured, truth
from kit.review.checks.accurate import _problems
from tests.conftest import ROOT

AS_OF = dt.date(2025, 6, 30)
TRUTH = "SELECT bus_stop_id AS place, date AS day, visitors AS truth FROM visits WHERE date > $as_of"


@pytest.fixture
def city(tmp_path) -> Path:
    """Twenty places over ten days after the as-of date, and an answer key."""
    random = np.random.default_rng(5)
    days = pd.date_range("2025-07-01", periods=10)
    visits = pd.DataFrame([(f"P{p:02d}", d, 100 + 10 * p + random.normal(0, 5)) for p in range(20) for d in days], columns=["bus_stop_id", "date", "visitors"])
    kinds = pd.DataFrame({"unit": [f"U{n}" for n in range(1000)], "state": np.where(np.arange(1000) % 4 == 0, "有", "无")})
    for folder, frame in ((tmp_path / "city" / "visits", visits), (tmp_path / "city.answers" / "states", kinds)):
        folder.mkdir(parents=True)
        frame.to_parquet(folder / "part-0.parquet")
    return tmp_path / "city"


def run_with(frame: pd.DataFrame, city: Path) -> SimpleNamespace:
    return SimpleNamespace(frame=lambda _: frame, city=city)


NUMBERS = Accuracy("客流", "数值", "o", ("place", "day"), "ours", TRUTH, "naive", "low", "high", catalogs=("visits",))


def estimates(city: Path, error: float, naive: float, half: float) -> pd.DataFrame:
    true = truth(NUMBERS, city, AS_OF)
    random = np.random.default_rng(7)
    ours = true["truth"] + random.normal(0, error, len(true))
    return true[["place", "day"]].assign(ours=ours, naive=true["truth"] + random.normal(0, naive, len(true)), low=ours - half, high=ours + half)


def test_a_forecast_nearer_than_its_baseline_passes(city):
    found = measured(NUMBERS, run_with(estimates(city, 5, 20, 6.4), city), "o", AS_OF)
    assert isinstance(found, Measured)
    assert (found.cases, found.answered) == (200, 1.0)
    assert found.value < found.baseline
    assert abs(found.covered - 0.8) < 0.08
    assert list(_problems(NUMBERS, found)) == []


@pytest.mark.parametrize(("error", "naive", "half", "says"), [(20, 5, 25.6, "没有超过基准"), (5, 20, 1, "区间含真值")])
def test_a_worse_forecast_or_a_false_interval_fails(city, error, naive, half, says):
    found = measured(NUMBERS, run_with(estimates(city, error, naive, half), city), "o", AS_OF)
    assert any(says in p for p in _problems(NUMBERS, found))


@pytest.mark.parametrize(("covered", "cases", "passes"), [(0.915, 72, True), (0.93, 72, False), (0.915, 2000, False), (0.89, 2000, True), (0.69, 72, True), (0.66, 72, False)])
def test_coverage_may_be_off_by_a_tenth_or_as_far_as_chance_takes_few_cases(covered, cases, passes):
    found = Measured("平均绝对误差", cases, 1.0, 1.0, 2.0, (0.5, 1.5), covered)
    assert (list(_problems(NUMBERS, found)) == []) is passes


def test_leaving_out_the_hard_cases_fails(city):
    found = measured(NUMBERS, run_with(estimates(city, 5, 20, 6.4).head(100), city), "o", AS_OF)
    assert "得到估计" in next(_problems(NUMBERS, found))


STATES = Accuracy("抵押", "类别", "o", ("unit",), "said", "SELECT unit, state AS truth FROM answers.states", costly="无", answers=("states",))


@pytest.mark.parametrize(("wrong", "passes"), [(0, True), (1, True), (20, False)])
def test_a_costly_claim_must_surely_be_right(city, wrong, passes):
    said = truth(STATES, city, AS_OF).rename(columns={"truth": "said"})
    said.loc[said.index[said["said"] == "有"][:wrong], "said"] = "无"
    found = measured(STATES, run_with(said, city), "o", AS_OF)
    assert found.wrong == wrong
    assert found.wrong_most > wrong / found.claims
    assert (list(_problems(STATES, found)) == []) is passes


def test_few_claims_prove_nothing(city):
    said = truth(STATES, city, AS_OF).rename(columns={"truth": "said"}).head(120)
    assert list(_problems(STATES, measured(STATES, run_with(said, city), "o", AS_OF)))


def test_a_ranking_is_compared_within_its_groups(city):
    claim = Accuracy("推荐", "排序", "o", ("day", "place"), "ours", TRUTH, "naive", at=5, catalogs=("visits",))
    frame = estimates(city, 3, 200, 1)
    found = measured(claim, run_with(frame, city), "o", AS_OF)
    assert found.measure == "NDCG@5"
    assert found.value > found.baseline
    assert list(_problems(claim, found)) == []
    swapped = frame.rename(columns={"ours": "naive", "naive": "ours"})
    assert list(_problems(claim, measured(claim, run_with(swapped, city), "o", AS_OF))) == ["没有超过基准"]


LINKS = Accuracy("患者是谁", "对应", "o", ("unit",), "said", "SELECT unit, state AS truth FROM answers.states", "given", allowed=0.005, answers=("states",))


@pytest.mark.parametrize(("wrong", "says"), [(0, []), (20, ["说错“对应”的比例不能保证在 0.5% 以内"])])
def test_links_are_judged_by_what_is_found_and_what_is_wrong(city, wrong, says):
    frame = truth(LINKS, city, AS_OF).rename(columns={"truth": "said"})
    frame["given"] = frame["said"].where(np.arange(len(frame)) % 10 > 1)
    frame.loc[frame.index[:wrong], "said"] = "谁"
    frame.loc[frame.index[-50:], "said"] = None
    found = measured(LINKS, run_with(frame, city), "o", AS_OF)
    assert (found.claims, found.wrong, round(found.value, 3), round(found.baseline, 3)) == (950, wrong, round(0.95 - wrong / 1000, 3), 0.8)
    assert list(_problems(LINKS, found)) == says


def test_links_that_find_no_more_than_their_baseline_fail(city):
    frame = truth(LINKS, city, AS_OF).rename(columns={"truth": "said"})
    assert "没有超过基准" in list(_problems(LINKS, measured(LINKS, run_with(frame.assign(given=frame["said"]), city), "o", AS_OF)))


LISTS = Accuracy("核查名单", "名单", "o", ("unit",), "said", "SELECT unit, (state = '有')::INT AS truth FROM answers.states", "simple", allowed=0.5, answers=("states",))


@pytest.mark.parametrize(("right", "says"), [(80, []), (30, ["没有超过基准", "说错“名单”的比例不能保证在 50% 以内"])])
def test_a_list_is_judged_by_how_many_on_it_are_right(city, right, says):
    frame = truth(LISTS, city, AS_OF)
    yes, no = frame.index[frame["truth"] == 1], frame.index[frame["truth"] == 0]
    frame["said"] = frame.index.isin([*yes[:right], *no[: 100 - right]]).astype(int)
    frame["simple"] = frame.index.isin([*yes[:40], *no[:60]]).astype(int)
    found = measured(LISTS, run_with(frame.drop(columns="truth"), city), "o", AS_OF)
    assert (found.claims, found.wrong, found.value, found.baseline) == (100, 100 - right, right / 100, 0.4)
    assert list(_problems(LISTS, found)) == says


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2))
def test_kappa_is_that_of_sklearn(pairs):
    said, true = (np.array(v) for v in zip(*pairs, strict=True))
    theirs = cohen_kappa_score(said, true, labels=range(4), weights="quadratic")
    assert _kappa(tuple("ABCD"))(said, true) == pytest.approx(theirs, nan_ok=True)


def test_shipping_the_baseline_must_be_true(city):
    claim = Accuracy(**{**vars(NUMBERS), "same_as_baseline": True, "low": "", "high": ""})
    frame = estimates(city, 5, 20, 6)
    assert list(_problems(claim, measured(claim, run_with(frame.assign(ours=frame["naive"]), city), "o", AS_OF))) == []
    assert list(_problems(claim, measured(claim, run_with(frame, city), "o", AS_OF)))


def test_a_truth_query_reads_nothing_but_the_city(city, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    stranger = Accuracy(**{**vars(NUMBERS), "truth": f"SELECT 'x' AS place, DATE '2025-07-01' AS day, a AS truth FROM read_csv('{secret}')", "catalogs": ()})
    import duckdb

    with pytest.raises(duckdb.PermissionException):
        truth(stranger, city, AS_OF)


@pytest.mark.parametrize(("query", "code"), [
    ("COPY (SELECT 1) TO 'x'", "KIT-P036"), ("SELECT 1; SELECT 2", "KIT-P036"), ("SELEC", "KIT-P036"), ("SELECT 1 AS truth FROM 公积金缴纳信息", "KIT-P010"),
])  # fmt: skip
def test_a_plan_with_another_statement_or_table_is_refused(tmp_path, query, code):
    folder = tmp_path / "enterprise_overdue_risk_index"
    shutil.copytree(ROOT / "products" / folder.name, folder, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    raw = yaml.safe_load((folder / "product.yaml").read_text(encoding="utf-8"))
    raw["accuracy"] = [{"title": "x", "kind": "数值", "output": "scores", "key": ["uscc"], "estimate": "score", "baseline": "rule", "truth": query}]
    (folder / "product.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        read_plan(folder)
    assert refused.value.code == code
