"""Our membership attacks against those of sacroml (the SACRO project), on the same models and rows.

sacroml's own area is the exact oracle of the loss attack. Its likelihood attack fits shadows with the estimator itself and on
other halves than ours, so the share found can only agree within what another draw of shadows changes.
"""

from __future__ import annotations

import logging

import numpy as np
import pytest

pytestmark = pytest.mark.oracles
sacroml = pytest.importorskip("sacroml")
lightgbm = pytest.importorskip("lightgbm")

from kit.review.attack import found_at, loss_attack, losses, shadow_attack  # noqa: E402
from kit.review.checks.membership import TOO_MUCH  # noqa: E402
from kit.review.models import Fitted  # noqa: E402

ROWS = 2400
MAKES = {
    "small": {"num_leaves": 4, "min_child_samples": 60, "n_estimators": 30, "learning_rate": 0.1},
    "usual": {"num_leaves": 16, "min_child_samples": 20, "n_estimators": 50, "learning_rate": 0.1},
    "overfit": {"num_leaves": 63, "min_child_samples": 2, "n_estimators": 80, "learning_rate": 0.2},
}  # fmt: skip
# A trained attacker is a little stronger where much is known by heart; both must fall on the same side of the limit.
AREA_TOLERANCE, SHARE_TOLERANCE = 0.08, 0.10


def rows(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Balanced labels, half of them noise, so that there is something to learn by heart."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(ROWS, 6))
    return x, (x[:, 0] + 0.7 * x[:, 1] + random.normal(size=ROWS) * 1.5 > 0).astype(int)


@pytest.fixture(params=[(make, seed) for make in MAKES for seed in (1, 2)], ids=lambda p: f"{p[0]}-{p[1]}")
def case(request, tmp_path):
    """(name, ours, sacroml's target)."""
    from sacroml.attacks.target import Target

    logging.disable(logging.INFO)
    make, seed = request.param
    x, y = rows(seed)
    member = np.arange(ROWS) < ROWS // 2
    fit = lightgbm.LGBMClassifier(**MAKES[make], min_child_weight=0.0, n_jobs=1, verbose=-1, random_state=seed).fit(x[member], y[member])
    booster = fit.booster_
    ours = Fitted(None, booster.model_to_string(), x, y.astype(float), member, np.arange(ROWS), True,
                  booster.predict(x, pred_leaf=True), booster.predict(x, raw_score=True))  # fmt: skip
    target = Target(model=fit, X_train=x[member], y_train=y[member], X_test=x[~member], y_test=y[~member])
    yield f"{make}-{seed}", ours, target
    logging.disable(logging.NOTSET)


def test_the_loss_attack_reaches_sacromls_area(case, capsys):
    from sacroml import metrics

    name, ours, _ = case
    loss = losses(ours.label, ours.margins)
    mine = loss_attack(loss, np.zeros(ROWS), ours.member, ours.subject)
    guess = np.exp(-loss)
    theirs = metrics.get_metrics(np.stack([1 - guess, guess], axis=1), ours.member.astype(int), permute_rows=False)["AUC"]
    with capsys.disabled():
        print(f"\n{name:10} loss attack: ours {mine.reached:.4f} ({mine.lower:.3f}–{mine.upper:.3f}), sacroml {theirs:.4f}")
    assert mine.reached == pytest.approx(theirs, abs=1e-8)  # it rounds to eight digits
    assert mine.lower <= theirs <= mine.upper


def test_the_worst_case_attack_is_hardly_stronger(case, capsys, tmp_path):
    """sacroml trains an attacker on the probabilities and on whether they were right: about what a loss tells."""
    from sacroml.attacks.worst_case_attack import WorstCaseAttack

    name, ours, target = case
    found = WorstCaseAttack(output_dir=str(tmp_path), write_report=False, n_reps=5, include_model_correct_feature=True, test_prop=0.4).attack(target)
    instances = found["attack_experiment_logger"]["attack_instance_logger"]
    theirs = float(np.mean([i["AUC"] for i in instances.values()]))
    mine = loss_attack(losses(ours.label, ours.margins), np.zeros(ROWS), ours.member, ours.subject).reached
    with capsys.disabled():
        print(f"\n{name:10} worst case: ours {mine:.3f}, sacroml {theirs:.3f}")
    assert mine == pytest.approx(theirs, abs=AREA_TOLERANCE)
    assert (mine > TOO_MUCH) == (theirs > TOO_MUCH) or abs(mine - TOO_MUCH) < 0.02


def test_the_shadow_attack_finds_as_many_as_sacroml(case, capsys, tmp_path, monkeypatch):
    from sacroml.attacks.likelihood_attack import LIRAAttack

    monkeypatch.chdir(tmp_path)
    name, ours, target = case
    attack = LIRAAttack(output_dir=str(tmp_path), write_report=False, n_shadow_models=16, mode="online-carlini", fix_variance=True, report_individual=True)
    attack.attack(target)
    individual = attack.attack_metrics[0]["individual"]
    guess, member = np.asarray(individual["member_prob"]), np.asarray(individual["member"]) == 1
    order = np.concatenate([np.flatnonzero(ours.member), np.flatnonzero(~ours.member)])
    theirs = found_at(0.01, guess, member, ours.label[order], np.ones(ROWS))
    mine = shadow_attack(ours)
    with capsys.disabled():
        print(f"\n{name:10} found at 1 %: ours {mine.reached:.3f} ({mine.lower:.3f}–{mine.upper:.3f}), sacroml {theirs:.3f}")
    assert mine.reached == pytest.approx(theirs, abs=SHARE_TOLERANCE)
