"""登记备案: first, change, correction and cancellation, then the authority's consent and the promotion. Each is one entry.

A dossier is written first, under a name with its digest, and counts from the entry that names it; one that no entry names
means nothing.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from kit.dossier import keys
from kit.dossier.build import build
from kit.dossier.filing import CANCEL, CHANGE, CORRECT, FIRST, KINDS, Filing, dossiers, gather
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product import seconds
from kit.product.disk import write
from kit.product.states import after
from kit.product.trail import Entry, Trail

EVENTS = {FIRST: "register", CHANGE: "change", CORRECT: "correct", CANCEL: "cancel"}
DOSSIERS = "dossiers"
SHORTEST = 10  # characters of a reason, as for a review's decision


def register(registry: Registry, review: Path, who: str, kind: str, reason: str, code: str = "") -> tuple[Entry, Path]:
    """File the reviewed product in ``review`` and return the entry with the dossier it names.

    ``code`` is what the registration body gave; nobody else can know it.
    """
    if kind not in KINDS or kind == CANCEL:
        raise LifecycleError("KIT-T102", f"没有“{kind}”这种登记", next_step="--kind 写 first、change、correct 或 cancel。")
    _reasoned(reason)
    filing = gather(registry, review, who, kind, reason.strip(), code.strip())
    after(registry.standing(filing.product).state, EVENTS[kind], "operator")  # refused before anything is written
    _exactly_what_passed(registry, filing)
    made = build(filing, keys.load(registry.keys, who))
    named = sha256(made).hexdigest()
    path = registry.home / DOSSIERS / f"{filing.name}-{named[:8]}.zip"
    write(path, made)
    digests = {"dossier": named, "artefact": filing.artefact.digest, "report": (filing.artefact.decision or {})["report"], "decision": sha256(filing.decision).hexdigest()}
    facts = {"kind": kind, "number": filing.number, "file": path.name} | ({"code": filing.code} if filing.code else {})
    return registry.step(EVENTS[kind], filing.product, who, "operator", digests, reason.strip(), check=lambda trail: _still(registry, filing, trail), **facts), path


def cancel(registry: Registry, product: str, who: str, role: str, reason: str) -> Entry:
    """注销登记: from this entry on the product may not be used; its dossiers stay."""
    _reasoned(reason)
    return registry.step("cancel", product, who, role, reason=reason.strip())


def consent(registry: Registry, product: str, who: str, reason: str) -> Entry:
    """市数管局's consent to what was registered, by its digests."""
    _reasoned(reason)
    return registry.step("consent", product, who, "authority", _registered(registry, product), reason.strip())


def promote(registry: Registry, product: str, who: str, reason: str) -> Entry:
    """From this entry on the product is offered."""
    _reasoned(reason)
    return registry.step("promote", product, who, "operator", _registered(registry, product), reason.strip())


def _still(registry: Registry, filing: Filing, trail: Trail) -> None:
    """Nothing came between gathering and signing."""
    if len(dossiers(trail.entries, filing.product)) + 1 != filing.number:
        raise LifecycleError("KIT-T109", "这个产品刚刚另有一次登记", where=filing.product, next_step="kit history 看过,再做一次。")
    _exactly_what_passed(registry, filing)


def _registered(registry: Registry, product: str) -> dict[str, str]:
    """The digests of the registration that a consent or a promotion speaks of."""
    found = registry.standing(product).registered
    if found is None:
        raise LifecycleError("KIT-T103", "还没有登记备案", where=product, next_step=f"kit register {product}。")
    return {name: found.digests[name] for name in ("dossier", "artefact")}


def _exactly_what_passed(registry: Registry, filing: Filing) -> None:
    """The ledger's last word on a review is 通过 on exactly these files; a correction stays with the registered ones."""
    now = registry.standing(filing.product)
    passed = now.acts.get("pass_product")
    here = {"artefact": filing.artefact.digest, "report": (filing.artefact.decision or {}).get("report", ""), "decision": sha256(filing.decision).hexdigest()}
    if passed is None or {n: passed.digests.get(n) for n in here} != here:
        raise LifecycleError("KIT-T104", "台账里没有对这份交付物的通过决定", where=filing.product, next_step="kit review --as 审查人员,再 kit decide;不要改动审查过的文件夹。")
    if seconds.named(filing.artefact.decision or {"overrides": ()}) != seconds.signed(passed):
        raise LifecycleError("KIT-T110", "推翻发现的第二审查人员没有会签", where=filing.product, next_step="重新审查,kit decide 时两人都签。")
    same = now.registered is not None and now.registered.digests.get("artefact") == filing.artefact.digest
    if filing.kind == CORRECT and not same:
        raise LifecycleError("KIT-T105", "更正登记不能换交付物", where=filing.product, next_step="换了交付物时作变更登记(--kind change)。")
    if filing.kind == CHANGE and same:
        raise LifecycleError("KIT-T106", "交付物与已登记的相同,没有可变更的", where=filing.product, next_step="只改材料时作更正登记(--kind correct)。")


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise LifecycleError("KIT-T107", "没有写明事由", next_step=f"用 --reason 写至少 {SHORTEST} 个字。")
