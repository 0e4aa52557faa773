"""Partners join by an agreement and leave with their data handed back; their products end with them."""

from __future__ import annotations

import calendar
import datetime as dt

from kit.dossier import keys
from kit.dossier.people import active, new
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product.standing import fold, open_products
from kit.product.trail import JOIN, LEAVE, Entry, Person, Trail

LONGEST = 5  # years (实施方案:授权期限最长不超过 5 年)
PARTNER = "partner"


def join(registry: Registry, by: str, name: str, *, organisation: str, contact: str, agreement: str, since: dt.date, until: dt.date) -> Entry:
    """The operator ``by`` takes in a partner; the key pair is made here. ``contact`` is a post, not a person."""
    if not since < until <= years_after(since, LONGEST):
        raise LifecycleError("KIT-T040", f"协议期限应在 {LONGEST} 年以内", where=f"{since} 至 {until}", next_step="改 --until。")
    for text, what in ((organisation, "单位"), (contact, "联系岗位"), (agreement, "协议编号")):
        if not text.strip():
            raise LifecycleError("KIT-T041", f"没有写明{what}", next_step="补上再做。")
    key = keys.make(registry.keys, name)
    return registry.person_step(
        JOIN, by, check=lambda trail: new(trail, name), name=name, roles=[PARTNER], organisation=organisation, public=key.public,
        contact=contact, agreement=agreement, since=since.isoformat(), until=until.isoformat(),
    )  # fmt: skip


def leave(registry: Registry, by: str, name: str, reason: str, handed_back: str) -> Entry:
    """End a partner: its key signs nothing more and its open products are withdrawn, all by one entry.

    ``handed_back`` says how data and assets were returned or destroyed.
    """
    if not reason.strip() or not handed_back.strip():
        raise LifecycleError("KIT-T042", "退出要写明原因与数据的返还处置", next_step="用 --reason 与 --handed-back 写明。")
    partner(registry, name)
    products = open_products(registry.standings(), name)

    def allowed(trail: Trail) -> None:
        active(trail, name)
        if open_products(fold(trail.entries)[0], name) != products:
            raise LifecycleError("KIT-T043", "这位合伙人的产品刚刚有变化", next_step="再做一次。")

    return registry.person_step(LEAVE, by, reason, check=allowed, name=name, handed_back=handed_back, products=products)


def partner(registry: Registry, name: str) -> Person:
    found = registry.people().get(name)
    if found is None or PARTNER not in found.roles:
        raise LifecycleError("KIT-T044", f"没有名为 {name} 的合伙人", next_step="kit people list 列出登记的人;kit partner join 入驻。")
    return found


def in_force(person: Person, day: dt.date) -> bool:
    """Whether the partner's agreement covers the day."""
    return not person.revoked and str(person.facts.get("since", "")) <= day.isoformat() <= str(person.facts.get("until", ""))


def years_after(day: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))
