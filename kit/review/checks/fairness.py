"""Persons are selected alike whatever their protected attributes, and none of these goes into the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kit.product.plan import Evaluation
from kit.review.evidence import Evidence
from kit.review.figures import labelled
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped, warned
from kit.review.persons import about_persons

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 134, "对人评分不因受保护的属性而不同", RECTIFY, True
SOURCE = "《个人信息保护法》第二十四条(自动化决策公平公正)、第五十五条;入选比例之比不低于 0.8,人数少而不显著的除外(美国 EEOC 1978 年指引 29 CFR 1607.4 D 的“五分之四”);由 fairlearn 计算"
WHY = "性别、民族等不应决定一个人得到的对待。"
# Fewer than 30 expected selections say nothing about a ratio; the lowest of seven counties is below 0.8 of the highest by chance alone.
RATIO, ENOUGH, CHANCE = 0.8, 30, 0.05


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    evaluation = evidence.plan.evaluation
    if evaluation is None or not (evaluation.protected or about_persons(evidence.plan)):
        yield passed("评分的对象不是自然人")
        return
    if not evaluation.protected:
        yield failed("对人评分,却没有声明受保护的属性", "在 evaluation 里写 protected(例如性别、年龄段),在评分输出里留下这些字段。")
        return
    features = {n for o in evidence.plan.outputs.values() for n in o.features}
    if used := sorted(features & set(evaluation.protected)):
        yield failed(f"受保护的属性是模型的特征:{'、'.join(used)}", "从特征里去掉。")
    judged = labelled(evidence.plan, evidence.plain)
    if isinstance(judged, str):
        yield skipped(judged)
        return
    for name in evaluation.protected:
        yield _finding(name, evaluation, *judged)


def _finding(name: str, evaluation: Evaluation, frame: Any, label: np.ndarray) -> Finding:
    groups = frame[name].astype("string").fillna("(空)").to_numpy()
    selected = (frame[evaluation.score].rank(ascending=False, method="average") <= evaluation.capacity * len(frame)).to_numpy()
    rates, large = rates_by(label, selected, groups, evaluation.capacity)
    told = [f"{g}:入选 {r['入选']:.1%},其中后来发生者入选 {r['召回']:.1%}({int(r['人数']):,} 人)" for g, r in rates.items()]
    compared = [rates[g]["入选"] for g in large]
    if len(compared) < 2:
        return warned(f"{name}:够大的组不足两个,无法比较", "加大 --size,或合并取值。", told)
    ratio = min(compared) / max(max(compared), 1e-9)
    said = f"{name}:入选比例之比 {ratio:.2f},相差 {max(compared) - min(compared):.1%}"
    if ratio >= RATIO:
        return passed(said, told)
    if by_chance([rates[g] for g in large]):
        return warned(said + f",低于 {RATIO},但在抽样误差之内", "加大 --size 再看。", told)
    return failed(said + f",低于 {RATIO}", "查出哪些特征起了替代作用,去掉或说明其必要性。", told)


def by_chance(groups: list[dict[str, float]]) -> bool:
    """Whether one rate for all groups would give shares as far apart (chi-squared; the lowest and the highest are not picked)."""
    from scipy.stats import chi2_contingency

    selected = [(r["入选"] * r["人数"], (1 - r["入选"]) * r["人数"]) for r in groups]
    found: Any = chi2_contingency(selected, correction=False)
    return bool(found.pvalue >= CHANCE)


def rates_by(label: np.ndarray, selected: np.ndarray, groups: np.ndarray, capacity: float) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Share selected, share of the later positives selected and size, by group; and the groups large enough to compare."""
    from fairlearn.metrics import MetricFrame, count, selection_rate, true_positive_rate

    frame = MetricFrame(metrics={"入选": selection_rate, "召回": true_positive_rate, "人数": count},
                        y_true=label, y_pred=selected.astype(int), sensitive_features=groups)  # fmt: skip
    by_group: Any = frame.by_group
    rates = {str(g): dict(row) for g, row in by_group.to_dict("index").items()}
    return rates, [g for g, r in rates.items() if r["人数"] * capacity >= ENOUGH]
