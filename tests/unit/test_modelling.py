"""The common room of models: what it promises to every product."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.modelling.area import area, area_error, area_gain
from kit.modelling.boosting import fit_boosted
from kit.modelling.bootstrap import interval
from kit.modelling.calibrate import calibrate, log_odds, logistic, tenths
from kit.modelling.line import fit_line
from kit.modelling.peers import aligned
from kit.modelling.reasons import audit, distinct_reasons, reasons
from kit.modelling.scorecard import Scale, band, fit_card, points
from kit.modelling.time_split import cutoffs, first_day, month_back, month_end

DIRECTIONS = {"owed": 1, "paid": -1}
NAMES = ["owed", "paid", "noise"]


@pytest.fixture(scope="module")
def rows() -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(1)
    frame = pd.DataFrame({n: random.normal(size=3000) for n in NAMES})
    frame.loc[:200, "paid"] = np.nan
    margin = -1.5 + frame["owed"] - 0.5 * frame["paid"].fillna(0)
    return frame, (random.random(3000) < logistic(margin)).astype(int)


@pytest.fixture(scope="module")
def card(rows):
    return fit_card(rows[0], NAMES, rows[1], DIRECTIONS)


@pytest.mark.parametrize(("day", "months", "label"), [("2025-06-30", 0, "2025-06"), ("2025-01-31", 1, "2024-12"), ("2025-01-01", 13, "2023-12"), ("2024-12-31", -6, "2025-06")])
def test_months_are_counted_across_years(day, months, label):
    assert month_back(dt.date.fromisoformat(day), months) == label


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 60))
def test_a_month_ends_the_day_before_the_next_begins(day, months):
    assert month_end(day, months) + dt.timedelta(days=1) == first_day(day, months - 1)


def test_the_outcome_of_every_cutoff_was_over_and_known():
    days = cutoffs(dt.date(2024, 12, 31), horizon=12, step=3, count=3, lag=3)
    assert days == [dt.date(2023, 9, 30), dt.date(2023, 6, 30), dt.date(2023, 3, 31)]


def test_a_month_that_is_not_over_does_not_count():
    assert cutoffs(dt.date(2024, 12, 30), horizon=12, step=3, count=1) == [dt.date(2023, 11, 30)]


def test_the_scale_is_the_textbook_one():
    scale = Scale(pdo=20, base_score=600, base_odds=50)
    assert scale.factor == pytest.approx(28.8539)
    assert scale.offset == pytest.approx(487.1229, abs=1e-3)
    assert scale.score(-np.log([50, 100])).tolist() == [600, 620]


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_a_better_margin_never_scores_lower(one, other):
    low, high = Scale().score([max(one, other), min(one, other)])
    assert 300 <= low <= high <= 850


@given(st.integers(301, 849))
def test_a_score_tells_its_probability(score):
    assert Scale().score(log_odds(Scale().probability(score))) == score


def test_bands_begin_on_their_edge():
    assert band([520, 519, 700], [520, 600], ["D", "C", "B"]).tolist() == ["C", "D", "B"]
    with pytest.raises(ValueError, match="one name more"):
        band([1], [1, 2], ["a", "b"])


def test_the_card_obeys_its_directions(card, rows):
    probe = pd.DataFrame({"owed": np.linspace(-3, 3, 61), "paid": 0.0, "noise": 0.0})
    assert (np.diff(card.contributions(probe).sum(axis=1)) >= -1e-12).all()
    assert area(rows[1], card.contributions(rows[0]).sum(axis=1)) > 0.7


def test_a_feature_that_works_the_wrong_way_is_left_out(rows):
    frame = rows[0].assign(echo=rows[0]["owed"] + 0.01 * rows[0]["noise"])
    card = fit_card(frame, ["owed", "echo"], rows[1], {"owed": 1, "echo": 1})
    assert (card.coefficients <= 0).all()


def test_points_add_up_to_the_score(card, rows):
    frame, label = rows
    calibrated, scale = calibrate(card, frame, label), Scale()
    table = points(card, calibrated, scale, {n: n for n in NAMES})
    kept = [n for n, c in zip(NAMES, card.coefficients, strict=True) if c]
    codes = [card.bins.get_binned_variable(n).transform(frame[n], metric="bins", metric_missing="empirical") for n in kept]
    worth = {(f, b): p for f, b, p in zip(table["feature"], table["bin"], table["points"], strict=True)}
    added = sum(np.array([worth[n, str(b)] for b in column]) for n, column in zip(kept, codes, strict=True))
    assert np.abs(np.clip(added, scale.low, scale.high) - scale.score(calibrated.margin(frame))).max() <= 1


def test_the_boosted_model_obeys_and_repeats(rows):
    one, two = (fit_boosted(*_of(rows), DIRECTIONS, seed=3, rounds=40) for _ in range(2))
    probe = pd.DataFrame({"owed": np.linspace(-3, 3, 61), "paid": 0.0, "noise": 0.0})
    assert (np.diff(one.contributions(probe).sum(axis=1)) >= -1e-12).all()
    assert np.array_equal(one.contributions(rows[0]), two.contributions(rows[0]))


def _of(rows):
    return rows[0], NAMES, rows[1]


def test_calibration_puts_the_mean_right_and_keeps_the_sum(card, rows):
    frame, label = rows
    shifted = calibrate(card, frame, label)
    assert shifted.probability(frame).mean() == pytest.approx(label.mean(), abs=0.005)
    assert np.allclose(shifted.contributions(frame).sum(axis=1), shifted.margin(frame))
    told = tenths(shifted.probability(frame), label)
    assert told["said"].is_monotonic_increasing
    assert told["subjects"].sum() == len(frame)


def test_area_counts_ties_half_and_needs_both_outcomes():
    assert area([0, 1, 0, 1], [1, 1, 0, 2]) == pytest.approx(0.875)
    assert np.isnan(area([1, 1], [1, 2]))


def test_the_interval_holds_the_mean_and_is_paired():
    values = np.random.default_rng(2).normal(5, 1, 400)
    low, high = interval(np.mean, values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(4 / 20, rel=0.25)


def test_the_interval_of_a_gain_is_that_of_subjects_drawn_again():
    """Over many samples of a known difference, 95 % of the intervals hold it; and resampling says the same of one."""
    random = np.random.default_rng(6)

    def sample():
        label = (random.random(600) < 0.2).astype(int)
        signal = label + random.normal(size=600) * 1.5
        return label, signal + random.normal(size=600) * 0.5, signal + random.normal(size=600) * 2

    drawn = [sample() for _ in range(300)]
    true = np.mean([area(y, a) - area(y, b) for y, a, b in drawn])
    held = [low <= true <= high for _, low, high in (area_gain(*s) for s in drawn)]
    assert 0.91 <= np.mean(held) <= 0.99
    gain, low, high = area_gain(*drawn[0])
    assert gain == pytest.approx(area(drawn[0][0], drawn[0][1]) - area(drawn[0][0], drawn[0][2]))
    assert (low, high) == pytest.approx(interval(lambda y, a, b: area(y, a) - area(y, b), *drawn[0], draws=1000), abs=0.01)


def test_a_score_gains_nothing_over_itself_and_nothing_is_known_of_one_outcome():
    label, score = np.arange(50) % 2, np.random.default_rng(2).normal(size=50)
    assert area_gain(label, score, score) == (0.0, 0.0, 0.0)
    assert np.isnan(area_gain(np.ones(5), score[:5], score[:5])[0])
    assert area_error([0, 1, 0], [1, 2, 3]) == float("inf")


def test_of_no_rows_no_interval_is_known():
    assert np.isnan(interval(np.mean, [])).all()


def test_reasons_are_what_pushes_more_than_usual():
    pushed = np.array([[0.0, 0.0, 9.0], [1.0, 0.5, 9.0], [0.0, 0.05, 9.0]])
    assert reasons(pushed, ["a", "b"], count=2).tolist() == [[None, None], ["a", "b"], [None, None]]


def test_features_of_one_kind_are_one_reason():
    pushed = np.array([[0.0, 0.0, 0.0, 1.0], [0.3, 0.4, 0.6, 1.0], [0.0, 0.0, 0.0, 1.0]])
    assert distinct_reasons(pushed, {"both": [0, 1], "third": [2]}, count=1)[1].tolist() == ["both"]


def test_the_audit_adds_up():
    key = pd.Series(["x", "y"], name="uscc")
    left = audit(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), ["a", "b"], key)
    assert list(left) == ["uscc", "a", "b", "base", "margin"]
    assert (left[["a", "b", "base"]].sum(axis=1) == left["margin"]).all()


def test_aligned_groups_have_the_same_share_in_front():
    random = np.random.default_rng(2)
    group = random.choice(["a", "b"], 5000)
    parts = np.column_stack([random.exponential(1, 5000) * np.where(group == "a", 1, 3), np.full(5000, -2.0)])
    shares = [[(score > np.quantile(score, 0.9))[group == g].mean() for g in ("a", "b")] for score in (parts.sum(axis=1), aligned(parts, group).sum(axis=1))]
    assert min(shares[0]) / max(shares[0]) < 0.5
    assert min(shares[1]) / max(shares[1]) > 0.9


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(-20, 20)), min_size=1, max_size=60))
def test_alignment_keeps_the_order_within_a_group(people):
    """Also in a group of one, and where most are alike."""
    group, score = np.array([g for g, _ in people]), np.array([float(s) for _, s in people])
    after = aligned(np.column_stack([score, np.zeros(len(score))]), group).sum(axis=1)
    for name in set(group):
        at = group == name
        steps = np.diff(after[at][np.argsort(score[at], kind="stable")])
        assert (steps >= -1e-9).all()


def test_the_margin_is_the_sum_of_what_pushes():
    random = np.random.default_rng(3)
    frame = pd.DataFrame({"a": random.normal(size=800), "b": random.normal(size=800)})
    label = (random.random(800) < 1 / (1 + np.exp(2 - frame["a"]))).astype(int)
    direction = {"a": 1, "b": 0}
    for model in (fit_card(frame, ["a", "b"], label, direction), fit_boosted(frame, ["a", "b"], label, direction, seed=1, rounds=20)):
        straightened = calibrate(model, frame, label)
        assert np.allclose(model.margin(frame), model.contributions(frame).sum(axis=1))
        assert np.allclose(straightened.margin(frame), straightened.contributions(frame).sum(axis=1))


def test_a_line_leaves_out_what_goes_the_wrong_way_and_doubts_what_few_events_say():
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"more": random.normal(size=4000), "less": random.normal(size=4000)})
    label = (random.random(4000) < 1 / (1 + np.exp(3 - frame["more"] - frame["less"]))).astype(int)
    line = fit_line(frame, ["more", "less"], label, {"more": 1, "less": -1})
    assert line.coefficients[0] > 0
    assert line.coefficients[1] == 0
    sure, doubtful = (fit_line(frame, ["more", "less"], label, {}, doubt=d).coefficients for d in (1, 2000))
    assert (np.abs(sure) > np.abs(doubtful)).all()
    assert np.allclose(line.margin(frame), line.contributions(frame).sum(axis=1))
