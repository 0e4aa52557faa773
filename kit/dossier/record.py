"""What ``kit check``, ``kit review`` and ``kit decide`` leave in the ledger, by the digest of exactly what they spoke of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.dossier import keys
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product import seconds
from kit.product.artefact import digest
from kit.product.states import after
from kit.product.trail import Entry
from kit.review.finding import GOOD


def ready(registry: Registry, product: str, who: str, *, strict: bool) -> None:
    """Refuse before a long run what the ledger would refuse after it."""
    event, role = ("review", "reviewer") if strict else ("check", "partner")
    after(registry.standing(product).state, event, role)
    keys.load(registry.keys, who)


def record_check(registry: Registry, folder: Path, who: str) -> Entry:
    """The partner's own check, whose report is in ``folder``."""
    report = _report(folder)
    return registry.step("check", report["product"], who, "partner", _digests(folder, report), verdict=report["verdict"])


def record_review(registry: Registry, folder: Path, who: str) -> Entry:
    """A product review, carried out by the reviewer ``who``."""
    report = _report(folder)
    if not report["strict"]:
        raise LifecycleError("KIT-T060", "这是自查,不是产品审查", where=folder.name, next_step="kit review 产品名。")
    return registry.step("review", report["product"], who, "reviewer", _digests(folder, report), verdict=report["verdict"], isolation=report["isolation"])


def record_decision(registry: Registry, folder: Path) -> Entry | None:
    """The decision in ``folder``, signed by the reviewer who took it; None when the ledger has it already, so it may be asked twice."""
    report, decision = _report(folder), _read(folder / "decision.json")
    if decision is None:
        raise LifecycleError("KIT-T061", "这里没有决定", where=folder.name, next_step="kit decide 作决定。")
    event = "pass_product" if decision["decision"] == GOOD else "return_product"
    named = {**_digests(folder, report), "decision": sha256((folder / "decision.json").read_bytes()).hexdigest()}
    last = registry.standing(report["product"]).acts.get(event)
    if last and last.digests.get("decision") == named["decision"]:
        return None
    product, reviewer, others = report["product"], decision["reviewer"], seconds.named(decision)
    may_decide(registry, folder, reviewer, others)
    facts = {"overrides": sorted(o["check"] for o in decision["overrides"]), "seconds": [_second(registry, product, event, reviewer, s, named) for s in others]} if others else {}
    return registry.step(event, product, reviewer, "reviewer", named, decision["reason"], decision=decision["decision"], **facts)


def may_decide(registry: Registry, folder: Path, reviewer: str, others: list[str]) -> None:
    """Reviewers of a product that the register knows are people that it knows, and what they decide on is what was reviewed.

    ``others`` set findings aside together with the reviewer: they sign too.
    """
    report, known, trail = _report(folder), registry.people(), registry.ledger.read()
    now = registry.standing(report["product"])
    review = now.acts.get("review")
    if review is None or review.digests.get("artefact") != report["artefact"]:
        raise LifecycleError("KIT-T065", "台账里最近一次审查不是这一份", where=folder.name, next_step="kit review 产品 --as 审查人员,再作决定。")
    person = known.get(reviewer)
    if person is None or person.revoked or "reviewer" not in person.roles:
        raise LifecycleError("KIT-T062", f"{reviewer}没有登记为审查人员", next_step="kit people list 列出登记的人。")
    for name in others:
        if why := seconds.unfit(name, reviewer, now.partner, now.sides, known, trail.lines + 1):
            raise LifecycleError("KIT-T066", why, where=folder.name, next_step="用 --second 写另一位登记过的审查人员;kit people list 列出登记的人。")
        keys.load(registry.keys, name)


def _second(registry: Registry, product: str, event: str, reviewer: str, name: str, digests: Mapping[str, str]) -> dict[str, str]:
    key = keys.load(registry.keys, name)
    return {"who": name, "key": key.id, "signature": key.sign(seconds.statement(product, event, reviewer, name, digests))}


def _digests(folder: Path, report: Mapping[str, Any]) -> dict[str, str]:
    if digest(folder / "artefact") != report["artefact"]:
        raise LifecycleError("KIT-T063", "审查之后文件被改动过", where=folder.name, next_step="重新审查。")
    return {"artefact": report["artefact"], "report": sha256((folder / "report.json").read_bytes()).hexdigest()}


def _report(folder: Path) -> dict[str, Any]:
    found = _read(folder / "report.json")
    if found is None:
        raise LifecycleError("KIT-T064", "这里没有审查报告", where=folder.name, next_step="kit review 产品名。")
    return found


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
