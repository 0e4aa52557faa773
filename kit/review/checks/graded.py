"""What leaves carries the highest grade of what was read, unless the plan says why it may be lower."""

from __future__ import annotations

from collections.abc import Iterator

from kit.catalog import Grade, load
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 32, "每个输出都定了级", REJECT
WHY = "级别决定谁可以看、怎样传;定低了就等于泄露。"
SOURCE = "GB/T 43697-2024:输出取输入的最高级别,衍生数据降级须说明理由(附录 I)"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    plan = evidence.plan
    highest = max(load(slug)[n].grade for slug, grant in plan.grant.tables.items() for n in grant.fields)
    lowered = [o for o in plan.kept if Grade[o.grade] < highest]
    silent = [f"{o.title}:{o.grade}" for o in lowered if not o.grade_reason.strip()]
    # Row by row a field keeps its grade under its own name; in an aggregate over people it only names a group.
    rows = [o for o in plan.kept if not o.persons and o.control is None]
    kept = [f"{o.title} 的字段 {f.name}:{grade.name}" for o in rows for f in o.fields if (grade := _granted_as(evidence, f.name)) > Grade[o.grade]]
    if silent or kept:
        yield failed(f"{len(silent) + len(kept)} 处定级低于输入(最高为{highest.name})", "提高 grade,或在该输出下写 grade_reason;原样字段不能降级。", silent + kept)
    else:
        yield passed(f"{len(plan.kept)} 个输出都已定级,{len(lowered)} 个降级有理由", [f"{o.title}:{o.grade};{o.grade_reason}" for o in lowered])


def _granted_as(evidence: Evidence, name: str) -> Grade:
    """The lowest grade under which a field of this name was granted; 公开 when it was not."""
    assert evidence.plan is not None
    grades = [load(slug)[name].grade for slug, grant in evidence.plan.grant.tables.items() if name in grant.fields]
    return min(grades, default=Grade.公开)
