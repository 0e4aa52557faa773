"""No declared segment is served clearly worse than the whole."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.figures import Figures, Segment
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped, warned

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 128, "各分组的效果相近", RECTIFY, True
# A group of 30 has a standard error of about 0.05 itself: only what is beyond chance may stop a product.
SOURCE = "模型验证惯例:各组 AUC 与全体相差 0.05 以内(每组至少 30 例)。低于全体 0.05 以上且超出抽样误差的限期整改,其余提醒(本套件的选择)"
WHY = "总体好看的模型,可能对某一类企业不起作用。"
APART = 0.05


def check(evidence: Evidence) -> Iterator[Finding]:
    evaluation = evidence.plan.evaluation if evidence.plan else None
    if evaluation is None:
        yield passed("没有评估,没有评分")
    elif not evaluation.segments:
        yield warned("没有声明分组,看不出对哪些对象不起作用", "在 evaluation 里写 segments(例如企业类型、规模、行业)。")
    else:
        for name, f in evidence.figures.items():
            yield skipped(f) if isinstance(f, str) else _finding(evidence.runs[name].title, f)


def _finding(city: str, f: Figures) -> Finding:
    judged = [s for s in f.segments if s.auc is not None]
    said = f"{city}:{len(judged)} 组可评,{len(f.segments) - len(judged)} 组太小;全体 AUC {f.auc:.3f}"
    worse = [s for s in judged if s.high < f.auc - APART]
    lower = [s for s in judged if s.auc is not None and s.auc < f.auc - APART]
    told = [_words(s) for s in judged]
    if worse:
        return failed(f"{said},{'、'.join(s.value for s in worse)} 明显更差", "为这些组补特征或单独建模,或把它们排除在适用范围之外。", told)
    if lower:
        return warned(f"{said},{'、'.join(s.value for s in lower)} 偏低,但在抽样误差之内", "在更大的样本上再看。", told)
    return passed(said, told)


def _words(s: Segment) -> str:
    return f"{s.value}:{s.subjects:,} 个,其中 {s.positives} 个发生;AUC {s.auc:.3f}({s.low:.3f} 至 {s.high:.3f})"
