"""Another random seed, nearly the same scores."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.figures import figures
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 124, "换一个随机种子,结果基本不变", RECTIFY, True
SOURCE = "模型验证惯例:种子之间 AUC 的标准差不超过 0.01、评分的秩相关不低于 0.95;只换一个种子,AUC 相差 0.01 以内"
WHY = "评分若取决于运气,同一家企业今天高明天低,无从解释。"
DIFFERENCE, CORRELATION = 0.01, 0.95


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    other, evaluation = evidence.runs.get("other_seed"), evidence.plan.evaluation
    if evaluation is None:
        yield passed("没有评估,没有评分")
        return
    if other is None or not other.record.ok:
        yield skipped("没有换种子的结果")
        return
    first, second = evidence.figures.get("plain"), figures(evidence.plan, other)
    if first is None or isinstance(first, str) or isinstance(second, str):
        yield skipped("没有可用的评分")
        return
    file = evidence.plan.outputs[evaluation.output].file
    both = evidence.plain.frame(file).merge(other.frame(file), on=evaluation.key, suffixes=("", "_other"))
    alike = float(both[evaluation.score].corr(both[f"{evaluation.score}_other"], method="spearman"))
    said = f"AUC {first.auc:.3f} 与 {second.auc:.3f},秩相关 {alike:.3f}"
    if abs(first.auc - second.auc) <= DIFFERENCE and alike >= CORRELATION:
        yield passed(said)
    else:
        yield failed(said, "加大样本、减小模型,或取多个种子的平均。")
