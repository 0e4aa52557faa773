"""The product is one of 附件2, in its service form and charge class."""

from __future__ import annotations

from collections.abc import Iterator

from kit.product.plan import DATASET, MODEL, REPORT
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, READS_PLAN_ERROR = 20, "产品与服务形式在附件2 之内", REJECT, True
WHY = "附件2 之外的产品与形式没有得到授权。"
SOURCE = "附件2《公共数据产品清单》:产品名称、服务形式、收费类别"


def check(evidence: Evidence) -> Iterator[Finding]:
    error, plan = evidence.plan_error, evidence.plan
    if error and error.code in ("KIT-P005", "KIT-P006", "KIT-P007"):
        yield failed(f"{error.what}({error.where})", error.next_step)
    if plan is None:
        return
    kinds = {o.kind for o in plan.outputs.values()}
    missing = [f for f in plan.service_form if f in (DATASET, MODEL, REPORT) and f not in kinds]
    if "API" in plan.service_form and not (plan.folder / "service.py").exists():
        missing.append("API(service.py)")
    if missing:
        yield failed(f"服务形式 {'、'.join(plan.service_form)} 缺少对应的输出:{'、'.join(missing)}", "在 outputs 下声明,API 另写 service.py。")
    else:
        charge = "有偿" if plan.annex.chargeable else "无偿"
        yield passed(f"{plan.title}({plan.annex.id}),{'、'.join(plan.service_form)},{charge}使用")
