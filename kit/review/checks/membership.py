"""What a model says about a row does not tell whether it was fitted on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kit.review.attack import loss_attack, losses
from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, REJECT, Finding, failed, passed, skipped
from kit.review.models import Fitted, each_model

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 113, "看不出谁参加过训练", REJECT, True
SOURCE = "成员推断攻击(Yeom 2018):AUC 的置信上限不超过 0.60 通过,超过 0.65 不通过,其间限期整改(本套件的建议值)"
WHY = "能认出谁在训练数据里,就泄露了谁在名单上。"
FINE, TOO_MUCH = 0.60, 0.65


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from each_model(evidence, _finding)


def _finding(model: Fitted) -> Finding:
    if model.member.all():
        return skipped("没有留出行,无从攻击")
    kind = model.label if model.binary else np.zeros(len(model.label))
    attack = loss_attack(losses(model.label, model.margins, model.binary), kind, model.member, model.subject)
    said = f"{model.output.title}:在标签相同的行里按损失猜谁参加过训练,AUC {attack.reached:.3f}(上限 {attack.upper:.3f};瞎猜为 0.5)"
    if attack.upper <= FINE:
        return passed(said)
    return failed(said, "减少叶子与树,调大每片叶子的最少行数;样本太少时先加大样本。", on_fail=REJECT if attack.upper > TOO_MUCH else RECTIFY)
