"""How a scenario plan looks in a notebook."""

from __future__ import annotations

from kit.access.display import grant_table
from kit.html import Html, badge, code, heading, line, show, table
from kit.product.plan import ScenarioPlan


def plan_html(plan: ScenarioPlan) -> Html:
    outputs = [(o.title, code(o.name), o.kind, o.grade, "可离开平台" if o.leaves else "留在平台") for o in plan.outputs.values()]
    return show(
        heading(plan.title, *(badge(form) for form in plan.service_form), badge(f"截止日 {plan.as_of}")),
        line(str(plan.scenario["purpose"])), line(f"依据:{plan.scenario['legal_basis']}", quiet=True),
        heading("申请的目录与字段"), grant_table(plan.grant),
        heading("输出"), table(["输出", "标识", "种类", "分级", "去向"], outputs),
    )  # fmt: skip
