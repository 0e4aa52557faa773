"""One scenario, one application: no other product in the register has this number."""

from __future__ import annotations

from collections.abc import Iterator

from kit.dossier.submission import Submission
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 25, "一场景一申请", REJECT
WHY = "同一编号下的两个产品,责任与用途就分不清。"
SOURCE = "一场景一申请(广州市穗政数〔2024〕44号的原则;六安的源文件没有写明,本套件采用)"


def check(submission: Submission) -> Iterator[Finding]:
    assert submission.plan is not None
    plan, number = submission.plan, str(submission.plan.scenario["id"])
    submitted = {product: s.acts["submit_plan"] for product, s in submission.others.items() if product != plan.name and "submit_plan" in s.acts}
    others = sorted(product for product, entry in submitted.items() if entry.facts.get("scenario") == number)
    if "草稿" in number:
        yield failed(f"场景编号 {number} 还是样例", "由运营机构给一个编号。")
    elif others:
        yield failed(f"场景编号 {number} 已用于 {'、'.join(others)}", "另立场景,换一个编号。")
    else:
        yield passed(f"场景编号 {number} 只用于这一个产品")
