"""Only catalogs of the final 附件1 are used."""

from __future__ import annotations

from collections.abc import Iterator

from kit.catalog import load
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, READS_PLAN_ERROR = 30, "只用最终附件1 的数据目录", REJECT, True
WHY = "没有授权的目录不能用来开发产品。"
SOURCE = "附件1《授权运营数据目录》(最终稿 62 项)"


def check(evidence: Evidence) -> Iterator[Finding]:
    error = evidence.plan_error
    if error and error.code == "KIT-P010":
        yield failed(f"{error.what}({error.where})", error.next_step)
    elif evidence.plan:
        titles = [load(slug).title for slug in evidence.plan.grant.tables]
        yield passed(f"{len(titles)} 个目录都在最终附件1 之内", titles)
