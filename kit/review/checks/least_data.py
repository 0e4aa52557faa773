"""Fields declared are fields read.

The boundary itself is the room, which holds no other column. What was read is reported from inside the run, so this
check finds waste by honest partners; a partner who forges it gains nothing that was not granted.
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 60, "最小必要:申请的字段都用到", RECTIFY, True
WHY = "多申请一个字段,就多一份泄露的可能。"
SOURCE = "《个人信息保护法》第六条 最小必要;实施方案:按场景申请字段"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    reads = evidence.plain.reads
    declared = {(slug, name) for slug, grant in evidence.plan.grant.tables.items() for name in grant.fields}
    read = {(slug, name) for slug, names in reads.items() for name in names}
    unused = sorted(f"{s}.{n}" for s, n in declared - read)
    beyond = sorted(f"{s}.{n}" for s, n in read - declared)
    if beyond:
        yield failed(f"读取记录里有 {len(beyond)} 个没有申请的字段", "只通过 product.table 读数据。", beyond)
    if unused:
        yield failed(f"申请了但没有用到 {len(unused)} 个字段", "从 product.yaml 的 catalogs 里删去这些字段。", unused)
    if not beyond and not unused:
        yield passed(f"申请的 {len(declared)} 个字段全部用到,没有读取其他字段")
