"""Cells left empty can't be computed from the totals beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kit.review.cells import LEAST, PERCENT, cells_of
from kit.review.controlled import Controlled, controlled
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.recovery import recovered

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 108, "留空的格算不回来", REJECT, True
WHY = "合计减去其余,留空的数就回来了。"
SOURCE = f"线性代数与线性规划;人数的可能范围至少宽 {LEAST},合计的可能范围两边至少各宽 {PERCENT:.0%}(本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    together: dict[tuple[str, str], list[Controlled]] = defaultdict(list)
    for table in controlled(evidence):
        together[table.control.contributions, table.control.contributor].append(table)
    problems = [p for tables in together.values() for p in _problems(tables)]
    if problems:
        yield failed(f"{len(problems)} 处留空的格可以反推", "再留空几格(同行、同列各一格),或不给合计。", problems)
    else:
        yield passed(f"{sum(map(len, together.values()))} 张按格汇总的表里,留空的格不能由合计与其他表算出")


def _problems(tables: list[Controlled]) -> Iterator[str]:
    """Tables over the same contributions are one system: a coarser one gives the totals of a finer one."""
    import pandas as pd

    key = list(dict.fromkeys(k for t in tables for k in t.output.key))
    cells = pd.concat([t.cells().reindex(columns=[*key, "measure", "shown", "true", "safe"]) for t in tables], ignore_index=True)
    for measure, part in cells.groupby("measure", sort=False):
        fields = [] if measure == "count" else [str(measure)]
        base: Any = cells_of(tables[0].contributions, key, tables[0].control.contributor, fields).rename(columns={f"={measure}": "true"})
        exact, close = recovered(base, part.reset_index(drop=True), key, counts=measure == "count")
        title = "、".join(t.output.title for t in tables)
        if exact:
            yield f"{title}:{'人数' if measure == 'count' else measure} 有 {exact} 格可以精确算出"
        if close:
            yield f"{title}:{'人数' if measure == 'count' else measure} 有 {close} 格可以估计到很窄的范围"
