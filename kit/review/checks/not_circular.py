"""No single input is the label under another name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kit.modelling.area import area
from kit.review.evidence import Evidence
from kit.review.figures import ENOUGH, labelled
from kit.review.finding import RECTIFY, Finding, failed, passed, warned
from kit.review.measures import information_value

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 136, "标签不是由某个输入算出来的", RECTIFY, True
# A leak is nearly certain above 0.90; a strong and honest feature easily has an IV of 0.5, so that only asks for a look.
SOURCE = "模型验证惯例:单个特征 AUC > 0.90 或 IV > 0.5 要查。前者限期整改,后者提醒(本套件的选择)"
WHY = "公开的僵尸企业数据里,去掉参与定义标签的列,AUC 就只剩 0.5。"
LEAK, LOOK = 0.90, 0.5


def check(evidence: Evidence) -> Iterator[Finding]:
    inputs = list(_inputs(evidence))
    if not inputs:
        yield passed("没有训练行,也没有原因,没有可查的输入")
        return
    leaks = [f"{title}:AUC {auc:.3f}" for title, auc, _ in inputs if auc > LEAK]
    strong = [f"{title}:IV {iv:.2f}" for title, auc, iv in inputs if iv > LOOK and auc <= LEAK]
    highest = max(inputs, key=lambda i: i[1])
    if leaks:
        yield failed(f"{len(leaks)} 个输入单独就几乎决定标签", "从特征里去掉参与定义标签的字段,或改写标签。", leaks)
    elif strong:
        yield warned(f"{len(strong)} 个输入与标签关系很强", "说明它们为什么不是标签的一部分。", strong)
    else:
        yield passed(f"{len(inputs)} 个输入里单独最强的是 {highest[0]},AUC {highest[1]:.3f}")


def _inputs(evidence: Evidence) -> Iterator[tuple[str, float, float]]:
    """(title, AUC either way, IV) of each feature in training rows, and of each reason against what happened later."""
    for model in evidence.models.values():
        if not isinstance(model, str) and model.binary:
            for name, values in zip(model.features, model.rows.T, strict=True):
                yield from _one(model.output.features[name], model.label, values)
    assert evidence.plan is not None
    evaluation = evidence.plan.evaluation
    if evaluation is None or evaluation.reasons is None:
        return
    judged = labelled(evidence.plan, evidence.plain)
    output = evidence.plan.outputs[evaluation.reasons.output]
    frame = evidence.plain.frame(output.file)
    if isinstance(judged, str) or frame is None or evaluation.key not in frame:
        return
    label = frame[evaluation.key].map(dict(zip(judged[0][evaluation.key], judged[1], strict=True))).to_numpy(dtype=float)
    known = np.isfinite(label)
    for field in output.fields:
        if field.name in frame and field.name not in (evaluation.key, evaluation.reasons.base, evaluation.reasons.margin):
            # The IV of a contribution says little: other features are part of it.
            yield from ((t, auc, 0.0) for t, auc, _ in
                        _one(f"{field.title}的贡献", label[known], frame[field.name].to_numpy(dtype=float, na_value=np.nan)[known]))  # fmt: skip


def _one(title: str, label: np.ndarray, values: np.ndarray) -> Iterator[tuple[str, float, float]]:
    there = np.isfinite(values)
    positives = label[there].sum()
    if positives >= ENOUGH and there.sum() - positives >= ENOUGH:
        auc = area(label[there], values[there])
        yield title, max(auc, 1 - auc), information_value(label, values)
