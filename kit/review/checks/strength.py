"""The usual figures of a score are where they usually are."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.figures import Figures
from kit.review.finding import RECTIFY, Finding, passed, skipped, warned
from kit.review.measures import in_order

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 122, "评分的常用指标在惯例之内", RECTIFY, True
SOURCE = "模型验证惯例:AUC ≥ 0.65、KS ≥ 0.20、十分组中至少八组依次下降、Brier 低于人人同一概率;KS > 0.75 可疑。只提醒,因为能否使用取决于场景"
WHY = "比基准好,不等于好到可以用。"
AUC, KS, TENTHS, TOO_GOOD = 0.65, 0.20, 8, 0.75


def check(evidence: Evidence) -> Iterator[Finding]:
    for name, f in evidence.figures.items():
        if isinstance(f, str):
            yield skipped(f)
            continue
        said = (f"{evidence.runs[name].title}:AUC {f.auc:.3f},KS {f.ks:.2f},十分组 {in_order(f.tenths)} 组依次下降,"
                f"Brier {f.brier:.4f}(人人同一概率 {f.naive_brier:.4f})")  # fmt: skip
        if odd := _odd(f):
            yield warned(f"{said};{'、'.join(odd)}", "在报告里说明原因,或改进特征。")
        else:
            yield passed(said)


def _odd(f: Figures) -> list[str]:
    unusual = {
        "AUC 偏低": f.auc < AUC, "KS 偏低": f.ks < KS, "KS 高得可疑": f.ks > TOO_GOOD,
        "十分组的次序乱": in_order(f.tenths) < TENTHS, "概率不比平均值有用": f.brier >= f.naive_brier,
    }  # fmt: skip
    return [words for words, true in unusual.items() if true]
