"""7. Registration: seven steps, five roles, one signed ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kit.dossier.partner import join
from kit.dossier.people import enrol, found
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product.states import JOINED, PROMOTED, STATES, STEPS, after
from kit.workshop.exercise import exercise
from kit.workshop.small_city import scratch

PRODUCT = "enterprise_shell_scan"
DIGESTS = {"plan": "a" * 64, "artefact": "b" * 64, "dossier": "c" * 64}
WHY = "培训:逐项核对属实,同意办理"
ROLE = {"运营甲": "operator", "审查乙": "reviewer", "数管丙": "authority", "合伙人丁": "partner"}
WAY = ("submit_plan", "approve_plan", "check", "review", "pass_product", "register", "consent", "promote")
TAMPERED = 9


def register(name: str) -> Registry:
    """A fresh register with one person of each role."""
    made = Registry(scratch(f"registers/{name}-{dt.datetime.now().timestamp()}"))
    found(made, "运营甲", "运营机构(模拟)")
    enrol(made, "运营甲", "审查乙", ["reviewer"], "评审中心(模拟)")
    enrol(made, "运营甲", "数管丙", ["authority"], "市数管局(模拟)")
    today = dt.date.today()
    join(made, "运营甲", "合伙人丁", organisation="皖西数智(模拟)", contact="数据负责人(岗位)", agreement="协议-培训", since=today, until=today + dt.timedelta(days=365))
    return made


def step(registry: Registry, event: str, who: str) -> None:
    """Take one step of the training product; what files would be behind it is left out here."""
    registry.step(event, PRODUCT, who, ROLE[who], DIGESTS, WHY)


@exercise("7.1")
def order(events: Sequence[str]) -> str:
    if unknown := set(events) - set(STEPS):
        return f"没有 {'、'.join(sorted(map(str, unknown)))} 这样的步骤;看 STEPS。"
    state = JOINED
    for number, event in enumerate(events, 1):
        try:
            state = after(state, event, STEPS[event].roles[0])
        except LifecycleError as error:
            return f"第 {number} 步走不通:{error.what}。{error.next_step}"
    return "" if state == PROMOTED else f"走到“{STATES[state]}”就停了,还没有到“{STATES[PROMOTED]}”。"


@exercise("7.2")
def who_does_what(people: Mapping[str, str]) -> str:
    if missing := [STEPS[e].title for e in WAY if people.get(e) not in ROLE]:
        return f"还没有安排(或不是登记过的人):{'、'.join(missing)}。"
    made = register("who")
    for event in WAY:
        try:
            step(made, event, people[event])
        except LifecycleError as error:
            return f"{STEPS[event].title}被拒绝:{error.what}。"
    return "" if made.standing(PRODUCT).state == PROMOTED else "没有走到推广应用。"


@exercise("7.3")
def refusal(code: str) -> str:
    made = register("refusal")
    for event, who in (("submit_plan", "合伙人丁"), ("approve_plan", "审查乙")):
        step(made, event, who)
    try:
        step(made, "promote", "运营甲")
    except LifecycleError as error:
        return "" if code == error.code else "不是这个错误码。用 try/except LifecycleError as error 做一遍,看 error.code。"
    return "登记簿没有拒绝这一步,请告诉讲师。"


def tampered() -> Path:
    """A register in which somebody changed the words of one entry afterwards."""
    made = register("tampered")
    for event, who in zip(WAY, ("合伙人丁", "审查乙", "合伙人丁", "审查乙", "审查乙", "运营甲", "数管丙", "运营甲"), strict=True):
        step(made, event, who)
    path = made.home / "ledger.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[TAMPERED - 1] = lines[TAMPERED - 1].replace("逐项核对属实", "时间紧没有核对")
    path.write_text("".join(lines), encoding="utf-8")
    return made.home


@exercise("7.4")
def find_tampering(find: Callable[[Path], int]) -> str:
    number = find(tampered())
    return "" if number == TAMPERED else "不是这一条。Registry(文件夹).verify() 给出每一处问题,line 是第几条。"
