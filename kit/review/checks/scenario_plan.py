"""The scenario plan is complete and well formed."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, READS_PLAN_ERROR = 10, "场景方案完整", REJECT, True
WHY = "审查、授权与追责都以场景方案为准。"
SOURCE = "实施方案:产品须有经审核的场景方案,写明用途、使用方、合法性依据与应急联系"
ELSEWHERE = ("KIT-P005", "KIT-P006", "KIT-P007", "KIT-P010")


def check(evidence: Evidence) -> Iterator[Finding]:
    error = evidence.plan_error
    if error and error.code not in ELSEWHERE:
        yield failed(f"{error.what}({error.where})", error.next_step)
    elif evidence.plan:
        tables = evidence.plan.grant.tables
        yield passed(f"六项要素齐全;申请 {len(tables)} 个目录、{sum(len(t.fields) for t in tables.values())} 个字段,逐个写有理由")
