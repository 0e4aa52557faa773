"""The signed ledger as everybody can read it: one JSON entry a line, each chained to the one before and signed by who acted.

    {"before":"…","digests":{…},"event":"submit_plan","facts":{…},"hash":"…","key":"…","n":3,"product":"…","reason":"…",
     "role":"partner","signature":"…","time":"…","who":"…"}

``hash`` is over the entry without ``hash`` and ``signature``; the signature is over the same bytes. Who may sign stands in
the ledger itself: the first entry (``found``) is signed by the key that it names, later ones by keys that the operator
enrolled before. ``kit.dossier`` writes it; run, review and serving only read it here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.product.disk import whole_lines
from kit.product.signed import canonical, key_id, signed_by

FILE, ROOT, STATE = "ledger.jsonl", "root.pub", "registry.sqlite"
FIRST = "0" * 64
FOUND, ENROL, JOIN, REVOKE, LEAVE = "found", "enrol", "join", "revoke", "leave"
PEOPLE = (FOUND, ENROL, JOIN, REVOKE, LEAVE)  # entries that say who may sign; the operator's to make
OPERATOR = "operator"


@dataclass(frozen=True)
class Entry:
    """``product`` is empty when the entry is about a person. ``facts["products"]`` names products that it ends along the way."""

    n: int
    time: str
    event: str
    product: str
    who: str
    role: str
    key: str
    digests: Mapping[str, str]
    reason: str
    facts: Mapping[str, Any]
    before: str
    hash: str = ""
    signature: str = ""

    @property
    def message(self) -> bytes:
        return canonical({k: v for k, v in asdict(self).items() if k not in ("hash", "signature")})

    @property
    def line(self) -> bytes:
        return canonical(asdict(self)) + b"\n"

    def concerns(self, product: str) -> bool:
        ended = self.facts.get("products", ())
        return self.product == product or (isinstance(ended, list) and product in ended)


@dataclass(frozen=True)
class Problem:
    """What is wrong with which line (from 1; 0: with the file as a whole)."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"第 {self.line} 条:{self.what}" if self.line else self.what


@dataclass(frozen=True)
class Trail:
    """``lines`` whole ones in ``size`` bytes; ``torn`` more were cut off by a crash and never acknowledged to anybody."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: int = 0
    size: int = 0
    torn: int = 0

    @property
    def head(self) -> str:
        return self.entries[-1].hash if self.entries else FIRST


@dataclass(frozen=True)
class Person:
    """``revoked`` is the number of the entry from which on the key signs nothing any more."""

    name: str
    roles: tuple[str, ...]
    organisation: str
    public: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    revoked: int = 0


def read(path: Path) -> Trail:
    """Follow the chain; each line that does not follow from the one before is a problem, and the next is held against it."""
    raw, torn = whole_lines(path)
    entries, problems, before = [], [], FIRST
    for number, line in enumerate(raw.split(b"\n")[:-1], 1):
        entry = _entry(line + b"\n")
        if entry is None:
            problems.append(Problem(number, "被改动过:内容与哈希不符"))
            before = _claimed(line)
            continue
        if entry.n != number or entry.before != before:
            problems.append(Problem(number, "接不上前一条:有条目被删去、插入或调换"))
        entries.append(entry)
        before = entry.hash
    return Trail(tuple(entries), tuple(problems), raw.count(b"\n"), len(raw), torn)


def cut_off(home: Path, trail: Trail) -> str:
    """Whether the end that SQLite last counted is still there; a chain alone cannot show that its last links are gone."""
    if not (home / STATE).exists():
        return ""
    try:
        with closing(sqlite3.connect((home / STATE).absolute().as_uri() + "?mode=ro", uri=True, timeout=10)) as db:
            number, last = db.execute("select number, hash from kit_mark").fetchone() or (0, FIRST)
    except sqlite3.OperationalError:  # killed before its tables were made
        return ""
    except sqlite3.DatabaseError:
        return "registry.sqlite 读不出来"
    if number > trail.lines:  # unless somebody wrote after the trail was read
        trail = read(home / FILE)
    if number > trail.lines:
        return f"登记簿记得 {number} 条,台账只有 {trail.lines} 条:末尾被删去"
    kept = next((e for e in reversed(trail.entries) if e.n == number), None)
    return "" if kept is None or kept.hash == last else f"第 {number} 条与登记簿记下的不符:台账被换过"


def people(entries: Iterable[Entry]) -> dict[str, Person]:
    """Everybody who was ever enrolled, by name."""
    known: dict[str, Person] = {}
    for entry in entries:
        if entry.event in PEOPLE:
            _learn(known, entry)
    return known


def signatures(entries: Iterable[Entry], product: str | None = None, root: str = "") -> list[Problem]:
    """Entries whose signature, key or role is not right; with ``product`` only those about it and about people.

    ``root`` is the public key (hex) that must have founded the ledger.
    """
    known: dict[str, Person] = {}
    problems = []
    for entry in entries:
        if product is None or entry.event in PEOPLE or entry.concerns(product):
            what = refusal(known, entry)
            if not what and entry.event == FOUND and root and known_public(entry) != root:
                what = "不是这位运营机构的密钥建立的台账"
            if what:
                problems.append(Problem(entry.n, what))
        if entry.event in PEOPLE:
            _learn(known, entry)
    return problems


def refusal(known: Mapping[str, Person], entry: Entry) -> str:
    """Why the entry may not have been signed as it is; empty when it may."""
    founding = entry.event == FOUND
    if founding != (entry.n == 1):
        return "台账只能由第一条建立"
    person = _person(entry) if founding else known.get(entry.who)
    if person is None:
        return f"{entry.who} 没有登记"
    if person.revoked:
        return f"{entry.who} 的密钥已在第 {person.revoked} 条停用"
    if entry.role not in person.roles or (entry.event in PEOPLE and entry.role != OPERATOR):
        return f"{entry.who} 不能以 {entry.role} 的身份做 {entry.event}"
    if not signed_by(person.public, entry.signature, entry.message) or entry.key != key_id(person.public):
        return f"不是 {entry.who} 的签名"
    return ""


def known_public(entry: Entry) -> str:
    """The public key that an entry about a person names."""
    return str(entry.facts.get("public", ""))


def _learn(known: dict[str, Person], entry: Entry) -> None:
    name = str(entry.facts.get("name", ""))
    if entry.event in (REVOKE, LEAVE):
        if name in known:
            known[name] = replace(known[name], revoked=entry.n)
    elif name not in known:  # nobody's key is ever replaced: a new key is a new name
        known[name] = _person(entry)


def _person(entry: Entry) -> Person:
    facts = entry.facts
    roles = facts.get("roles", ())
    named = tuple(map(str, roles)) if isinstance(roles, list) else ()
    return Person(str(facts.get("name", "")), named, str(facts.get("organisation", "")), known_public(entry), facts)


def _entry(line: bytes) -> Entry | None:
    """The entry of a line that is written in the one way it can be, and whose hash is its own."""
    try:
        entry = Entry(**json.loads(line))
        typed = isinstance(entry.n, int) and isinstance(entry.facts, dict) and isinstance(entry.digests, dict) and isinstance(entry.hash, str)
        whole = typed and entry.line == line and sha256(entry.message).hexdigest() == entry.hash
    except (ValueError, TypeError):
        return None
    return entry if whole else None


def _claimed(line: bytes) -> str:
    """The hash that a changed line still bears, so that one change is one problem."""
    try:
        return str(json.loads(line)["hash"])
    except (ValueError, TypeError, KeyError):
        return ""
