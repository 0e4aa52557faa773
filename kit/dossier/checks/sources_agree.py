"""What the units that supply the data said about a catalog is not gone against."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.catalog import load, why
from kit.dossier.submission import Submission
from kit.review.finding import REJECT, Finding, failed, passed, warned

ORDER, TITLE, ON_FAIL = 33, "与数源单位的意见不冲突", REJECT
WHY = "45 条意见全部采纳过,产品不能再把它们绕过去。"
SOURCE = "征求意见采纳情况(附件1 的来历);各目录的说明与待明确事项"
EACH_TIME = re.compile("逐人查询|每次须|须有本人")
LIMITS = re.compile("只可|不得|须有|须|尚无数据|没有数据")


def check(submission: Submission) -> Iterator[Finding]:
    assert submission.plan is not None
    plan, personal = submission.plan, submission.plan.personal_data
    catalogs = [load(slug) for slug in plan.grant.tables]
    broken = [f"{c.title}:{c.legal_note}" for c in catalogs if EACH_TIME.search(c.legal_note) and plan.api and not (personal and personal.per_query)]
    noted = [f"{c.title}:{text}" for c in catalogs for text in _said(c.title, c.legal_note, c.open_question)]
    if broken:
        yield failed(f"{len(broken)} 个目录逐人查询须有本人同意,接口却不逐次核对", "personal_data 下写 per_query: true,或改为只给汇总。", broken)
    elif noted:
        yield warned(f"{len(noted)} 条意见与说明须对照着看", "评审时逐条核对场景方案。", noted)
    else:
        yield passed(f"{len(catalogs)} 个目录没有须对照的意见")


def _said(title: str, legal_note: str, open_question: str) -> Iterator[str]:
    if LIMITS.search(legal_note):
        yield legal_note
    if open_question:
        yield f"待明确:{open_question}"
    yield from (f"{c.unit}意见 {c.id}:{c.comment}" for c in why(title).comments)
