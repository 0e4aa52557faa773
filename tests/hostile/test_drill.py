"""The drill: hostile submissions are caught for the right reason; the honest control passes."""

from __future__ import annotations

import json

import pytest
import yaml

from kit.errors import ReviewError
from kit.review.drill import Attempt, drill
from tests.conftest import ROOT

SUBMISSIONS = ROOT / "tests" / "hostile" / "submissions"
NAMES = sorted(p.parent.name for p in SUBMISSIONS.glob("*/expected.yaml"))
QUICK = ["api_oracle", "model_dead_leaves", "small_cells", "three_fewer", "symlink", "xor_payload"]


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_submission_is_caught_for_the_right_reason(name):
    (attempt,) = drill(SUBMISSIONS, names=[name])
    assert attempt.as_it_should_be, attempt
    assert attempt.word != "通过"


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in NAMES if n not in QUICK])
def test_every_other_submission_too(name):
    (attempt,) = drill(SUBMISSIONS, names=[name])
    assert attempt.as_it_should_be, attempt


def test_each_submission_says_what_it_tries_and_who_should_catch_it():
    from kit.review.checks import all_checks

    checks = {m.__name__.rpartition(".")[2] for m in all_checks()}
    for name in NAMES:
        expected = yaml.safe_load((SUBMISSIONS / name / "expected.yaml").read_text(encoding="utf-8"))
        assert len(expected["tries"]) > 3, name
        assert set(expected["caught_by"]) <= checks, name
        assert expected.get("after", name) in NAMES, name
    controls = {n for n in NAMES if not yaml.safe_load((SUBMISSIONS / n / "expected.yaml").read_text(encoding="utf-8"))["caught_by"]}
    assert controls >= {"honest", "api_honest", "honest_model"}


def test_a_missed_attack_and_a_harmed_control_would_be_seen():
    hostile = Attempt("x", "x", "x", ("rekeyed",), ("quality",), "未通过", 1.0)
    assert not hostile.as_it_should_be
    assert not Attempt("y", "y", "y", (), (), "限期整改", 1.0).as_it_should_be
    assert json.dumps(hostile.as_dict())


def test_an_empty_folder_is_said_so(tmp_path):
    with pytest.raises(ReviewError, match="KIT-R014"):
        list(drill(tmp_path))
