"""Who submits has joined, and the agreement is in force."""

from __future__ import annotations

from collections.abc import Iterator

from kit.dossier.partner import in_force
from kit.dossier.submission import Submission
from kit.review.finding import REJECT, Finding, failed, passed, warned

ORDER, TITLE, ON_FAIL, READS_PLAN_ERROR = 5, "合伙人已入驻,协议在期限内", REJECT, True
WHY = "没有协议就没有人对产品负责。"
SOURCE = "实施方案开发流程第一步“平台入驻及退出”;授权期限最长不超过 5 年"


def check(submission: Submission) -> Iterator[Finding]:
    partner = submission.partner
    if partner is None:
        yield warned("还没有写明由谁提交", "kit plan submit 时写明;须已由运营机构登记入驻(kit partner join)。")
    elif not in_force(partner, submission.day):
        yield failed(f"{partner.organisation}的协议不在期限内或已退出", "与运营机构续签后重新入驻。")
    else:
        yield passed(f"{partner.organisation},协议 {partner.facts.get('agreement', '')},至 {partner.facts.get('until', '')}")
