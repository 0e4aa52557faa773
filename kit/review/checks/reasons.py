"""The reasons given for a score are the score: contributions add up to the margin, and the margin orders like the score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kit.product.plan import Evaluation
from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped, warned
from kit.review.measures import same_order
from kit.review.persons import about_persons

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 132, "原因加起来就是评分", RECTIFY, True
SOURCE = "模型验证惯例:贡献之和与合计相差不超过 1e-6;《征信业务管理办法》评价规则可解释;《个人信息保护法》第二十四条"
WHY = "对不上评分的原因是编出来的,企业与个人无从申辩。"
EXACT = 1e-6


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    evaluation = evidence.plan.evaluation
    if evaluation is None:
        yield passed("没有评估,没有评分")
    elif evaluation.reasons is None:
        say = "没有留下评分的原因(reasons)"
        step = "在 evaluation 里写 reasons,用 product.evaluate 留下每个特征的贡献。"
        yield failed(say + ",对人评分必须能说明", step) if about_persons(evidence.plan) else warned(say, step)
    else:
        yield _finding(evidence, evaluation)


def _finding(evidence: Evidence, evaluation: Evaluation) -> Finding:
    assert evidence.plan is not None
    assert evaluation.reasons is not None
    scores = evidence.plain.frame(evidence.plan.outputs[evaluation.output].file)
    frame = evidence.plain.frame(evidence.plan.outputs[evaluation.reasons.output].file)
    if scores is None or frame is None or evaluation.score not in scores or {evaluation.key, evaluation.reasons.margin} - set(frame):
        return skipped("没有留下可用的评分与原因")
    problems = list(_problems(evaluation, scores, frame))
    if problems:
        return failed(f"原因与评分有 {len(problems)} 处对不上", "贡献用评分所用的同一个模型、同一批数据计算(例如 pred_contrib),不另行编排。", problems)
    names = set(frame) - {evaluation.key, evaluation.reasons.base, evaluation.reasons.margin}
    return passed(f"{len(frame):,} 个对象,每个 {len(names)} 项贡献,相加都等于合计,合计与评分次序一致")


def _problems(evaluation: Evaluation, scores: Any, frame: Any) -> Iterator[str]:
    assert evaluation.reasons is not None
    parts = frame.drop(columns=[evaluation.key, evaluation.reasons.margin]).to_numpy(dtype=float, na_value=np.nan)
    margin = frame[evaluation.reasons.margin].to_numpy(dtype=float, na_value=np.nan)
    off = ~(np.abs(parts.sum(axis=1) - margin) <= EXACT)
    if off.any():
        yield f"{int(off.sum())} 个对象的贡献相加不等于合计"
    if named := sorted(set(frame) & set(evaluation.protected)):
        yield f"受保护的属性出现在原因里:{'、'.join(named)}"
    both = scores[[evaluation.key, evaluation.score]].merge(frame[[evaluation.key, evaluation.reasons.margin]], on=evaluation.key)
    if len(both) != len(scores):
        yield f"{len(scores) - len(both)} 个有评分的对象没有原因"
    elif not same_order(both[evaluation.reasons.margin].to_numpy(dtype=float), both[evaluation.score].to_numpy(dtype=float)):
        yield "合计的次序与评分不一致"
