"""The product is one of 附件2, and what its form needs is declared."""

from __future__ import annotations

from collections.abc import Iterator

from kit.dossier.submission import Submission
from kit.product.plan import DATASET, MODEL, REPORT
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, READS_PLAN_ERROR = 20, "产品与服务形式在附件2 之内", REJECT, True
WHY = "附件2 之外的产品与形式没有得到授权。"
SOURCE = "附件2《公共数据产品清单》:产品名称、服务形式"


def check(submission: Submission) -> Iterator[Finding]:
    error, plan = submission.error, submission.plan
    if error and error.code in ("KIT-P005", "KIT-P006"):
        yield failed(f"{error.what}({error.where})", error.next_step)
    if plan is None:
        return
    kinds = {o.kind for o in plan.outputs.values()}
    missing = [form for form in plan.service_form if form in (DATASET, MODEL, REPORT) and form not in kinds]
    missing += ["API(api 一节)"] if "API" in plan.service_form and plan.api is None else []
    if missing:
        yield failed(f"服务形式缺少对应的声明:{'、'.join(missing)}", "在 outputs 或 api 下声明。")
    else:
        yield passed(f"{plan.title}({plan.annex.id}),{'、'.join(plan.service_form)}")
