"""Key pairs of the people who act: Ed25519, made where the person works; the private half never leaves that place.

    keys/<name>.key   PKCS#8 PEM, readable by its owner alone
    keys/<name>.pub   the public half, PEM
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import LifecycleError
from kit.product.disk import write
from kit.product.signed import key_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAME = re.compile(r"[\w·-]{1,40}")


class SigningKey:
    """A private key and the name of its owner."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self.name, self._private = name, private
        self.public = private.public_key().public_bytes_raw().hex()
        self.id = key_id(self.public)

    def sign(self, message: bytes) -> str:
        """The signature as hex; Ed25519 signs the same message the same way."""
        return self._private.sign(message).hex()


def make(folder: Path, name: str) -> SigningKey:
    """A new key pair of ``name``; one that is there already is kept, so that a broken command can be given again."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    place = _place(folder, name)
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        private = Ed25519PrivateKey.generate()
        secret = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
        public = private.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
        write(place.with_suffix(".pub"), public)
        write(place, secret, 0o600)
    return load(folder, name)


def load(folder: Path, name: str) -> SigningKey:
    """The key pair of ``name``; LifecycleError when it is not here."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(_place(folder, name).read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise LifecycleError("KIT-T001", f"这里没有 {name} 的私钥", where=f"keys/{name}.key", next_step="在存放私钥的机器上做,或用 --registry 指明登记簿。") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise LifecycleError("KIT-T001", f"{name} 的私钥不是 Ed25519", where=f"keys/{name}.key", next_step="换一把由 kit 生成的密钥。")
    return SigningKey(name, private)


def public_keys(folder: Path) -> dict[str, str]:
    """Name → public key as hex, of every ``.pub`` in the folder."""
    return {path.stem: public_key(path) for path in sorted(folder.glob("*.pub"))}


def public_key(path: Path) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        public = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise LifecycleError("KIT-T002", "公钥文件读不出来", where=path.name, next_step="从登记簿的 keys 文件夹再取一份。")
    return public.public_bytes_raw().hex()


def forget(folder: Path, name: str) -> None:
    """Take away the private half; the public one stays, for what was signed must stay verifiable."""
    _place(folder, name).unlink(missing_ok=True)


def _place(folder: Path, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise LifecycleError("KIT-T003", "姓名只能用文字、数字、“·”与“-”,至多 40 个字", next_step="换一个写法。")
    return folder / f"{name}.key"
