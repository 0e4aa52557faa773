"""What a product holds back is what the review would miss, and the review can't compute it again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.modelling.disclosure import TOTAL, cells, protect
from kit.review.cells import cells_of
from kit.review.recovery import recovered

LEVELS = [["town", "crop"], ["town"], ["crop"], []]


def contributions(seed: int, firms: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = pd.DataFrame({"town": random.choice(list("甲乙丙"), firms, p=[0.5, 0.35, 0.15]), "crop": random.choice(list("稻麦茶"), firms, p=[0.6, 0.3, 0.1])})
    return rows.assign(firm=[f"F{n}" for n in random.integers(0, firms, firms)], value=np.round(random.lognormal(2, 1.5, firms), 2))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 150))
def test_a_cell_is_safe_when_the_review_says_so(seed, firms):
    frame = contributions(seed, firms)
    ours = cells(frame, [["town", "crop"]], "firm", "value").set_index(["town", "crop"]).sort_index()
    theirs = cells_of(frame, ["town", "crop"], "firm", ["value"]).set_index(["town", "crop"]).sort_index()
    assert ours["safe"].tolist() == theirs["safe:value"].tolist()
    assert ours["value"].tolist() == pytest.approx(theirs["=value"].tolist())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 250))
def test_the_review_cannot_compute_what_is_held_back(seed, firms):
    frame = contributions(seed, firms)
    out = protect(frame, LEVELS, "firm", "value")
    assert not (out["shown"] & ~out["safe"]).any()
    base = frame.astype({"town": "string", "crop": "string"}).groupby(["town", "crop"])["value"].sum().rename("true").reset_index()
    asked = out.rename(columns={"value": "true"}).assign(shown=out["value"].where(out["shown"]))
    asked[["town", "crop"]] = asked[["town", "crop"]].astype(object).where(asked[["town", "crop"]] != TOTAL, None)
    assert recovered(base, asked, ["town", "crop"], counts=False) == (0, 0)


def even(**firms: int) -> pd.DataFrame:
    """So many firms in each town, all alike."""
    return pd.DataFrame([{"town": t, "firm": f"{t}{n}", "value": 1.0} for t, many in firms.items() for n in range(many)])


def test_one_hidden_cell_takes_the_smallest_other_with_it():
    out = protect(even(甲=50, 乙=30, 丙=4), [["town"], []], "firm", "value").set_index("town")["shown"]
    assert out.to_dict() == {"甲": True, "乙": False, "丙": False, TOTAL: True}


def test_without_the_total_only_the_unsafe_cell_is_hidden():
    out = protect(even(甲=50, 乙=30, 丙=4), [["town"]], "firm", "value").set_index("town")["shown"]
    assert out.to_dict() == {"甲": True, "乙": True, "丙": False}


def test_what_is_not_to_be_published_gives_nothing_away():
    out = protect(even(甲=50, 乙=30, 丙=4), [["town"], []], "firm", "value", lambda c: c["town"] != "甲").set_index("town")["shown"]
    assert out.to_dict() == {"乙": True, "丙": False, TOTAL: True}


def test_a_table_that_is_safe_everywhere_is_shown_whole():
    assert protect(even(甲=50, 乙=30), [["town"], []], "firm", "value")["shown"].all()
