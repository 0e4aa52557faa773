"""The access log: one JSON entry a line, each sealed by a hash over itself and the entry before. No data value is in it.

    {"n":7,"time":"2026-01-01T08:00:00.123Z","event":"query","key":"…","product":"…","artefact":"…","purpose":"…",
     "consent":["…"],"status":200,"code":"","count":1,"ms":0.4,"hash":"…"}

``consent`` are keyed hashes of the references that callers gave: whoever holds the state can check one reference, nobody
can guess them back. A last line without its end was never acknowledged to anyone.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from kit.errors import ServiceError
from kit.serving.api.state import Mark, State

FIRST = "0" * 64
SEAL = len(',"hash":"') + 64 + len('"}\n')


@dataclass(frozen=True)
class Verified:
    """``entries`` whole ones hang together; ``torn`` bytes after the last were cut off by a crash. ``fault`` says what is wrong."""

    entries: int
    head: str
    torn: int
    fault: str = ""


def seal(entry: dict[str, Any], before: str) -> tuple[str, bytes]:
    """The entry's hash and its line."""
    body = to_json(entry)[:-1]
    own = _hash(before, body)
    return own, b'%b,"hash":"%b"}\n' % (body, own.encode())


def verify(path: Path, state: State | None = None) -> Verified:
    """Follow the chain from the first entry; with ``state`` also ask whether the end that it knows of is still there."""
    count, head, offset, fault = 0, FIRST, 0, ""
    mark = _known(path, state)
    try:
        for _, own, end in entries(path):
            count, head, offset = count + 1, own, end
            if mark and count == mark.number and own != mark.hash:
                fault = f"第 {count} 条与状态库记下的不符:日志被改写过"
    except ServiceError as error:
        fault = error.what
    if not fault and mark and count < mark.number:
        fault = f"状态库记得 {mark.number} 条,日志只有 {count} 条:末尾被删去"
    return Verified(count, head, path.stat().st_size - offset, fault)


def entries(path: Path, after: Mark | None = None) -> Iterator[tuple[dict[str, Any], str, int]]:
    """(entry, its hash, where it ends), whole ones only; ServiceError at the first that does not follow from the one before."""
    number, head, offset = (after.number, after.hash, after.offset) if after else (0, FIRST, 0)
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            number, offset = number + 1, offset + len(line)
            entry, own = _read(line, head, number)
            head = own
            yield entry, own, offset


def log_id(path: Path) -> str:
    """The name that a log's first entry gives it."""
    for entry, _, _ in entries(path):
        return str(entry.get("log", ""))
    return ""


def consent_hash(secret: str, reference: str) -> str:
    return hmac.digest(bytes.fromhex(secret), reference.encode(), "sha256").hex()[:32]


def timestamp() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cut_torn_end(path: Path) -> int:
    """Take away bytes after the last whole entry, which nobody was ever told of; returns how many."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - (1 << 20)))
        tail = file.read()
    torn = len(tail) - (tail.rfind(b"\n") + 1)
    if torn:
        os.truncate(path, size - torn)
    return torn


def _read(line: bytes, before: str, number: int) -> tuple[dict[str, Any], str]:
    body, own = line[:-SEAL], line[-SEAL:].decode(errors="replace")[len(',"hash":"') : -3]
    try:
        entry = json.loads(line)
    except ValueError:
        entry = {}
    if entry.get("n") != number or entry.get("hash") != own or _hash(before, body) != own:
        raise ServiceError("KIT-W023", f"第 {number} 条与前文对不上:日志被改动过", next_step="从备份比对,查明谁改动过日志文件。")
    return entry, own


def _hash(before: str, body: bytes) -> str:
    return sha256(before.encode() + b"\n" + body).hexdigest()


def _known(path: Path, state: State | None) -> Mark | None:
    try:
        return state.mark(log_id(path)) if state else None
    except ServiceError:  # the first entry is not what it was; the chain will say so
        return None
