"""Where each product stands: the ledger's entries, taken one after another. What may not be taken is refused with its reason.

The same rules hold when a step is made, when the ledger is verified, and when run, review and serving ask what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kit.errors import LifecycleError
from kit.product import seconds
from kit.product.states import IN_PLACE, JOINED, OVER, ROLES, STATES, STEPS, WITHDRAWN, after
from kit.product.trail import PEOPLE, Entry, Person, Problem, people

# Nobody acts on two sides for one product. The operator runs the register and is on neither side.
SIDES = {"partner": "partner", "reviewer": "reviewer", "second_reviewer": "reviewer", "authority": "authority"}


@dataclass(frozen=True)
class Standing:
    """``acts`` holds the last entry of each event since the plan was submitted; ``sides`` on which side people ever acted."""

    product: str
    state: str = JOINED
    partner: str = ""
    last: Entry | None = None
    acts: Mapping[str, Entry] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return STATES[self.state]

    @property
    def registered(self) -> Entry | None:
        """The registration in force: the first, or the change that took its place."""
        found = [e for e in (self.acts.get("register"), self.acts.get("change")) if e]
        return max(found, key=lambda e: e.n) if found and self.state in IN_PLACE else None


def take(standing: Standing, entry: Entry, known: Mapping[str, Person]) -> Standing:
    """The standing after ``entry``; LifecycleError says why it may not be taken."""
    state = after(standing.state, entry.event, entry.role)
    _own(standing, entry)
    _apart(standing, entry, known)
    _bound(standing, entry)
    _seconded(standing, entry, known)
    if entry.facts.get("state", state) != state:
        raise LifecycleError("KIT-T026", f"写明的状态与步骤不符:应是“{STATES[state]}”", where=entry.event, next_step="kit ledger verify 查明。")
    fresh = entry.event == "submit_plan"
    side = SIDES.get(entry.role)
    acting = {**({entry.who: side} if side else {}), **dict.fromkeys(seconds.signed(entry), "reviewer")}
    return replace(
        standing, state=state, partner=entry.who if fresh else standing.partner, last=entry,
        acts={**({} if fresh else standing.acts), entry.event: entry}, sides={**standing.sides, **acting},
    )  # fmt: skip


def fold(entries: Iterable[Entry]) -> tuple[dict[str, Standing], list[Problem]]:
    """Every product's standing, and the entries that should never have been written."""
    found: dict[str, Standing] = {}
    problems: list[Problem] = []
    entries = tuple(entries)
    known = people(entries)
    for entry in entries:
        if entry.event in PEOPLE:
            for product in _ended(found, entry):
                found[product] = replace(found[product], state=WITHDRAWN, last=entry)
            continue
        before = found.get(entry.product, Standing(entry.product))
        try:
            found[entry.product] = take(before, entry, known)
        except LifecycleError as error:
            problems.append(Problem(entry.n, error.what))
    return found, problems


def open_products(found: Mapping[str, Standing], partner: str) -> list[str]:
    """Products of a partner that are not over; they end when the partner leaves."""
    return sorted(s.product for s in found.values() if s.partner == partner and s.state not in (JOINED, *OVER))


def _ended(found: Mapping[str, Standing], entry: Entry) -> list[str]:
    ended = entry.facts.get("products", ())
    return [p for p in open_products(found, str(entry.facts.get("name", ""))) if p in ended]


# What an entry speaks of must be what the one before it in the order of things spoke of: event → (that event, digest).
BOUND = {
    "return_plan": ("submit_plan", "plan"), "approve_plan": ("submit_plan", "plan"), "return_product": ("review", "artefact"), "pass_product": ("review", "artefact"),
    "register": ("pass_product", "artefact"), "change": ("pass_product", "artefact"),
}  # fmt: skip


def _bound(standing: Standing, entry: Entry) -> None:
    if entry.event not in BOUND:
        return
    event, name = BOUND[entry.event]
    spoken, latest = standing.acts.get(event), standing.acts.get("review")
    if spoken is None or not entry.digests.get(name) or entry.digests[name] != spoken.digests.get(name):
        raise LifecycleError("KIT-T027", f"{STEPS[entry.event].title}的不是{STEPS[event].title}的那一份", where=entry.event, next_step=f"先就这一份做{STEPS[event].title}。")
    if event == "pass_product" and latest and latest.n > spoken.n:
        raise LifecycleError("KIT-T028", "审查通过之后又重新审查过,还没有决定", where=entry.event, next_step="kit decide 作决定。")
    if entry.event == "change" and standing.registered and spoken.n < standing.registered.n:
        raise LifecycleError("KIT-T029", "登记之后没有新的版本通过审查", where=entry.event, next_step="先审查新的版本;只改登记的文字用更正登记。")


def _own(standing: Standing, entry: Entry) -> None:
    """A partner acts on its own product only; a new plan by another partner needs the old one to be over."""
    if entry.role != "partner" or standing.partner in ("", entry.who):
        return
    if entry.event != "submit_plan" or standing.state not in OVER:
        raise LifecycleError("KIT-T023", f"这个产品由{standing.partner}提交,{entry.who}不能{STEPS[entry.event].title}", where=entry.event, next_step="由提交的合伙人来做。")


def _apart(standing: Standing, entry: Entry, known: Mapping[str, Person]) -> None:
    side, before = SIDES.get(entry.role), standing.sides.get(entry.who)
    if side and before and side != before:
        raise LifecycleError("KIT-T024", f"{entry.who}已以{ROLES[before]}的身份参与这个产品,不能再以{ROLES[entry.role]}的身份行事", where=entry.event, next_step="换一个人。")
    partner, person = known.get(standing.partner), known.get(entry.who)
    if side and side != "partner" and partner and person and person.organisation == partner.organisation:
        raise LifecycleError("KIT-T025", f"{entry.who}与提交产品的合伙人同属一个单位", where=entry.event, next_step="换一个单位的人。")


def _seconded(standing: Standing, entry: Entry, known: Mapping[str, Person]) -> None:
    if why := seconds.wrong(entry, standing.partner, standing.sides, known):
        raise LifecycleError("KIT-T066", why, where=entry.event, next_step="kit decide 用 --second 写另一位登记过的审查人员,两人都不属于提交的一方。")
