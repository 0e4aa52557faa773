"""The register of one operator: the ledger is the truth, SQLite what it adds up to, so that a step is whole or not there.

    <home>/ledger.jsonl      kit.product.trail
    <home>/registry.sqlite   the state of each product, and the last entry that it counts: an end cut off the ledger shows
    <home>/root.pub          the key that founded the ledger; keep a copy of it, and of the head, elsewhere
    <home>/keys/             kit.dossier.keys
    <home>/contracts/        approved plans as contracts, by digest; <home>/plans/ the plans themselves
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kit.dossier import keys
from kit.dossier.ledger import Ledger
from kit.dossier.projection import Projection
from kit.errors import LifecycleError
from kit.product.standing import Standing, fold, take
from kit.product.states import after
from kit.product.trail import OPERATOR, ROOT, Entry, Person, Problem, Trail, cut_off, people


class Registry:
    """Opening it brings SQLite up to the ledger and ends what a killed command had begun to end."""

    def __init__(self, home: Path) -> None:
        self.home, self.ledger, self.keys = home, Ledger(home), home / "keys"
        self._projection = Projection(home)
        self._catch_up()

    def people(self) -> dict[str, Person]:
        return people(self.ledger.entries())

    def standings(self) -> dict[str, Standing]:
        """Every product that has an entry."""
        return fold(self.ledger.entries())[0]

    def standing(self, product: str) -> Standing:
        return self.standings().get(product, Standing(product))

    def history(self, product: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.ledger.entries() if e.concerns(product))

    def step(
        self, event: str, product: str, who: str, role: str, digests: Mapping[str, str] | None = None, reason: str = "", *,
        check: Callable[[Trail], None] = lambda _: None, **facts: Any,
    ) -> Entry:  # fmt: skip
        """Take one step of a product, signed by ``who``; LifecycleError says why it may not be taken, and then nothing is written."""
        self.trusted(self.ledger.sound())
        known = self._known(who)

        def allowed(trail: Trail) -> None:
            self.trusted(trail)
            found, _ = fold(trail.entries)
            now = found.get(product, Standing(product))
            given = Entry(len(trail.entries) + 1, "", event, product, who, role, known.public, dict(digests or {}), reason, {**facts, "state": state}, "")
            take(now, given, people(trail.entries))
            check(trail)

        state = after(self.standing(product).state, event, role)
        entry = self.ledger.append(event, product, who, role, keys.load(self.keys, who), digests, reason, check=allowed, state=state, **facts)
        self._catch_up()
        return entry

    def person_step(self, event: str, who: str, reason: str = "", check: Callable[[Trail], None] = lambda _: None, **facts: Any) -> Entry:
        """An entry about a person, made by the operator ``who``."""

        def allowed(trail: Trail) -> None:
            self.trusted(trail)
            check(trail)

        entry = self.ledger.append(event, "", who, OPERATOR, keys.load(self.keys, who), {}, reason, check=allowed, **facts)
        self._catch_up()
        return entry

    def trusted(self, trail: Trail) -> None:
        """Nothing is added to a ledger whose end is gone."""
        if what := cut_off(self.home, trail):
            raise LifecycleError("KIT-T013", what, where="ledger.jsonl", next_step="kit ledger verify 查明,从备份恢复。")

    def verify(self, root: str = "") -> list[Problem]:
        """Chain, signatures, roles, steps, the end, and whether SQLite and the keys that lie here say the same."""
        trail = self.ledger.read()
        found = self.ledger.verify(root or self.root())
        standings, steps = fold(trail.entries)
        found += [] if found else steps  # an entry that is gone makes later steps look wrong
        what = cut_off(self.home, trail)
        found += [Problem(0, what)] if what else []
        if not found:
            found += [Problem(0, f"{product}的状态与台账不符:registry.sqlite 被改动过") for product in self._projection.differing(standings, trail.lines)]
        public = keys.public_keys(self.keys)
        found += [Problem(0, f"keys/{n}.pub 与台账登记的不符") for n, p in people(trail.entries).items() if public.get(n, p.public) != p.public]
        return sorted(found, key=lambda p: p.line)

    def root(self) -> str:
        """The public key that founded this ledger, from ``root.pub``; empty before there is one."""
        path = self.home / ROOT
        return keys.public_key(path) if path.exists() else ""

    def _known(self, who: str) -> Person:
        found = self.people().get(who)
        if found is None:
            raise LifecycleError("KIT-T014", f"{who or '(没有写是谁)'}没有登记", next_step="kit people list 列出已登记的人;由运营机构登记。")
        return found

    def _catch_up(self) -> None:
        trail = self.ledger.read()
        if trail.problems or cut_off(self.home, trail):
            return  # verify says what is wrong; nothing is built on it
        self._projection.follow(trail)
        for person in people(trail.entries).values():
            if person.revoked:
                keys.forget(self.keys, person.name)
