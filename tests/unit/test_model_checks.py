"""The checks of models and scores on small evidence made by hand: each fails where it must and passes where it may."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.modelling.area import area, area_error
from kit.product.model import rewrite
from kit.product.plan import MODEL
from kit.product.read_plan import read_plan
from kit.product.run import RunRecord
from kit.review.attack import found_at, loss_attack, losses, shadow_attack
from kit.review.checks import (
    every_run,
    fairness,
    judged_model,
    membership,
    monotone,
    no_stored_rows,
    not_circular,
    reasons,
    score_drift,
    segments,
    stable_seeds,
    strength,
    training_rows,
    unaware,
)
from kit.review.evidence import Evidence, Run
from kit.review.finding import FAILED, PASSED, RECTIFY, REJECT, SKIPPED, WARNED
from kit.review.measures import in_order, information_value, same_order, shift, tenths
from kit.review.predict import predict
from kit.review.sandbox import Level, SafeFile
from tests.conftest import ROOT

PLAN = read_plan(ROOT / "tests" / "hostile" / "submissions" / "honest_model")
NAMES = list(PLAN.outputs["shell_model"].features)
FIRMS = 3000
FIT = {"objective": "binary", "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True, "learning_rate": 0.05, "num_leaves": 6,
       "min_data_in_leaf": 40, "min_sum_hessian_in_leaf": 5.0, "lambda_l2": 5.0}  # fmt: skip
OVERFIT = FIT | {"num_leaves": 127, "learning_rate": 0.3, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 1e-3, "lambda_l2": 0.0}
SIGNS = [PLAN.outputs["shell_model"].directions.get(n, 0) for n in NAMES]


def firms(seed: int) -> pd.DataFrame:
    """Firms with features and a label that follows two of them."""
    random = np.random.default_rng(seed)
    out = pd.DataFrame({n: random.gamma(2, 2, FIRMS) for n in NAMES})
    odds = -3.2 + 0.35 * out["firms_at_address"] - 0.3 * out["insured_months"]
    out["label"] = (random.random(FIRMS) < 1 / (1 + np.exp(-odds))).astype(int)
    return out.assign(uscc=[f"39{seed:02d}{n:014d}" for n in range(FIRMS)], ent_type=random.choice(["11", "12"], FIRMS))


def fit(train: pd.DataFrame, rounds: int = 60, **settings: Any) -> lgb.Booster:
    used = train[train["member"] == 1]
    return lgb.train({"monotone_constraints": SIGNS, **FIT, **settings}, lgb.Dataset(used[NAMES], used["label"]), rounds)


class Case:
    """What a run leaves, to be spoilt by a test before ``evidence`` writes it."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.home, self.plan = home, PLAN
        self.train = firms(1).assign(cutoff=dt.date(2022, 12, 31), member=(np.random.default_rng(1).random(FIRMS) < 0.6).astype(int))
        self.today = firms(2)
        self.refit(**settings)

    def refit(self, **settings: Any) -> None:
        booster = fit(self.train, **settings)
        self.text = rewrite(booster.model_to_string(), NAMES)
        margin, pushes = booster.predict(self.today[NAMES], raw_score=True), booster.predict(self.today[NAMES], pred_contrib=True)
        score = 1 / (1 + np.exp(-margin))
        self.scores = self.today[["uscc", "ent_type", *NAMES]].assign(score=score, probability=score, rule=self.today["capital"])
        self.reasons = pd.DataFrame(pushes[:, :-1], columns=NAMES).assign(uscc=self.today["uscc"], base=pushes[:, -1], margin=margin)

    def run(self, name: str = "plain") -> Run:
        home = self.home / name
        for folder in ("out", "city/enterprise_basic"):
            (home / folder).mkdir(parents=True)
        out = home / "out"
        (out / "shell_model.lgb.txt").write_text(self.text, encoding="utf-8")
        (out / "shell_model.features.json").write_text("{}", encoding="utf-8")
        self.scores.to_parquet(out / "scores.parquet")
        self.train[["uscc", "cutoff", "label", "member", *NAMES]].to_parquet(out / "training.parquet")
        self.reasons.to_parquet(out / "reasons.parquet")
        everybody = pd.concat([firms(1), self.today], ignore_index=True)
        later = everybody["label"].where(everybody["uscc"].isin(self.today["uscc"]), 0) == 1
        register = pd.DataFrame({"uscc": everybody["uscc"], "ent_type": everybody["ent_type"], "est_date": dt.date(2020, 1, 1),
                                 "revoke_date": [dt.date(2025, 1, 1) if y else None for y in later]})  # fmt: skip
        register.to_parquet(home / "city" / "enterprise_basic" / "part-0.parquet")
        for slug, granted in PLAN.grant.tables.items():
            (home / "room" / slug).mkdir(parents=True)
            pd.DataFrame({n: everybody["uscc"] if n == "uscc" else "无" for n in granted.fields}).to_parquet(home / "room" / slug / "part-0.parquet")
        files = {p.name: SafeFile(p.name, p, p.stat().st_size, sha256(p.read_bytes()).hexdigest()) for p in out.iterdir()}
        record = RunRecord("ok", 1.0, "bwrap", home / "x.ipynb")
        return Run(name, record, files, (), home / "room", home / "city")

    def evidence(self, **more: Run) -> Evidence:
        return Evidence(PLAN.folder, "测试", Level.BWRAP, True, plan=self.plan, runs={"plain": self.run(), **more})


