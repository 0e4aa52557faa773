"""API keys: ``kit_<id>_<secret>``, shown once. The id finds the record, the secret proves it.

A secret has 256 random bits, so one round of SHA-256 protects it as well as a slow hash would: nobody can try them all.
A slow hash protects passwords that people choose, and would cost every call milliseconds.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from kit.serving.api.problems import EXPIRED, NO_KEY, OTHER_PRODUCT, Problem

PREFIX = "kit"
NOBODY = sha256(b"").hexdigest()  # what an unknown id is compared with, so that it takes as long


@dataclass(frozen=True)
class Key:
    """``rate`` are questions a second, ``burst`` how many at once, ``budget`` how many in all (None: no limit)."""

    id: str
    title: str
    digest: str
    products: tuple[str, ...]
    created: dt.datetime
    expires: dt.datetime | None = None
    revoked: dt.datetime | None = None
    rate: float = 50.0
    burst: int = 100
    budget: int | None = None


def new_key(title: str, products: tuple[str, ...], **more: object) -> tuple[Key, str]:
    """A key and what its holder sends; the latter is kept nowhere."""
    id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return Key(id_, title, _digest(secret), products, now(), **more), f"{PREFIX}_{id_}_{secret}"  # type: ignore[arg-type]


def authenticate(keys: Mapping[str, Key], header: str | None, product: str, at: dt.datetime) -> Key:
    """The key that a header proves. Unknown, wrong and revoked keys look alike."""
    scheme, _, token = (header or "").partition(" ")
    parts = token.strip().split("_", 2)
    id_, secret = (parts[1], parts[2]) if len(parts) == 3 and parts[0] == PREFIX else ("", "")
    key = keys.get(id_)
    right = hmac.compare_digest(_digest(secret), key.digest if key else NOBODY)
    if key is None or not right or scheme.lower() != "bearer" or key.revoked:
        raise Problem(NO_KEY)
    if key.expires and key.expires <= at:
        raise Problem(EXPIRED)
    if product not in key.products:
        raise Problem(OTHER_PRODUCT)
    return key


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
