"""All that one registration is made from, gathered before anything is written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product import seconds
from kit.product.artefact import Artefact, open_artefact
from kit.product.contract import check_use, contract
from kit.product.provenance import Provenance, trace
from kit.product.trail import FOUND, OPERATOR, PEOPLE, Entry, Person

FIRST, CHANGE, CORRECT, CANCEL = "first", "change", "correct", "cancel"
KINDS = {FIRST: "首次登记", CHANGE: "变更登记", CORRECT: "更正登记", CANCEL: "注销登记"}


@dataclass(frozen=True)
class Filing:
    """``code`` is what the registration body gave, empty until then; ``before`` is the digest of the dossier before this one."""

    kind: str
    number: int
    artefact: Artefact
    provenance: Provenance
    partner: Person
    operator: Person
    entries: tuple[Entry, ...]
    contract: Mapping[str, Any]
    decision: bytes
    filed: str
    reason: str
    code: str = ""
    before: str = ""

    @property
    def product(self) -> str:
        return self.artefact.plan.name

    @property
    def name(self) -> str:
        return f"{self.product}-{self.number}"

    @property
    def reviewers(self) -> list[str]:
        """Who took the decision: the reviewer, then those who set findings aside with them."""
        decision = self.artefact.decision or {"reviewer": "", "overrides": ()}
        return [str(decision["reviewer"]), *seconds.named(decision)]

    @property
    def outputs(self) -> dict[str, str]:
        """Digests of the frozen outputs; the files themselves stay where they are."""
        return {p.name: sha256(p.read_bytes()).hexdigest() for p in sorted(self.artefact.outputs.glob("*"))}


def gather(registry: Registry, review: Path, who: str, kind: str, reason: str, code: str = "", day: dt.date | None = None) -> Filing:
    """A KitError says what is missing; ``day`` (default: today) must lie within the use contract."""
    artefact = open_artefact(review)
    check_use(artefact.plan, registry.home, day or dt.date.today())
    reads = json.loads((review / "outputs" / "plain" / "reads.json").read_text(encoding="utf-8")) if (review / "outputs" / "plain" / "reads.json").exists() else {}
    provenance = trace(artefact.plan, artefact.report, reads)
    if not reads or not provenance.environment or not all(g.sha256 for g in provenance.given):
        raise LifecycleError("KIT-T100", "审查报告里没有数据与环境的摘要,说不清来历", where=review.name, next_step="用这一版的 kit 重新审查。")
    standing, known = registry.standing(artefact.plan.name), registry.people()
    if who in known and OPERATOR not in known[who].roles:
        raise LifecycleError("KIT-T108", f"{who}不是运营机构的人,不能登记", where=artefact.plan.name, next_step="由运营机构登记;kit people list 列出登记的人。")
    if who not in known or standing.partner not in known:
        raise LifecycleError("KIT-T101", "产品还没有合伙人提交的场景方案,或经办人没有登记", where=artefact.plan.name, next_step="kit plan submit;kit people list。")
    entries = registry.ledger.entries()
    earlier = dossiers(entries, artefact.plan.name)
    return Filing(
        kind, len(earlier) + 1, artefact, provenance, known[standing.partner], known[who], extract(entries, artefact.plan.name),
        contract(registry.home, standing) or {}, (review / "decision.json").read_bytes(), dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), reason,
        code or _code(earlier), earlier[-1].digests["dossier"] if earlier else "",
    )  # fmt: skip


def dossiers(entries: Iterable[Entry], product: str) -> list[Entry]:
    """The entries that filed a dossier."""
    return [e for e in entries if e.product == product and e.facts.get("file")]


def extract(entries: Iterable[Entry], product: str) -> tuple[Entry, ...]:
    """The entries about a product and about those who acted on it: each signed by itself, none tells of another partner's products."""
    kept = tuple(entries)
    own = {e.n for e in kept if e.product == product}
    acting = {name for e in kept if e.n in own for name in (e.who, *seconds.signed(e))}
    while True:
        about = {e.n for e in kept if e.event == FOUND or (e.event in PEOPLE and e.facts.get("name") in acting)}
        more = acting | {e.who for e in kept if e.n in about}
        if more == acting:
            return tuple(e for e in kept if e.n in own | about)
        acting = more


def _code(earlier: list[Entry]) -> str:
    """A code stays once the registration body has given it."""
    given = [str(e.facts["code"]) for e in earlier if e.facts.get("code")]
    return given[-1] if given else ""