@pytest.fixture
def case(tmp_path) -> Case:
    return Case(tmp_path)


def only(check: Any, evidence: Evidence) -> Any:
    (finding,) = check.check(evidence)
    return finding


def test_an_honest_model_passes_every_check(case):
    evidence = case.evidence()
    for check in (training_rows, no_stored_rows, membership, monotone, judged_model, reasons, fairness):
        assert only(check, evidence).status == PASSED, check
    assert {f.status for f in not_circular.check(evidence)} <= {PASSED, WARNED}
    assert shadow_attack(evidence.models["shell_model"]).lower < 0.05


# -- what a model remembers ---------------------------------------------------------------------------------


def test_a_model_that_learns_by_heart_is_caught_three_times(tmp_path):
    evidence = Case(tmp_path, **OVERFIT).evidence()
    assert "不足 10 个训练对象" in only(no_stored_rows, evidence).summary
    attacked = only(membership, evidence)
    assert (attacked.status, attacked.on_fail) == (FAILED, REJECT)
    assert shadow_attack(evidence.models["shell_model"]).reached > 0.1


def test_a_release_without_training_rows_fails(case):
    output = replace(PLAN.outputs["shell_model"], training=None)
    case.plan = replace(PLAN, outputs={**PLAN.outputs, "shell_model": output})
    evidence = case.evidence()
    assert only(training_rows, evidence).status == FAILED
    assert only(no_stored_rows, evidence).status == SKIPPED


def test_rows_other_than_the_fitted_ones_leave_empty_leaves(tmp_path):
    case = Case(tmp_path, **OVERFIT)
    case.train = case.train.assign(member=1 - case.train["member"])
    assert "空叶子" in only(no_stored_rows, case.evidence()).summary


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.assign(uscc=t["uscc"].str.replace("39", "40", n=1)), "不在获准的数据里"),
        (lambda t: t.assign(member=1), "留出的行不足"),
        (lambda t: pd.concat([t, t.assign(member=1 - t["member"], cutoff=dt.date(2023, 1, 1))]), "既在训练行里又在留出行里"),
        (lambda t: t[(t["label"] == 0) | (t["member"] == 0)], "拟合所用的不是这些行"),
    ],
)
def test_training_rows_that_are_not_true_are_noticed(case, spoil, said):
    case.train = spoil(case.train)
    finding = only(training_rows, case.evidence())
    assert finding.status == FAILED
    assert any(said in d for d in finding.detail)


def test_between_the_limits_a_model_is_to_be_mended(case, monkeypatch):
    evidence = case.evidence()
    monkeypatch.setattr(membership, "FINE", 0.50)
    found = only(membership, evidence)
    assert (found.status, found.on_fail) == (FAILED, RECTIFY)


def test_few_positives_known_by_heart_are_not_hidden_by_many_negatives():
    random = np.random.default_rng(0)
    label = (np.arange(8000) < 400).astype(int)
    member = random.random(8000) < 0.5
    margin = np.where(label == 1, np.where(member, 3.0, -3.0), -4.0) + random.normal(size=8000)
    loss, subject = losses(label, margin), np.arange(8000)
    assert area(member.astype(int), -loss) < 0.60
    assert loss_attack(loss, label, member, subject).reached > 0.70


