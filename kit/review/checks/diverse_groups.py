"""Who is known to stand in a group does not give away what is sensitive about it."""

from __future__ import annotations

from collections.abc import Iterator

from kit.product.plan import DATASET, Output
from kit.review.anonymity import closeness, diversity
from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 114, "同组的人敏感信息不雷同", RECTIFY, True
# Our starting values; what is too strict in practice a reviewer may set aside.
DIVERSE, CLOSE = 2, 0.3
WHY = "知道一个人在哪一组,就知道了他的敏感情况。"
SOURCE = f"GB/T 37964-2019 附录的 l-多样性与 t-接近性;l ≥ {DIVERSE}、t ≤ {CLOSE} 是本套件起步时的选择"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    tables = [o for o in evidence.plan.leaving if o.kind == DATASET and o.quasi_identifiers and o.sensitive]
    problems = [f"{o.title}:{p}" for o in tables for p in _problems(o, evidence)]
    if problems:
        yield failed(f"{len(problems)} 个敏感字段在某些组里太一致", "合并分组,或把敏感字段的取值放粗。", problems)
    elif tables:
        yield passed(f"{len(tables)} 张逐人的表,每组的敏感字段至少 {DIVERSE} 种取值,分布与总体相差不超过 {CLOSE}")
    else:
        yield passed("没有同时含准标识符与敏感字段的逐人的表")


def _problems(output: Output, evidence: Evidence) -> Iterator[str]:
    frame = evidence.plain.frame(output.file)
    if frame is None or {*output.quasi_identifiers, *output.sensitive} - set(frame):
        return
    titles = {f.name: f.title for f in output.fields}
    for name in output.sensitive:
        if diversity(frame, output.quasi_identifiers, name) < DIVERSE:
            yield f"{titles[name]} 在有的组里只有一种取值"
        elif (far := closeness(frame, output.quasi_identifiers, name)) > CLOSE:
            yield f"{titles[name]} 在有的组里的分布与总体相差 {far:.2f}"
