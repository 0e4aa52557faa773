"""Submit a scenario plan, review it, end it. The plan that was submitted is kept by digest, and that copy is reviewed."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.dossier import agreement, keys
from kit.dossier.partner import in_force, partner
from kit.dossier.registry import Registry
from kit.dossier.submission import Submission, findings, read, unsettled
from kit.errors import LifecycleError
from kit.product.contract import contract, period
from kit.product.disk import write
from kit.product.read_plan import read_plan
from kit.product.standing import Standing
from kit.product.states import GRANTED, SUBMITTED
from kit.product.trail import Entry, people
from kit.review.finding import EXIT, GOOD, Finding

PLANS, FINDINGS = "plans", "findings"
SHORTEST = 10  # characters of a reason, as for a product's decision


def submit(registry: Registry, folder: Path, who: str, day: dt.date) -> Entry:
    """The partner ``who`` applies with the plan in ``folder``; what a review could never pass is refused at once."""
    person = partner(registry, who)
    if not in_force(person, day):
        raise LifecycleError("KIT-T045", f"{who}的协议不在期限内", where=str(person.facts.get("until", "")), next_step="与运营机构续签后以新的名字入驻。")
    plan = read_plan(folder)
    if plan.name != plan.annex.name:
        raise LifecycleError("KIT-T057", f"文件夹应以产品标识命名:{plan.annex.name}", where=folder.name, next_step="改名后再提交。")
    if open_ := unsettled(list(findings(read(folder, day, person, registry.standings())))):
        raise LifecycleError("KIT-T050", f"方案有 {len(open_)} 项没有解决:{open_[0].summary}", where=f"{folder.name}/product.yaml", next_step=open_[0].next_step or "kit plan check 逐项看。")
    text = (folder / "product.yaml").read_bytes()
    named = sha256(text).hexdigest()
    write(registry.home / PLANS / named / plan.name / "product.yaml", text)
    return registry.step("submit_plan", plan.name, who, "partner", {"plan": named}, scenario=str(plan.scenario["id"]), title=plan.title)


def submission(registry: Registry, product: str, day: dt.date) -> Submission:
    """The plan under review, as it was submitted."""
    now = registry.standing(product)
    if now.state != SUBMITTED:
        raise LifecycleError("KIT-T051", f"没有待评审的方案(现在是“{now.title}”)", where=product, next_step="合伙人先 kit plan submit。")
    named = now.acts["submit_plan"].digests.get("plan", "")
    folder = registry.home / PLANS / named / product
    path = folder / "product.yaml"
    if not path.exists() or sha256(path.read_bytes()).hexdigest() != named:
        raise LifecycleError("KIT-T052", "存下的方案缺失,或与提交时的不符", where=f"{PLANS}/{named[:16]}…", next_step="由合伙人撤回后重新提交。")
    return read(folder, day, registry.people()[now.partner], registry.standings())


def review(registry: Registry, product: str, who: str, word: str, reason: str, day: dt.date, last: dt.date | None = None) -> tuple[Entry, list[Finding]]:
    """The reviewer's decision on a submitted plan; 通过 makes the contract, until ``last`` (default: as long as the agreement)."""
    if word not in EXIT:
        raise LifecycleError("KIT-T053", f"决定只能是 {'、'.join(EXIT)}", next_step="改用其中一个。")
    if len(reason.strip()) < SHORTEST:
        raise LifecycleError("KIT-T054", "没有写明理由", next_step=f"用 --reason 写至少 {SHORTEST} 个字。")
    given = submission(registry, product, day)
    found = list(findings(given))
    digests = {"plan": registry.standing(product).acts["submit_plan"].digests["plan"], "findings": _keep_findings(registry.home, found)}
    if word != GOOD:
        return registry.step("return_plan", product, who, "reviewer", digests, reason, decision=word), found
    if open_ := unsettled(found):
        raise LifecycleError("KIT-T055", f"还有 {len(open_)} 项没有解决,不能通过:{'、'.join(f.title for f in open_)}", where=product, next_step="退回合伙人改正(--decision 限期整改)。")
    digests["contract"] = _contract(registry, given, digests["plan"], who, day, last)
    return registry.step("approve_plan", product, who, "reviewer", digests, reason, decision=word), found


def withdraw(registry: Registry, product: str, who: str, role: str, reason: str) -> Entry:
    """From this entry on run, review and serving refuse the product."""
    if len(reason.strip()) < SHORTEST:
        raise LifecycleError("KIT-T054", "没有写明理由", next_step=f"用 --reason 写至少 {SHORTEST} 个字。")
    return registry.step("withdraw", product, who, role, reason=reason)


def expire(registry: Registry, who: str, day: dt.date) -> list[Entry]:
    """Write down which contracts have ended. They are refused from their last day on, whether or not this was done."""
    over = [p for p, s in registry.standings().items() if s.state in GRANTED and _last_day(registry, s) < day]
    return [registry.step("expire", product, who, "operator", reason="使用合约到期") for product in sorted(over)]


def _contract(registry: Registry, given: Submission, named: str, who: str, day: dt.date, last: dt.date | None) -> str:
    assert given.plan is not None
    assert given.partner is not None
    end = dt.date.fromisoformat(given.partner.facts["until"])
    if not day <= (last or end) <= end:
        raise LifecycleError("KIT-T056", "合约不能早于今天结束,也不能长于合伙人的协议", where=f"{last or end}(协议至 {end})", next_step="改 --until。")
    founder = registry.ledger.entries()[0]
    document = agreement.agreement(given.plan, named, given.partner, people([founder])[founder.who].organisation, day, last or end)
    return agreement.keep(registry.home, agreement.sign(document, keys.load(registry.keys, who)))


def _keep_findings(home: Path, found: list[Finding]) -> str:
    text = json.dumps([f.as_dict() for f in found], ensure_ascii=False, indent=1).encode()
    named = sha256(text).hexdigest()
    write(home / FINDINGS / f"{named}.json", text)
    return named


def _last_day(registry: Registry, standing: Standing) -> dt.date:
    document: Any = contract(registry.home, standing)
    return period(document)[1]