@given(st.integers(0, 2**31), st.floats(0.2, 0.8))
@settings(max_examples=20, deadline=None)
def test_the_loss_attack_is_the_area_and_finds_nothing_in_noise(seed, share):
    random = np.random.default_rng(seed)
    loss, member = random.random(800).round(2), random.random(800) < share
    found = loss_attack(loss, np.zeros(800), member, np.arange(800))
    assert found.reached == pytest.approx(area(member.astype(int), -loss), abs=1e-12)
    assert found.lower <= found.reached <= found.upper
    assert abs(found.reached - 0.5) < 0.12


def test_the_share_found_counts_false_alarms():
    guess = np.array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0.0])
    member = np.array([1, 1, 0, 1, 0, 0, 0, 0, 0, 1], dtype=bool)
    assert found_at(0.0, guess, member, np.zeros(10), np.ones(10)) == 0.5
    assert found_at(0.2, guess, member, np.zeros(10), np.ones(10)) == 0.75


def test_a_text_that_kills_its_reader_does_not_kill_the_review(case):
    assert predict(case.text, np.zeros((3, len(NAMES)))) is not None
    assert predict(case.text.replace("num_leaves=6", "num_leaves=600000"), np.zeros((3, len(NAMES)))) is None
    case.text = case.text[: len(case.text) // 2]
    assert only(training_rows, case.evidence()).summary == "模型文本不能加载"


# -- what a model may and may not do ------------------------------------------------------------------------


def test_declared_directions_hold_or_are_named(tmp_path):
    free = Case(tmp_path / "free", monotone_constraints=[0] * len(NAMES), lambda_l2=0.0, min_sum_hessian_in_leaf=0.1, rounds=150)
    finding = only(monotone, free.evidence())
    assert finding.status == FAILED
    assert any("相反方向" in d for d in finding.detail)
    claimed = Case(tmp_path / "claimed", monotone_constraints=[0] * len(NAMES), lambda_l2=0.0, min_sum_hessian_in_leaf=0.1, rounds=150)
    claimed.text = claimed.text.replace("monotone_constraints=0 0 0 0 0 0", "monotone_constraints=" + " ".join(map(str, SIGNS)))
    assert only(monotone, claimed.evidence()).status == FAILED


def test_another_model_than_the_judged_one_is_noticed(case):
    case.text = rewrite(fit(case.train, 5, num_leaves=3).model_to_string(), NAMES)
    assert "不一致" in only(judged_model, case.evidence()).summary


def test_scores_without_their_features_cannot_be_checked(case):
    case.scores = case.scores.drop(columns=NAMES)
    assert "没有它的特征" in only(judged_model, case.evidence()).summary


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r: r.assign(capital=r["capital"] + 1e-5), "相加不等于合计"),
        (lambda r: r.assign(capital=r["capital"] - r["margin"], margin=0.0), "次序与评分不一致"),
        (lambda r: r.head(100), "没有原因"),
        (lambda r: r.assign(base=np.nan), "相加不等于合计"),
    ],
)
def test_reasons_that_do_not_add_up_to_the_score_fail(case, spoil, said):
    case.reasons = spoil(case.reasons)
    finding = only(reasons, case.evidence())
    assert finding.status == FAILED
    assert any(said in d for d in finding.detail)


def test_a_protected_attribute_is_no_reason(case):
    case.plan = replace(PLAN, evaluation=replace(PLAN.evaluation, protected=("capital",)))
    assert any("受保护" in d for d in only(reasons, case.evidence()).detail)


def test_a_feature_that_is_the_label_is_circular(case):
    case.train["capital"] = case.train["label"] + np.random.default_rng(0).normal(size=FIRMS) * 0.1
    case.refit()
    finding = only(not_circular, case.evidence())
    assert finding.status == FAILED
    assert any("注册资本" in d for d in finding.detail)


# -- scores -------------------------------------------------------------------------------------------------


def test_scores_that_depend_on_luck_are_unstable(case, tmp_path):
    other = Case(tmp_path / "other", seed=2)
    assert only(stable_seeds, case.evidence(other_seed=other.run("other_seed"))).status == PASSED
    lucky = Case(tmp_path / "lucky")
    lucky.scores["score"] = np.random.default_rng(3).random(FIRMS)
    case.home = tmp_path / "again"
    assert only(stable_seeds, case.evidence(other_seed=lucky.run("other_seed"))).status == FAILED


