"""Signed documents: JSON with one way to write it down, Ed25519 over exactly those bytes. Only public keys are needed here.

A key is named by the first sixteen hex digits of the SHA-256 over its 32 bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed and signed: keys in order, no space, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(document: Mapping[str, Any]) -> str:
    return sha256(canonical(document)).hexdigest()


def key_id(public: str) -> str:
    """``public`` is the key as hex."""
    return sha256(bytes.fromhex(public)).hexdigest()[:16]


@lru_cache(maxsize=4096)
def signed_by(public: str, signature: str, message: bytes) -> bool:
    """Whether ``signature`` (hex, in the one form that ``sign`` writes) is that of the key over the message."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = bytes.fromhex(signature)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(raw, message)
    except (ValueError, InvalidSignature):
        return False
    return raw.hex() == signature
