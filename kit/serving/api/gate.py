"""Who may ask how much: keys, a token bucket for each, and its budget; refreshed from the state every second."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil

from kit.serving.api.keys import Key, authenticate, now
from kit.serving.api.log_writer import LogWriter
from kit.serving.api.problems import TOO_FAST, UNAVAILABLE, USED_UP, Problem
from kit.serving.api.state import State

REFRESH = 1.0  # seconds until a new or revoked key is known, and until other services' use of a budget is
STALE = 60.0  # seconds without the state after which nothing is answered: a revoked key must not live on


@dataclass
class Bucket:
    """Holds up to ``burst`` tokens and gains ``rate`` a second; a large request may borrow, the next ones wait for it."""

    tokens: float
    at: float

    def take(self, count: int, rate: float, burst: int, at: float) -> float:
        """0 when the tokens were there, else the seconds to wait."""
        self.tokens, self.at = min(float(burst), self.tokens + (at - self.at) * rate), at
        short = min(count, burst) - self.tokens
        if short > 0:
            return short / rate
        self.tokens -= count
        return 0.0


class Gate:
    def __init__(self, state: State, log: LogWriter) -> None:
        self.state, self.log = state, log
        self.buckets: dict[str, Bucket] = {}
        self.refresh()

    def refresh(self) -> None:
        """Write down how far the log is counted, read keys and what other services used. May run beside the calls."""
        mark, used = self.log.durable
        self.state.set_mark(self.log.log, mark, used)
        self.keys, self.elsewhere = self.state.keys(), self.state.used(besides=self.log.log)
        self.at = time.monotonic()

    @property
    def available(self) -> bool:
        return not self.log.broken and time.monotonic() - self.at <= STALE

    def enter(self, header: str | None, product: str) -> Key:
        """The caller, who has paid for one question, be it a good one or not."""
        if not self.available:
            raise Problem(UNAVAILABLE)
        key = authenticate(self.keys, header, product, now())
        self._take(key, 1)
        return key

    def spend(self, key: Key, count: int) -> None:
        """Refused before anything is answered; the log counts what was."""
        if count > 1:
            self._take(key, count - 1)
        if key.budget is not None and self.log.used.get(key.id, 0) + self.elsewhere.get(key.id, 0) + count > key.budget:
            raise Problem(USED_UP)

    def _take(self, key: Key, count: int) -> None:
        at = time.monotonic()
        bucket = self.buckets.setdefault(key.id, Bucket(float(key.burst), at))
        if wait := bucket.take(count, key.rate, key.burst, at):
            raise Problem(TOO_FAST, headers={"Retry-After": str(ceil(wait))})
