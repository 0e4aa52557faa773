"""Write the ledger: append-only, one signed line at a time, on disk before anybody is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.dossier.keys import SigningKey
from kit.errors import LifecycleError
from kit.product.disk import alone, append
from kit.product.trail import FILE, Entry, Problem, Trail, people, read, refusal, signatures

LOCK = "lock"


class Ledger:
    """The ledger in the folder ``home``. An entry that ``append`` returned is on disk; one that it did not return is there whole or not at all."""

    def __init__(self, home: Path) -> None:
        self.home, self.path = home, home / FILE

    def append(
        self, event: str, product: str, who: str, role: str, key: SigningKey, digests: Mapping[str, str] | None = None, reason: str = "", *,
        check: Callable[[Trail], None] = lambda _: None, **facts: Any,
    ) -> Entry:  # fmt: skip
        """Sign and add one entry. ``check`` sees the ledger as it stands, while nobody else can write, and may raise."""
        with alone(self.home / LOCK):
            trail = self.sound()
            check(trail)
            entry = Entry(len(trail.entries) + 1, _now(), event, product, who, role, key.id, dict(digests or {}), reason, facts, trail.head)
            entry = replace(entry, hash=sha256(entry.message).hexdigest(), signature=key.sign(entry.message))
            if why := refusal(people(trail.entries), entry):
                raise LifecycleError("KIT-T011", why, where=event, next_step="kit people list 列出谁有什么身份。")
            append(self.path, entry.line, trail.size)
            return entry

    def read(self) -> Trail:
        return read(self.path)

    def sound(self) -> Trail:
        """The ledger as it stands; LifecycleError when it is not one to build on."""
        trail = self.read()
        if trail.problems:
            raise LifecycleError("KIT-T010", f"台账有 {len(trail.problems)} 处不对,不再写入", where=str(trail.problems[0]), next_step="kit ledger verify 查明,从备份恢复。")
        return trail

    def entries(self) -> tuple[Entry, ...]:
        return self.read().entries

    def verify(self, root: str = "") -> list[Problem]:
        """Every line whose content, place, signature, key or role is not right, in order."""
        trail = self.read()
        found = list(trail.problems)
        broken = {p.line for p in found}
        found += [p for p in signatures(trail.entries, root=root) if p.line not in broken]
        return sorted(found, key=lambda p: p.line)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
