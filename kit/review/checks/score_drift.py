"""Scores are distributed alike in another city; a year later the change is told."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped, warned

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 126, "评分的分布稳定", RECTIFY, True
SOURCE = "模型监测惯例:PSI 小于 0.10 稳定,0.10–0.25 要说明,大于 0.25 停用;一年以后的变化只提醒"
WHY = "换一批同样的对象,评分就整体偏移的模型,门槛无从设定。"
FINE, STOP = 0.10, 0.25


def check(evidence: Evidence) -> Iterator[Finding]:
    if evidence.plan and evidence.plan.evaluation is None:
        yield passed("没有评估,没有评分")
        return
    if "new_city" not in evidence.score_shift:
        yield skipped("没有换一座城市的评分")
    for name, psi in evidence.score_shift.items():
        said = f"{evidence.runs[name].title}:PSI {psi:.3f}"
        if psi <= FINE:
            yield passed(said)
        elif psi > STOP and name == "new_city":
            yield failed(said + ",超过停用线", "检查是否过拟合,或评分尺度是否随样本而变。")
        else:
            yield warned(said, "在报告里说明评分为什么变;投入使用后按季监测。")