def test_a_shifted_scale_stops_a_product_and_a_later_year_only_warns(case, tmp_path):
    moved = Case(tmp_path / "moved")
    moved.scores["score"] = moved.scores["score"] * 3 + 1
    evidence = case.evidence(new_city=moved.run("new_city"), drift=replace(moved.run("drift")))
    assert [f.status for f in score_drift.check(evidence)] == [FAILED, WARNED]
    case.home = tmp_path / "same"
    assert [f.status for f in score_drift.check(case.evidence(new_city=Case(tmp_path / "alike").run("new_city")))] == [PASSED]


def test_a_segment_without_effect_is_to_be_mended(case):
    assert only(segments, case.evidence()).status == PASSED
    case.home = case.home / "spoilt"
    out = case.scores["ent_type"] == "12"
    case.scores.loc[out, "score"] = np.random.default_rng(0).random(out.sum())
    finding = only(segments, case.evidence())
    assert finding.status == FAILED
    assert "12" in finding.summary


def test_weak_scores_are_told(case):
    assert only(strength, case.evidence()).status == PASSED
    case.home = case.home / "weak"
    case.scores["score"] = case.scores["score"] * 0.01 + np.random.default_rng(0).random(FIRMS)
    case.scores["probability"] = 0.5
    finding = only(strength, case.evidence())
    assert finding.status == WARNED
    assert "AUC 偏低" in finding.summary
    assert "概率不比平均值有用" in finding.summary


def test_selection_by_a_protected_attribute_fails(case):
    case.plan = replace(PLAN, evaluation=replace(PLAN.evaluation, protected=("ent_type",)))
    assert only(fairness, case.evidence()).status == PASSED
    case.home = case.home / "unfair"
    case.scores.loc[case.scores["ent_type"] == "12", "score"] *= 0.3
    assert "低于 0.8" in only(fairness, case.evidence()).summary


@pytest.mark.parametrize(("last", "chance"), [(0.084, True), (0.06, False)])
def test_groups_may_be_as_far_apart_as_chance_puts_them(last, chance):
    """Seven counties of a small city, 0.76 and 0.54 between the lowest and the highest."""
    shares, sizes = (0.093, 0.101, 0.106, 0.097, 0.111, 0.098, last), (4868, 4595, 846, 3895, 2980, 1933, 1241)
    assert fairness.by_chance([{"入选": s, "人数": n} for s, n in zip(shares, sizes, strict=True)]) is chance


def test_persons_need_protected_attributes_that_the_model_does_not_use(case, monkeypatch):
    monkeypatch.setattr(fairness, "about_persons", lambda plan: True)
    monkeypatch.setattr(reasons, "about_persons", lambda plan: True)
    evidence = case.evidence()
    assert "没有声明受保护的属性" in only(fairness, evidence).summary
    evidence.plan = replace(PLAN, evaluation=replace(PLAN.evaluation, reasons=None))
    assert only(reasons, evidence).status == FAILED
    evidence.plan = replace(PLAN, evaluation=replace(PLAN.evaluation, protected=("capital",)))
    assert any("是模型的特征" in f.summary for f in fairness.check(evidence))


def test_scores_about_persons_are_told_by_their_key():
    from kit.review.persons import about_persons

    assert not about_persons(PLAN)
    person = replace(PLAN.evaluation.population, catalog="patient_basic", key="patient_id")
    assert about_persons(replace(PLAN, evaluation=replace(PLAN.evaluation, population=person)))


# -- behaviour ----------------------------------------------------------------------------------------------


def test_what_is_left_only_under_other_conditions_is_noticed(case, tmp_path):
    evidence = case.evidence(new_city=Case(tmp_path / "clean").run("new_city"))
    assert only(every_run, evidence).status == PASSED
    bad = Case(tmp_path / "bad")
    bad.text += bad.today["uscc"].iloc[0]
    case.home = tmp_path / "again"
    finding = only(every_run, case.evidence(small=bad.run("small")))
    assert finding.status == FAILED
    assert any(d.startswith("十分之一的数据") for d in finding.detail)


