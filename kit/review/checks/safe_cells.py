"""Every cell that is shown has enough contributors and no dominant one."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.cells import LEAST, PERCENT, SHARE, TOP
from kit.review.controlled import controlled
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 107, "没有人少或被少数人主导的格", REJECT, True
WHY = "人少的格、由一两家撑起的格,等于公布了他们自己的数。"
SOURCE = f"ACRO 的默认值:每格至少 {LEAST} 个贡献者;最大的 {TOP} 个不到合计的 {SHARE:.0%};其余的至少是最大者的 {PERCENT:.0%}"


def check(evidence: Evidence) -> Iterator[Finding]:
    shown = hidden = 0
    problems = []
    for table in controlled(evidence):
        cells = table.cells()
        there = cells["shown"].notna()
        shown, hidden = shown + int(there.sum()), hidden + int((~there).sum())
        unsafe = there & ~cells["safe"]
        for measure, count in unsafe.groupby(cells["measure"]).sum().items():
            if count:
                why = f"不足 {LEAST} 人" if measure == "count" else f"不足 {LEAST} 人,或被一两个贡献者主导"
                problems.append(f"{table.output.title}:{'人数' if measure == 'count' else measure} 有 {count} 格{why}")
    if problems:
        yield failed(f"{len(problems)} 处有不安全的格", "把这些格留空(或合并分组),连同能反推出它们的格。", problems)
    else:
        yield passed(f"显示的 {shown} 格都安全,留空的 {hidden} 格")
