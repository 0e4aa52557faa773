"""In a table whose rows are people nobody stands in a group of fewer than ten alike."""

from __future__ import annotations

from collections.abc import Iterator

from kit.product.plan import DATASET, Output
from kit.review.anonymity import anonymity
from kit.review.cells import LEAST
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 112, "逐人的表里每个人至少与九人相同", REJECT, True
WHY = "年龄、区县、年份合在一起,往往只对应一个人。"
SOURCE = f"GB/T 37964-2019 的 k-匿名;k ≥ {LEAST} 与报告类的门槛相同,是本套件的选择"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    tables = [o for o in evidence.plan.leaving if o.kind == DATASET and (o.quasi_identifiers or o.sensitive)]
    problems = [f"{o.title}:{said}" for o in tables if (said := _problem(o, evidence))]
    if problems:
        yield failed(f"{len(problems)} 张逐人的表可能认出人", "把准标识符放粗(年龄段、区县、年份),或略去人少的组。", problems)
    elif tables:
        yield passed(f"{len(tables)} 张逐人的表,按准标识符分组后每组不少于 {LEAST} 人")
    else:
        yield passed("没有逐人的表")


def _problem(output: Output, evidence: Evidence) -> str:
    loose = [f.title for f in output.fields if f.name not in {*output.key, *output.quasi_identifiers, *output.sensitive}]
    if loose:
        return f"{'、'.join(loose)} 既不在 quasi_identifiers 也不在 sensitive 里"
    if output.key:
        return "有主键,每一行都能单独指认"
    frame = evidence.plain.frame(output.file)
    if frame is None or {*output.quasi_identifiers} - set(frame):
        return "缺少准标识符字段"
    k = anonymity(frame, output.quasi_identifiers) if output.quasi_identifiers else len(frame)
    return f"最小的一组不足 {LEAST} 人" if k < LEAST else ""