def test_the_probe_of_a_service_has_no_tables_and_is_no_run_of_the_product(case, tmp_path):
    asked = replace(Case(tmp_path / "asked").run("service"), room=tmp_path / "without tables")
    assert only(every_run, case.evidence(new_city=Case(tmp_path / "clean").run("new_city"), service=asked)).status == PASSED


@pytest.mark.parametrize(
    "code",
    [
        "import os\nx = os.environ['KIT_ROOM']", "from os import getenv", "import socket", "x = 'KIT_' + 'ROOM'", "open('/proc/self/mounts')",
        "__import__('os').uname()", "exec('1')", "!ls", "getattr(os, 'environ')",
    ],
)  # fmt: skip
def test_code_that_looks_around_is_named(code):
    assert unaware.looks_around(code)


@pytest.mark.parametrize("code", ["import os\nos.path.join('a', 'b')", "frame.eval('a + b')", "product.plan.folder", "x = 1"])
def test_usual_code_is_not(code):
    assert unaware.looks_around(code) == []


@pytest.mark.parametrize("name", ["enterprise_shell_scan", "enterprise_overdue_risk_index"])
def test_our_own_products_do_not_look_around(name):
    assert [w for _, code in unaware.sources(ROOT / "products" / name) for w in unaware.looks_around(code)] == []


# -- measures -----------------------------------------------------------------------------------------------


@given(st.integers(0, 2**31))
@settings(max_examples=20, deadline=None)
def test_measures_have_the_properties_that_define_them(seed):
    from sklearn.metrics import roc_auc_score

    random = np.random.default_rng(seed)
    label, score = (random.random(400) < 0.3).astype(int), random.normal(size=400).round(1)
    assert area(label, score) == pytest.approx(roc_auc_score(label, score))
    assert area(label, -score) == pytest.approx(1 - area(label, score))
    assert 0 < area_error(label, score) < 0.1
    assert shift(score, score) == pytest.approx(0, abs=1e-12)
    assert shift(score, score + 2) > 0.25
    assert same_order(score, np.exp(score))
    assert not same_order(score, -score)
    assert information_value(label, label + random.normal(size=400) * 0.1) > 0.5
    assert np.mean(tenths(label, score)) == pytest.approx(label.mean(), abs=0.02)
    assert in_order(tenths(label, label + random.random(400) * 1e-3)) >= 8


@given(st.integers(0, 2**31), st.floats(-0.03, 0.03))
@settings(max_examples=20, deadline=None)
def test_a_hair_is_no_shift_even_where_most_scores_are_the_same(seed, hair):
    card = np.random.default_rng(seed).choice([-1.4, -0.2, 0.3, 1.1], 3000, p=[0.64, 0.2, 0.1, 0.06])
    assert shift(card, card + hair * card.std()) < 0.05
    assert shift(card, card + 0.5 * card.std()) > 0.25
    assert shift(card, card - 0.5 * card.std()) > 0.25


def test_the_index_of_an_even_score_is_the_square_of_its_move():
    even = np.random.default_rng(1).normal(size=200_000)
    assert [shift(even, even + move) for move in (0.1, 0.3, 0.5)] == pytest.approx([0.01, 0.09, 0.25], rel=0.1)
    assert shift(np.ones(9), np.ones(9)) == 0


def test_a_constant_score_orders_nobody():
    assert not same_order(np.arange(5.0), np.zeros(5))
    assert not same_order(np.arange(5.0), np.array([0, 1, np.nan, 3, 4]))
    assert same_order(np.zeros(5), np.zeros(5))


# -- the rewriting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("num_leaves=6", "num_leaves=7"), ("left_child=", "left_child=1 "), ("split_feature=", "split_feature=99 "),
        ("version=v4", "version=v4 39010000"), ("objective=binary sigmoid:1", "objective=39010000000000000001"), ("leaf_value=", "leaf_value=nan "),
    ],
)  # fmt: skip
def test_what_is_not_a_whole_tree_is_refused(case, old, new):
    from kit.errors import OutputError

    assert old in case.text
    with pytest.raises(OutputError):
        rewrite(case.text.replace(old, new, 1), NAMES)


def test_digits_beyond_what_counts_carry_nothing(case):
    hidden = case.text.replace("shrinkage=0.05", "shrinkage=0.05000000000000000000039010001")
    assert hidden != case.text
    assert rewrite(hidden, NAMES) == case.text
    assert PLAN.outputs["shell_model"].kind == MODEL
