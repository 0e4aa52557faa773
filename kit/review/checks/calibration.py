"""Stated probabilities are what happens."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 130, "概率经过校准", RECTIFY, True
WHY = "使用方会按概率作决定;概率偏了,决定就偏了。"
SOURCE = "校准斜率与平均概率由审查方计算;范围 0.7–1.3 与 0.75–1.33 是本套件的选择"
SLOPE, RATIO = (0.7, 1.3), (0.75, 1.33)


def check(evidence: Evidence) -> Iterator[Finding]:
    for name, f in evidence.figures.items():
        if isinstance(f, str):
            yield skipped(f)
            continue
        ratio = f.mean_probability / f.observed
        said = f"{evidence.runs[name].title}:斜率 {f.slope:.2f},平均概率 {f.mean_probability:.1%},实际 {f.observed:.1%}"
        if SLOPE[0] <= f.slope <= SLOPE[1] and RATIO[0] <= ratio <= RATIO[1]:
            yield passed(said)
        else:
            yield failed(said, "在更晚的一段数据上重新校准。")
