"""The operator's yearly report (每年 3 月底前): 运营数据需求、数据使用情况、产生效益、数据安全, counted from ledger and access logs.

Counts and names of products, catalogs and units only: no log says what was asked or answered, and nothing here could.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.catalog import find_product, load
from kit.dossier.events import TITLES
from kit.dossier.registry import Registry
from kit.errors import KitError
from kit.product.contract import contract
from kit.product.standing import Standing
from kit.product.trail import ENROL, JOIN, LEAVE, REVOKE, Entry
from kit.serving.api import access_log

NEED, USE, BENEFIT, SAFETY = "运营数据需求", "数据使用情况", "产生效益", "数据安全"
SECTIONS = (NEED, USE, BENEFIT, SAFETY)
PEOPLE = (JOIN, LEAVE, ENROL, REVOKE)
ENDINGS = ("withdraw", "expire", "cancel", "return_plan", "return_product")


@dataclass(frozen=True)
class Line:
    """One number: what was counted (``item``), of what (``of``, may be empty)."""

    section: str
    item: str
    of: str
    value: int


@dataclass(frozen=True)
class Year:
    year: int
    operator: str
    lines: tuple[Line, ...]
    months: tuple[int, ...]  # questions answered, January to December
    head: str

    def of(self, section: str) -> list[Line]:
        return [line for line in self.lines if line.section == section]


def report(registry: Registry, logs: Sequence[Path], year: int) -> Year:
    entries = [e for e in registry.ledger.entries() if e.time.startswith(f"{year}-")]
    calls = [c for path in logs for c in _calls(path, year)]
    standings = registry.standings()
    lines = [*_need(registry, entries, standings), *_use(entries, calls), *_benefit(standings, calls), *_safety(registry, logs, entries, calls)]
    months = Counter(c["time"][5:7] for c in calls for _ in range(c["count"]) if c["status"] == 200)
    founder = registry.ledger.entries()[0]
    return Year(year, str(founder.facts["organisation"]), tuple(lines), tuple(months[f"{m:02}"] for m in range(1, 13)), registry.ledger.read().head)


def _calls(path: Path, year: int) -> Iterator[Mapping[str, Any]]:
    """The queries of one log in that year; a log that was changed is read up to where it broke, and the report says so."""
    try:
        for entry, _, _ in access_log.entries(path):
            if entry.get("event") == "query" and str(entry["time"]).startswith(f"{year}-"):
                yield entry
    except KitError:
        return


def _need(registry: Registry, entries: Iterable[Entry], standings: Mapping[str, Standing]) -> Iterator[Line]:
    steps = Counter(e.event for e in entries)
    yield from (Line(NEED, TITLES[event], "", steps[event]) for event in ("submit_plan", "approve_plan", "return_plan"))
    granted = [p for e in entries if e.event == "approve_plan" and (c := _contract(registry, standings.get(e.product), e)) for p in c["permission"]]
    asked = Counter(p["kit:catalog"] for p in granted)
    fields = {slug: {name for p in granted if p["kit:catalog"] == slug for name in p["kit:fields"]} for slug in asked}
    yield from (Line(NEED, "合约用到的目录(次)", f"{load(slug).title}({load(slug).unit})", n) for slug, n in asked.most_common())
    yield from (Line(NEED, "合约用到的字段(个)", load(slug).title, len(names)) for slug, names in fields.items())


def _contract(registry: Registry, standing: Standing | None, entry: Entry) -> Mapping[str, Any] | None:
    """The contract of an approval; those of plans that a later one replaced are no longer looked at."""
    current = standing.acts.get("approve_plan") if standing else None
    return contract(registry.home, standing) if standing and current and current.n == entry.n else None


def _use(entries: Iterable[Entry], calls: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    steps = Counter(e.event for e in entries)
    yield from (Line(USE, TITLES[event], "", steps[event]) for event in ("check", "review", "pass_product", "register", "change", "correct", "consent", "promote"))
    answered = [c for c in calls if c["status"] == 200]
    yield from (Line(USE, "回答的问题(个)", _title(product), n) for product, n in _summed(answered, "product"))
    yield from (Line(USE, "按用途(个)", purpose or "不涉及个人信息,不登记用途", n) for purpose, n in _summed(answered, "purpose"))
    yield Line(USE, "使用接口的密钥(把)", "", len({c["key"] for c in answered}))


def _benefit(standings: Mapping[str, Standing], calls: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """What can be counted; money is accounted for elsewhere (单独核算)."""
    promoted = [find_product(s.product) for s in standings.values() if s.state == "promoted"]
    for free in (True, False):
        title = "公共治理、公益事业(无偿)" if free else "产业发展、行业发展(有偿)"
        names = {p.name for p in promoted if p.chargeable is not free}
        yield Line(BENEFIT, "推广应用中的产品(个)", title, len(names))
        kind = [c for c in calls if c["status"] == 200 and find_product(c["product"]).chargeable is not free]
        yield Line(BENEFIT, "回答的问题(个)", title, sum(c["count"] for c in kind))


def _safety(registry: Registry, logs: Sequence[Path], entries: Iterable[Entry], calls: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    kept, steps = list(calls), Counter(e.event for e in entries)
    yield Line(SAFETY, "台账核对发现的问题(处)", "", len(registry.verify()))
    for path in logs:
        yield Line(SAFETY, "访问日志核对发现的问题(处)", path.name, int(bool(access_log.verify(path).fault)))
    yield from (Line(SAFETY, TITLES[event], "", steps[event]) for event in (*ENDINGS, *PEOPLE))
    yield Line(SAFETY, "由第二审查人员共同推翻发现的决定(次)", "", sum(bool(e.facts.get("seconds")) for e in entries))
    yield from (Line(SAFETY, "拒绝的调用(次)", code or str(status), n) for (status, code), n in Counter((c["status"], c["code"]) for c in kept if c["status"] != 200).most_common())
    yield Line(SAFETY, "逐次记有同意凭据的问题(个)", "", sum(len(c["consent"]) for c in kept if c["status"] == 200))


def _summed(calls: Iterable[Mapping[str, Any]], name: str) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for c in calls:
        found[c[name]] += c["count"]
    return found.most_common()


def _title(product: str) -> str:
    return find_product(product).title
