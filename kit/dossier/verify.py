"""Check a dossier anywhere, with nothing but the file and the public key that founded the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.dossier import packed
from kit.dossier.agreement import signed_right
from kit.dossier.build import FORMAT, MANIFEST, SEAL
from kit.dossier.crate import METADATA
from kit.errors import LifecycleError
from kit.product import seconds
from kit.product.signed import canonical, digest, key_id, signed_by
from kit.product.standing import fold
from kit.product.trail import FOUND, OPERATOR, Entry, Person, people, signatures


@dataclass(frozen=True)
class Wrong:
    """``where`` is a file of the dossier, or a line of its ledger."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}:{self.what}"


@dataclass(frozen=True)
class Opened:
    """A dossier whose bytes are all accounted for; whether they say the truth is what the checks ask."""

    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    seal: Mapping[str, Any]
    entries: tuple[Entry, ...]

    def json(self, name: str) -> Any:
        return json.loads(self.files[name])

    @property
    def known(self) -> dict[str, Person]:
        return people(self.entries)


def verify(path: Path, trusted: Collection[str]) -> tuple[Mapping[str, Any], list[Wrong]]:
    """The manifest, and what is wrong; ``trusted`` are public keys (hex) of operators, from elsewhere than this file."""
    try:
        files = packed.unpacked(path)
        dossier = _opened(files)
    except LifecycleError as error:
        return {}, [Wrong(path.name, error.what)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, [Wrong(path.name, "清单或台账读不出来")]
    return dossier.manifest, [wrong for what, check in CHECKS.items() for wrong in _told(what, check, dossier, trusted)]


def _opened(files: Mapping[str, bytes]) -> Opened:
    manifest, seal = json.loads(files[MANIFEST]), json.loads(files[SEAL])
    if canonical(manifest) != files[MANIFEST] or canonical(seal) != files[SEAL] or manifest["format"] != FORMAT:
        raise ValueError("not written by us")
    entries = [Entry(**json.loads(line)) for line in files["ledger.jsonl"].splitlines()]
    if b"".join(e.line for e in entries) != files["ledger.jsonl"]:
        raise ValueError("not written by us")
    return Opened(files, manifest, seal, tuple(entries))


def _told(what: str, check: Callable[[Opened, Collection[str]], Iterator[Wrong]], dossier: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    """What a check says; one that cannot even be made says so."""
    try:
        yield from check(dossier, trusted)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        yield Wrong(what, "内容缺失或形状不对,无从核对")


def _seal(d: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    """The manifest is signed by an operator whom the ledger knows."""
    person = d.known.get(d.seal["who"])
    if person is None or OPERATOR not in person.roles or person.public != d.seal["public"] or d.seal["key"] != key_id(person.public) or d.manifest["operator"] != person.name:
        yield Wrong(SEAL, "签名的人不是台账里的运营机构")
    elif person.revoked:
        yield Wrong(SEAL, f"{person.name} 的密钥在这之前已经停用")
    elif not signed_by(person.public, d.seal["signature"], d.files[MANIFEST]):
        yield Wrong(SEAL, "不是对这份清单的签名")


def _files(d: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    listed = d.manifest["files"]
    for name in sorted(listed.keys() ^ (d.files.keys() - {MANIFEST, SEAL})):
        yield Wrong(name, "清单里有而没有这个文件" if name in listed else "清单里没有这个文件")
    for name in sorted(listed.keys() & d.files.keys()):
        if listed[name] != {"bytes": len(d.files[name]), "sha256": sha256(d.files[name]).hexdigest()}:
            yield Wrong(name, "与清单不符")


def _ledger(d: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    """Each entry by itself: its hash, its signature, the role of who signed, the founding key; then the steps in their order."""
    founding = d.entries[0]
    if founding.event != FOUND or founding.facts.get("public") not in trusted:
        yield Wrong("ledger.jsonl", "台账不是由所给公钥的运营机构建立的")
    numbers = [e.n for e in d.entries]
    if numbers != sorted(set(numbers)):
        yield Wrong("ledger.jsonl", "条目的次序不对")
    for entry in d.entries:
        if sha256(entry.message).hexdigest() != entry.hash:
            yield Wrong(f"ledger.jsonl 第 {entry.n} 条", "内容与哈希不符")
    for after, entry in zip(d.entries, d.entries[1:], strict=False):
        if entry.n == after.n + 1 and entry.before != after.hash:
            yield Wrong(f"ledger.jsonl 第 {entry.n} 条", "接不上前一条")
    product = d.manifest["product"]
    for problem in (*signatures(d.entries, product), *fold(d.entries)[1]):
        yield Wrong(f"ledger.jsonl 第 {problem.line} 条", problem.what)


def _bound(d: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    """Sources and outputs give the artefact's digest, and decision, review and ledger speak of that one."""
    m, decision, review = d.manifest, d.json("evidence/decision.json"), d.json("evidence/review.json")
    product = {n: sha256(c).hexdigest() for n, c in d.files.items() if n.startswith("product/")}
    frozen = product | {f"outputs/{n}": s for n, s in m["outputs"].items()}
    if sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest() != m["artefact"]:
        yield Wrong("product/", "代码与输出的摘要合不成交付物的摘要")
    if decision["artefact"] != m["artefact"] or decision["decision"] != "通过" or decision["report"] != m["report"]:
        yield Wrong("evidence/decision.json", "不是对这份交付物的通过决定")
    if review["artefact"] != m["artefact"] or not review["strict"]:
        yield Wrong("evidence/review.json", "不是对这份交付物的审查")
    if sha256(d.files["evidence/decision.json"]).hexdigest() != m["decision"]:
        yield Wrong("evidence/decision.json", "与清单记下的摘要不符")
    passed = fold(d.entries)[0][m["product"]].acts["pass_product"]
    if any(passed.digests[name] != m[name] for name in ("artefact", "report", "decision")):
        yield Wrong(f"ledger.jsonl 第 {passed.n} 条", "通过的不是这一份")
    if seconds.named(decision) != seconds.signed(passed):
        yield Wrong(f"ledger.jsonl 第 {passed.n} 条", "推翻发现的第二审查人员没有会签")


def _contract(d: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    contract, approved = d.json("contract.json"), fold(d.entries)[0][d.manifest["product"]].acts["approve_plan"]
    if digest(contract) != approved.digests["contract"] or digest(contract) != d.manifest["contract"]:
        yield Wrong("contract.json", "不是台账登记的使用合约")
    if not signed_right(contract, d.known[approved.who].public):
        yield Wrong("contract.json", f"不是 {approved.who} 的签名")


def _described(d: Opened, trusted: Collection[str]) -> Iterator[Wrong]:
    """The crate describes every file by the digest it has, and PROV names the same data, code and artefact."""
    described = {e["@id"]: e.get("sha256") for e in d.json(METADATA)["@graph"]}
    for name, about in d.manifest["files"].items():
        if name != METADATA and described.get(name) != about["sha256"]:
            yield Wrong(METADATA, f"没有如实描述 {name}")
    entities = d.json("provenance.json")["entity"]
    named = {f"luan:data-{slug}": s for slug, s in d.manifest["data"].items()} | {"luan:artefact": d.manifest["artefact"], "luan:environment": d.manifest["environment"]}
    for name, wanted in named.items():
        if entities.get(name, {}).get("luan:sha256") != wanted:
            yield Wrong("provenance.json", f"{name} 的摘要与清单不符")


CHECKS = {"封签": _seal, "清单": _files, "台账": _ledger, "审查与决定": _bound, "使用合约": _contract, "材料描述": _described}
