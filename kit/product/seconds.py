"""会签: findings are set aside by two people. The second one signs too, and that signature stands in the entry of the decision.

    "overrides":["quality"],"seconds":[{"key":"…","signature":"…","who":"审查丁"}]

It is over what the decision speaks of, so that it cannot be moved to another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kit.product.signed import canonical, key_id, signed_by
from kit.product.trail import Entry, Person

ROLES = {"reviewer", "second_reviewer"}


def statement(product: str, event: str, reviewer: str, second: str, digests: Mapping[str, str]) -> bytes:
    """What ``second`` signs: ``digests`` are those of the decision, the report and the artefact."""
    return canonical({"product": product, "event": event, "reviewer": reviewer, "second": second, "digests": dict(digests)})


def named(decision: Mapping[str, Any]) -> list[str]:
    """Who set findings aside together with the reviewer, by a ``decision.json``."""
    return sorted({o["second_reviewer"] for o in decision["overrides"]})


def signed(entry: Entry) -> list[str]:
    """Who has signed the entry besides its author."""
    return sorted(str(s["who"]) for s in _kept(entry))


def unfit(name: str, reviewer: str, partner: str, sides: Mapping[str, str], known: Mapping[str, Person], n: int) -> str:
    """Why ``name`` may not be the second reviewer at entry ``n``; empty when they may."""
    person = known.get(name)
    if person is None or not ROLES & set(person.roles) or 0 < person.revoked < n:
        return f"{name}没有登记为审查人员"
    if name == reviewer:
        return f"{name}就是作决定的审查人员"
    if name == partner or sides.get(name, "reviewer") != "reviewer":
        return f"{name}已在别的一边参与这个产品"
    if partner in known and known[partner].organisation == person.organisation:
        return f"{name}与提交产品的合伙人同属一个单位"
    return ""


def wrong(entry: Entry, partner: str, sides: Mapping[str, str], known: Mapping[str, Person]) -> str:
    """What is wrong with the second signatures under a decision; empty when nothing is."""
    kept = _kept(entry)
    if bool(entry.facts.get("overrides")) != bool(kept) or kept != entry.facts.get("seconds", []):
        return "推翻发现要有第二审查人员的会签"
    return next(filter(None, (_wrong(s, entry, partner, sides, known) for s in kept)), "")


def _wrong(second: Mapping[str, Any], entry: Entry, partner: str, sides: Mapping[str, str], known: Mapping[str, Person]) -> str:
    name = str(second["who"])
    if why := unfit(name, entry.who, partner, sides, known, entry.n):
        return why
    message, public = statement(entry.product, entry.event, entry.who, name, entry.digests), known[name].public
    return "" if second["key"] == key_id(public) and signed_by(public, str(second["signature"]), message) else f"不是 {name} 的会签"


def _kept(entry: Entry) -> list[Mapping[str, Any]]:
    """The signatures that have the shape of one."""
    given = entry.facts.get("seconds", [])
    return [s for s in given if isinstance(s, dict) and s.keys() == {"who", "key", "signature"}] if isinstance(given, Iterable) else []
