"""The model that is released is the one whose scores are judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kit.product.plan import EVALUATION
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.measures import same_order
from kit.review.models import Fitted, each_model
from kit.review.predict import predict

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 118, "交付的模型就是被评判的模型", REJECT, True
SOURCE = "审查方用交付的模型文本对评估输出里的特征重新打分,次序应与评分一致(本套件的选择)"
WHY = "评判一个模型、交付另一个,效果与安全的检查就都落了空。"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    if evidence.plan.evaluation is None:
        yield passed("没有同时交付模型与评分")
    else:
        yield from each_model(evidence, lambda model: _finding(model, evidence))


def _finding(model: Fitted, evidence: Evidence) -> Finding:
    assert evidence.plan is not None
    evaluation = evidence.plan.evaluation
    assert evaluation is not None
    frame = _with_features(model, evidence)
    if frame is None:
        return failed(f"{model.output.title}:评估输出里没有它的特征,无从核对", f"在 {evaluation.output} 里同时留下每个特征。")
    answer = predict(model.text, frame[model.features].to_numpy(dtype=float, na_value=np.nan))
    assert answer is not None  # it was loaded before
    if same_order(answer[1], frame[evaluation.score].to_numpy(dtype=float)):
        return passed(f"{model.output.title}:重新打分 {len(frame):,} 个对象,次序与评分一致")
    return failed(f"{model.output.title}:重新打分的次序与评分不一致", "评分由交付的模型直接得出,只许作保持次序的换算。")


def _with_features(model: Fitted, evidence: Evidence) -> Any:
    """The scores with the features beside them, from the output of the scores itself or from another one with the same key."""
    assert evidence.plan is not None
    evaluation = evidence.plan.evaluation
    assert evaluation is not None
    scores = evidence.plain.frame(evidence.plan.outputs[evaluation.output].file)
    if scores is None or evaluation.score not in scores:
        return None
    for output in evidence.plan.outputs.values():
        frame = evidence.plain.frame(output.file) if output.kind == EVALUATION and output.key == (evaluation.key,) else None
        reasons = evaluation.reasons and output.name == evaluation.reasons.output
        if frame is not None and not reasons and {evaluation.key, *model.features} <= set(frame):
            return scores[[evaluation.key, evaluation.score]].merge(frame[[evaluation.key, *model.features]], on=evaluation.key)
    return None
