"""Aggregates over people are over enough of them."""

from __future__ import annotations

from collections.abc import Iterator

from kit.catalog import Grade, load
from kit.product.plan import DATASET, SERVICE, Output
from kit.review.cells import LEAST
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 105, "汇总的每一格至少十人", REJECT, True
WHY = "人太少的格等于指着人说话。"
SOURCE = "GB/T 37964-2019 的 k-匿名;门槛 10 与报告类的常用门槛相同,是本套件的选择"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    # Who asks for one area after another gets the whole table of a service.
    about = [o for o in evidence.plan.kept if o.kind in (DATASET, SERVICE) and _of_people(o, evidence) and not _judged_elsewhere(o)]
    problems = [said for o in about if (said := _problem(o, evidence))]
    if problems:
        yield failed(f"{len(problems)} 个按人汇总的输出不够", f"在 outputs 里用 persons 指明人数字段(逐格的表用 control,逐人的表用 quasi_identifiers),少于 {LEAST} 人的格合并或略去。", problems)
    elif about:
        yield passed(f"{len(about)} 个按人汇总的输出,每一行都不少于 {LEAST} 人")
    else:
        yield passed("没有按人汇总的输出")


def _of_people(output: Output, evidence: Evidence) -> bool:
    """Made from rows that name people, and not a list of public subjects such as enterprises."""
    assert evidence.plan is not None
    granted = [(load(slug), names.fields) for slug, names in evidence.plan.grant.tables.items()]
    personal = [c.name for c, names in granted if any(c[n].identifier and c[n].grade >= Grade.个人信息 for n in names)]
    listed = any(n in output.key and c[n].identifier for c, names in granted for n in names)
    return bool(personal) and not listed and not _made_without(output, evidence, personal)


def _made_without(output: Output, evidence: Evidence, slugs: list[str]) -> bool:
    """Where the only table of people was empty, the same file was left before the product stopped: it holds nothing of it.

    With two such tables that proves nothing: whenever one is empty, the other may still tell the same about a person.
    """
    own, run = evidence.plain.files.get(output.file), evidence.runs.get(f"empty:{slugs[0]}")
    twin = run.files.get(output.file) if run else None
    return len(slugs) == 1 and own is not None and twin is not None and twin.sha256 == own.sha256


def _judged_elsewhere(output: Output) -> bool:
    """A table under control is computed again from its contributions; one whose rows are people is judged by its groups."""
    return output.control is not None or bool(output.quasi_identifiers or output.sensitive)


def _problem(output: Output, evidence: Evidence) -> str:
    if not output.persons:
        return f"{output.title}:没有用 persons 指明每一行的人数"
    frame = evidence.plain.frame(output.file)
    if frame is None or output.persons not in frame:
        return f"{output.title}:没有人数字段"
    few = int((frame[output.persons].fillna(0) < LEAST).sum())
    return f"{output.title}:{few} 行少于 {LEAST} 人" if few else ""
