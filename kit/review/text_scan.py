"""The ways in which a text may be read: as it stands, without what cannot be seen, and decoded."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator

RUN = re.compile(r"[0-9A-Za-z+/=_\-!#$%&()*;<>?@^`{|}~]{12,}")  # long enough to hide an identifier
DECODERS: tuple[Callable[[str], bytes], ...] = (
    lambda t: base64.b64decode(t + "=" * (-len(t) % 4), validate=True),
    lambda t: base64.urlsafe_b64decode(t + "=" * (-len(t) % 4)),
    base64.b85decode,
    lambda t: base64.b32decode(t + "=" * (-len(t) % 8)),
    bytes.fromhex,
)


def readings(text: str) -> Iterator[str]:
    """The text, its plain form (full-width to half-width, invisible characters gone), it reversed, and what it decodes to."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Mn"))
    yield text
    if plain != text:
        yield plain
    yield plain[::-1]
    for run in dict.fromkeys(RUN.findall(plain)):
        for decode in DECODERS:
            if decoded := _decoded(run, decode):
                yield decoded


def _decoded(run: str, decode: Callable[[str], bytes]) -> str:
    """Text that came out; empty when nothing readable did."""
    try:
        found = decode(run).decode("utf-8")
    except (ValueError, binascii.Error):
        return ""
    return found if found.isprintable() or "\n" in found else ""
