"""What a probe asks: known subjects, unknown ones of every kind, and malformed values.

    known      subjects of the released output
    hidden     in the data that were granted, or in another output, but not released as a subject
    never      of the same shape, in no data at all
    near       a known subject with one character changed
    malformed  full-width, blanks, SQL, paths, much too long
    extra      a known subject and a field that nobody declared
"""

from __future__ import annotations

import datetime as dt
import random
import string
from collections.abc import Iterator, Mapping, Set
from typing import Any

from kit.product.api import Api, Member
from kit.product.service import problems

KNOWN, HIDDEN, NEVER, NEAR, MALFORMED, EXTRA = "known", "hidden", "never", "near", "malformed", "extra"
CANARY = "canary7f3a9c51"
MANY, SOME, FEW = 40, 20, 5  # questions of a kind (our choice)
TRIES = 60  # draws after which a shape is too narrow to hold an unknown value


def questions(api: Api, frames: Mapping[str, Any], identifiers: Set[str], seed: int) -> list[dict[str, Any]]:
    """``frames`` are all outputs by name; each question is ``{"kind", "request"}``."""
    draw = random.Random(seed)
    known = [_known(api, frames, draw) for _ in range(MANY)]
    out = [_question(KNOWN, request) for request in known]
    for member in api.subjects:
        others = {str(_plain(v)) for name, f in frames.items() for c in f.columns if c == member.subject.partition(".")[2] for v in f[c].dropna().unique()}
        out += _unknown(member, known, _values(member, frames), identifiers | others, draw)
    out += [_question(EXTRA, request | {CANARY: CANARY}) for request in known[:FEW]]
    return out


def _question(kind: str, request: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "request": request}


def _known(api: Api, frames: Mapping[str, Any], draw: random.Random) -> dict[str, Any]:
    """Subjects that stand in one row go together; other fields show their example, optional ones now and then."""
    rows: dict[str, Any] = {}
    request = {}
    for member in api.request:
        output, _, field = member.subject.partition(".")
        if output:
            frame = frames[output]
            row = rows.setdefault(output, frame.iloc[draw.randrange(len(frame))] if len(frame) else None)
            request[member.name] = None if row is None else _plain(row[field])
        elif member.required or (member.example is not None and draw.random() < 0.5):
            request[member.name] = _plain(member.example)
    return request


def _values(member: Member, frames: Mapping[str, Any]) -> set[Any]:
    output, _, field = member.subject.partition(".")
    return {_plain(v) for v in frames[output][field].dropna().unique()}


def _unknown(member: Member, known: list[dict[str, Any]], values: set[Any], elsewhere: Set[str], draw: random.Random) -> Iterator[dict[str, Any]]:
    def fits(value: Any) -> bool:
        return value not in values and not problems((member,), {member.name: value})

    def asked(kind: str, value: Any) -> dict[str, Any]:
        return _question(kind, draw.choice(known) | {member.name: value})

    samples = [r[member.name] for r in known if r[member.name] is not None]
    if not samples:
        return
    hidden = sorted(v for v in elsewhere if fits(v))
    for value in draw.sample(hidden, min(SOME, len(hidden))):
        yield asked(HIDDEN, value)
    for kind, change in ((NEVER, _another), (NEAR, _neighbour)):
        for _ in range(SOME):
            found = next((v for _ in range(TRIES) if fits(v := change(draw.choice(samples), draw)) and v not in elsewhere), None)
            if found is not None:
                yield asked(kind, found)
    if member.type == "string":
        yield from (asked(MALFORMED, v) for v in _malformed(str(samples[0])) if v not in values)


def _another(sample: Any, draw: random.Random) -> Any:
    """A value of the same shape."""
    if isinstance(sample, str) and _day(sample):
        return (dt.date(1900, 1, 1) + dt.timedelta(draw.randrange(90_000))).isoformat()
    if isinstance(sample, str):
        return "".join(_sign(c, draw) for c in sample)
    return draw.randrange(-(10**9), 10**9) if isinstance(sample, int) else draw.uniform(-1e9, 1e9)


def _neighbour(sample: Any, draw: random.Random) -> Any:
    if not isinstance(sample, str) or not sample:
        return _another(sample, draw)
    at = draw.randrange(len(sample))
    return sample[:at] + _sign(sample[at], draw) + sample[at + 1 :]


def _sign(sign: str, draw: random.Random) -> str:
    """A sign of the same class."""
    for signs in (string.digits, string.ascii_uppercase, string.ascii_lowercase):
        if sign in signs:
            return draw.choice(signs)
    return chr(draw.randrange(0x4E00, 0x9FA5)) if "\u4e00" <= sign <= "\u9fff" else sign


def _malformed(value: str) -> list[str]:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)
    return [wide, f" {value}", f"{value}\n", f"{value[:1]}\u200b{value[1:]}", f"{value}' OR '1'='1", "'; DROP TABLE subjects; --", f"{value}%", "*", "",
            "\x00", "../../product.yaml", "${7*7}{{7*7}}", "A" * 5000]  # fmt: skip


def _day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    if isinstance(value, dt.date):  # a timestamp of pandas is one too
        return value.strftime("%Y-%m-%d")
    return value.item() if hasattr(value, "item") else value
