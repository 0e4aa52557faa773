"""The seven steps as a table: in which state which event by whom leads where. Everything else is refused.

The order 登记 → 市数管局同意 → 推广应用 is our reading of “应按照公共数据资源登记管理要求进行登记,并报市数管局同意后实施”. While a registered
product is in use, its next version may be checked, reviewed and decided on; only ``change`` puts that version in its place.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.errors import LifecycleError

JOINED, SUBMITTED, RETURNED, APPROVED, CHECKED, REVIEWED, DECIDED = "joined", "plan_submitted", "plan_returned", "plan_approved", "checked", "reviewed", "decided"
REGISTERED, CONSENTED, PROMOTED = "registered", "consented", "promoted"
WITHDRAWN, EXPIRED, CANCELLED = "withdrawn", "expired", "cancelled"
STATES = {
    JOINED: "已入驻", SUBMITTED: "方案已提交", RETURNED: "方案已退回", APPROVED: "方案已通过", CHECKED: "已自查", REVIEWED: "已审查", DECIDED: "审查通过",
    REGISTERED: "已登记备案", CONSENTED: "已同意实施", PROMOTED: "推广应用中", WITHDRAWN: "已撤回", EXPIRED: "已到期", CANCELLED: "已注销",
}  # fmt: skip
OVER = (WITHDRAWN, EXPIRED, CANCELLED)
IN_PLACE = (REGISTERED, CONSENTED, PROMOTED)
BUILDING = (APPROVED, CHECKED, REVIEWED, DECIDED)
GRANTED = (*BUILDING, *IN_PLACE)  # a contract is in force
STAYS = ""


@dataclass(frozen=True)
class Step:
    """``event`` by one of ``roles``: from a state to the one named, or staying where it is."""

    event: str
    title: str
    roles: tuple[str, ...]
    moves: dict[str, str]


def _all(before: tuple[str, ...], after: str) -> dict[str, str]:
    return dict.fromkeys(before, after)


STEPS = {s.event: s for s in (
    Step("submit_plan", "提交场景方案", ("partner",), _all((JOINED, RETURNED, *BUILDING, *OVER), SUBMITTED)),
    Step("return_plan", "退回场景方案", ("reviewer",), {SUBMITTED: RETURNED}),
    Step("approve_plan", "通过场景方案", ("reviewer",), {SUBMITTED: APPROVED}),
    Step("check", "自查", ("partner",), {APPROVED: CHECKED} | _all((CHECKED, *IN_PLACE), STAYS)),
    Step("review", "产品审查", ("reviewer",), _all((APPROVED, CHECKED, DECIDED), REVIEWED) | _all((REVIEWED, *IN_PLACE), STAYS)),
    Step("return_product", "审查退回", ("reviewer",), {REVIEWED: APPROVED} | _all(IN_PLACE, STAYS)),
    Step("pass_product", "审查通过", ("reviewer",), {REVIEWED: DECIDED} | _all(IN_PLACE, STAYS)),
    Step("register", "首次登记", ("operator",), {DECIDED: REGISTERED}),
    Step("change", "变更登记", ("operator",), _all(IN_PLACE, REGISTERED)),
    Step("correct", "更正登记", ("operator",), _all(IN_PLACE, STAYS)),
    Step("consent", "同意实施", ("authority",), {REGISTERED: CONSENTED}),
    Step("promote", "推广应用", ("operator",), {CONSENTED: PROMOTED}),
    Step("cancel", "注销登记", ("operator", "authority"), _all(IN_PLACE, CANCELLED)),
    Step("withdraw", "撤回", ("partner", "operator", "authority"), _all((SUBMITTED, *GRANTED), WITHDRAWN)),
    Step("expire", "到期", ("operator",), _all(GRANTED, EXPIRED)),
)}  # fmt: skip


def after(state: str, event: str, role: str) -> str:
    """The state that ``event`` by ``role`` leads to; LifecycleError says why it may not be."""
    step = STEPS.get(event)
    if step is None:
        raise LifecycleError("KIT-T020", f"没有“{event}”这一步", next_step=f"步骤有:{'、'.join(s.title for s in STEPS.values())}。")
    if state not in step.moves:
        now = "、".join(s.title for s in STEPS.values() if state in s.moves)
        raise LifecycleError("KIT-T021", f"“{STATES[state]}”时不能{step.title}", where=event, next_step=f"现在可以:{now}。")
    if role not in step.roles:
        raise LifecycleError("KIT-T022", f"{ROLES.get(role, role)}不能{step.title}", where=event, next_step=f"由{'或'.join(ROLES[r] for r in step.roles)}来做。")
    return step.moves[state] or state


ROLES = {"partner": "合伙人", "reviewer": "审查人员", "second_reviewer": "第二审查人员", "operator": "运营机构", "authority": "市数管局"}


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", *(f"    {state}: {title}" for state, title in STATES.items()), f"    [*] --> {JOINED}"]
    for step in STEPS.values():
        lines += [f"    {a} --> {b or a}: {step.title}" for a, b in step.moves.items()]
    return "\n".join(lines) + "\n"
