"""The use contract (智能合约) of a product, and what run, review and serving refuse because of it.

An approved plan becomes an ODRL agreement: ``<home>/contracts/<digest>.json``. The ledger names the digest of the one in
force, signed by the reviewer; withdrawal, expiry and cancellation are entries too, so they hold from the moment that they are
on disk. A product that the register does not know may be run and tried out freely.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kit.errors import UseError
from kit.product.artefact import Artefact
from kit.product.plan import ScenarioPlan
from kit.product.signed import digest
from kit.product.standing import Standing, fold
from kit.product.states import CANCELLED, EXPIRED, GRANTED, PROMOTED, WITHDRAWN
from kit.product.trail import FILE, ROOT, cut_off, read, signatures

HOME = Path(".kit/registry")
CONTRACTS = "contracts"
NOT_YET = ("KIT-U106", "KIT-U108", "KIT-U109", "KIT-U110")  # not approved, not promoted, not as these files, or no register that could say so
ENDED = {WITHDRAWN: "KIT-U102", EXPIRED: "KIT-U103", CANCELLED: "KIT-U104"}
STOPPED = ("KIT-U101", *ENDED.values())  # over, or a ledger that cannot be trusted


def registry_home(start: Path | None = None) -> Path | None:
    """Where the register is: ``KIT_REGISTRY``, else ``.kit/registry`` here or in a folder above; None when there is none."""
    if "KIT_REGISTRY" in os.environ:
        return Path(os.environ["KIT_REGISTRY"])
    start = (start or Path.cwd()).absolute()
    return next((p / HOME for p in (start, *start.parents) if (p / HOME / FILE).exists()), None)


def founded(home: Path | None) -> bool:
    """Whether there is a register at all."""
    return home is not None and (home / FILE).exists()


def standing(home: Path | None, product: str) -> Standing | None:
    """Where a product stands by the signed ledger; None when no entry is about it. UseError when the ledger cannot be trusted."""
    if home is None or not founded(home):
        return None
    trail = read(home / FILE)
    entries = [e for e in trail.entries if not e.product or e.product == product]
    wrong = [*map(str, trail.problems), *map(str, signatures(trail.entries, product, _root(home))), cut_off(home, trail)]
    wrong = [w for w in wrong if w]
    found, illegal = fold(entries)
    wrong += [str(p) for p in illegal]
    if wrong:
        raise UseError("KIT-U101", f"登记簿的台账不可信({wrong[0]})", where=home.name, next_step="kit ledger verify 逐条查明,从备份恢复。")
    return found.get(product)


def contract(home: Path, now: Standing) -> Mapping[str, Any] | None:
    """The contract that the ledger names for a product; None before its plan was approved."""
    approved = now.acts.get("approve_plan")
    if approved is None:
        return None
    named = approved.digests.get("contract", "")
    try:
        document = json.loads((home / CONTRACTS / f"{named}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        document = {}
    if not isinstance(document, dict) or digest(document) != named:
        raise UseError("KIT-U105", "使用合约缺失,或与台账登记的不符", where=f"{CONTRACTS}/{named[:16]}….json", next_step="从备份恢复这份合约。")
    return document


def check_use(plan: ScenarioPlan, home: Path | None, day: dt.date, *, trial: bool = False) -> Standing | None:
    """Refuse a use that the contract does not allow; returns where the product stands, None when the register does not know it.

    ``day`` is today, not the as-of date. ``trial``: a run on synthetic data, which needs no contract as long as none is in force.
    """
    now = standing(home, plan.name)
    if now is None or home is None:
        return None
    if now.state in ENDED:
        raise UseError(ENDED[now.state], f"{plan.title}{now.title},不得再使用", where=f"台账第 {now.last.n if now.last else 0} 条", next_step=f"kit history {plan.name} 看缘由;需要时重新提交方案。")
    document = contract(home, now) if now.state in GRANTED else None
    if document is None:
        if trial:
            return now
        raise UseError("KIT-U106", f"{plan.title}的场景方案还没有通过评审", where=now.title, next_step=f"kit plan review {plan.name}。")
    if not period(document)[0] <= day <= period(document)[1]:
        first, last = period(document)
        raise UseError("KIT-U103", f"{plan.title}的授权期是 {first} 至 {last}", where=str(document["uid"]), next_step="重新提交场景方案。")
    if beyond := list(_beyond(plan, document)):
        more = f"等 {len(beyond)} 处" if len(beyond) > 1 else ""
        raise UseError("KIT-U107", f"场景方案超出使用合约:{beyond[0]}{more}", where=f"{plan.name}/product.yaml", next_step="改回合约之内,或重新提交方案评审。")
    return now


def check_promoted(plan: ScenarioPlan, artefact: str, home: Path | None, day: dt.date) -> Standing:
    """Refuse to offer a product that is not registered, consented to and promoted as exactly these files."""
    if not founded(home):
        raise UseError("KIT-U110", f"这里没有登记簿,说不出{plan.title}已经登记备案并同意实施", where=plan.name, next_step="用 --registry 指明登记簿,或由运营机构建立(kit people found)并走完登记;只想看看时加 --preview。")
    now = check_use(plan, home, day)
    registered = now.registered if now else None
    if now is None or now.state != PROMOTED or registered is None:
        raise UseError("KIT-U108", f"{plan.title}还没有登记备案并同意实施({now.title if now else '登记簿里没有'})", where=plan.name, next_step="登记(kit register)并经市数管局同意后推广;只想看看时加 --preview。")
    if registered.digests.get("artefact") != artefact:
        raise UseError("KIT-U109", f"{plan.title}的文件不是登记备案的那一份", where=plan.name, next_step="换回登记的那一份,或作变更登记。")
    return now


def check_offer(plan: ScenarioPlan, artefact: str, home: Path | None, day: dt.date, *, preview: bool) -> None:
    """Refuse to serve or publish what the register does not; a preview only when the product is over."""
    if preview:
        check_use(plan, home, day, trial=True)
    else:
        check_promoted(plan, artefact, home, day)


def offered(artefact: Artefact, home: Path | None, day: dt.date, *, preview: bool) -> Artefact:
    """The artefact as it may be offered; with ``preview`` one that is not promoted yet may be shown, and says that it is a preview."""
    try:
        check_offer(artefact.plan, artefact.digest, home, day, preview=artefact.preview)
    except UseError as error:
        if not preview or error.code not in NOT_YET:
            raise
        return replace(artefact, preview=True)
    return artefact


def period(document: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """The first and last day of the contract."""
    days = {c["operator"]: dt.date.fromisoformat(c["rightOperand"]["@value"]) for c in document["permission"][0]["constraint"] if c["leftOperand"] == "dateTime"}
    return days["gteq"], days["lteq"]


def terms(plan: ScenarioPlan) -> dict[str, Any]:
    """What of a plan a contract fixes besides its tables, under names of our own."""
    personal = plan.personal_data
    return {
        "kit:product": plan.name, "kit:scenario": str(plan.scenario["id"]), "kit:purpose": str(plan.scenario["purpose"]), "kit:users": _texts(plan.scenario["users"]),
        "kit:form": list(plan.service_form), "kit:chargeable": bool(plan.charge["chargeable"]),
        "kit:outputs": [{"name": o.name, "kind": o.kind, "grade": o.grade} for o in plan.kept],
        "kit:personal": {"ground": personal.ground, "purposes": list(personal.purposes), "per_query": personal.per_query} if personal else None,
    }  # fmt: skip


def tables(plan: ScenarioPlan) -> dict[str, dict[str, Any]]:
    """Per catalog the fields and the rows that a plan asks for."""
    return {
        slug: {"fields": sorted(g.fields), "where": {n: sorted(v) for n, v in sorted(g.where.items())}, "since": {n: d.isoformat() for n, d in sorted(g.since.items())}}
        for slug, g in sorted(plan.grant.tables.items())
    }  # fmt: skip


def _beyond(plan: ScenarioPlan, document: Mapping[str, Any]) -> Iterator[str]:
    """What the plan wants and the contract does not allow."""
    allowed = {p["kit:catalog"]: p for p in document["permission"]}
    for slug, table in tables(plan).items():
        if slug not in allowed:
            yield f"目录 {slug}"
            continue
        granted = allowed[slug]["kit:rows"]
        yield from (f"字段 {slug}.{n}" for n in table["fields"] if n not in allowed[slug]["kit:fields"])
        yield from (f"{slug} 的行:{n} 的取值" for n, v in granted["where"].items() if not set(table["where"].get(n, ("",))) <= set(v))
        yield from (f"{slug} 的行:{n} 的起始日" for n, d in granted["since"].items() if table["since"].get(n, "") < d)
    wanted = terms(plan)
    for name, what in (("kit:product", "产品"), ("kit:scenario", "场景编号"), ("kit:purpose", "用途"), ("kit:form", "服务形式"), ("kit:chargeable", "收费类别")):
        if wanted[name] != document[name]:
            yield what
    yield from (f"使用方 {u}" for u in wanted["kit:users"] if u not in document["kit:users"])
    outputs = {o["name"]: o for o in document["kit:outputs"]}
    yield from (f"输出 {o['name']}" for o in wanted["kit:outputs"] if outputs.get(o["name"]) != o)
    yield from _beyond_personal(wanted["kit:personal"], document["kit:personal"])


def _beyond_personal(wanted: Mapping[str, Any] | None, allowed: Mapping[str, Any] | None) -> Iterator[str]:
    if not wanted:
        return
    if not allowed or wanted["ground"] != allowed["ground"]:
        yield "个人信息的合法性基础"
    elif not set(wanted["purposes"]) <= set(allowed["purposes"]):
        yield "个人信息的用途"
    elif allowed["per_query"] and not wanted["per_query"]:
        yield "逐次同意"


def _texts(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _root(home: Path) -> str:
    """The key that founded the register, from ``root.pub``; one that is missing matches nothing."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        public = load_pem_public_key((home / ROOT).read_bytes())
    except (OSError, ValueError):
        return "root.pub"
    return public.public_bytes_raw().hex() if isinstance(public, Ed25519PublicKey) else "root.pub"
