"""The charge follows 附件2, and a product that costs something says how."""

from __future__ import annotations

from collections.abc import Iterator

from kit.dossier.submission import Submission
from kit.review.finding import RECTIFY, REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, READS_PLAN_ERROR = 22, "收费类别与附件2 相符", RECTIFY, True
WHY = "公共治理、公益事业免费;产业发展、行业发展才可收取服务费,且受政府指导价约束。"
SOURCE = "实施方案的收费规定;发改价格〔2025〕65号、皖发改价费〔2025〕256号"


def check(submission: Submission) -> Iterator[Finding]:
    error, plan = submission.error, submission.plan
    if error and error.code == "KIT-P007":
        yield failed(f"{error.what}({error.where})", error.next_step, on_fail=REJECT)
    elif plan and plan.annex.chargeable and not str(plan.charge.get("note", "")).strip():
        yield failed("有偿使用的产品没有写明怎样收费", "在 charge 下补 note: 按什么收费(按次、按年……)。")
    elif plan:
        yield passed(f"{plan.annex.category}:{'有偿,' + str(plan.charge['note']) if plan.annex.chargeable else '无偿'}")
