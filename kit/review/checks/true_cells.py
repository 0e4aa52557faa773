"""Every cell under control is what its contributors give, and they are subjects of the granted data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kit.review.controlled import Controlled, controlled
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.identifiers import granted_subjects

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 106, "发布的每一格与贡献相符", REJECT, True
FINAL = True
WHY = "数字若不是由所说的人汇总而来,门槛也就无从谈起。"
SOURCE = "由审查方从 control 指明的贡献重新汇总;贡献者应是获准数据中的人或单位(本套件的选择)"
# Ours: a sum may have been rounded to cents.
ROUNDED = 0.005


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    tables = list(controlled(evidence))
    known = granted_subjects(evidence.plan.grant, evidence.plain.room) if tables else []
    problems = [f"{t.output.title}:{p}" for t in tables for p in _problems(t, known)]
    if problems:
        yield failed(f"{len(problems)} 处与贡献不符", "发布的计数与合计要由 contributions 逐格汇总而来,贡献者用授权表的人员或单位标识。", problems)
    elif tables:
        yield passed(f"{len(tables)} 张按格汇总的表,每一格都由贡献重新算出,结果相同")
    else:
        yield passed("没有声明 control 的表")


def _problems(table: Controlled, known: list[set[str]]) -> Iterator[str]:
    who = set(table.contributions[table.control.contributor].dropna().astype(str))
    if table.contributions[table.control.contributor].isna().any() or not any(who <= subject for subject in known):
        yield f"贡献者 {table.control.contributor} 不全是授权数据中同一种人或单位的标识"
    if (table.contributions[list(table.output.key)].astype(str) == table.control.total).any(axis=None):
        yield f"贡献里有“{table.control.total}”,合计行的贡献应由各格得出"
    cells = table.cells()
    wrong = cells["shown"].notna() & ~np.isclose(cells["shown"], cells["true"], rtol=1e-9, atol=ROUNDED)
    for measure, count in wrong.groupby(cells["measure"]).sum().items():
        if count:
            yield f"{'贡献者人数' if measure == 'count' else measure} 有 {count} 格与重新汇总的不同"
    spare = [f.title for f in table.output.fields if f.type in ("integer", "number") and f.name not in {*table.output.key, *table.measures}]
    if spare:
        yield f"{'、'.join(spare)} 没有写进 control,无从核对"
