"""One registration as one file: cover, sources, evidence, ledger and contract, an RO-Crate around them, sealed by the operator.

    ro-crate-metadata.json   what is what                     manifest.json   every file by digest, and what they are bound to
    cover.html, cover.pdf    for people                       seal.json       the operator's signature over the manifest
    provenance.json          W3C PROV                         ledger.jsonl    the signed entries about this product
    product/<slug>/…         the reviewed sources             contract.json   the use contract (ODRL)
    evidence/…               the review without seeds, the decision, what was read
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kit.dossier import packed
from kit.dossier.cover import write_cover
from kit.dossier.crate import describe
from kit.dossier.filing import Filing
from kit.dossier.keys import SigningKey
from kit.dossier.materials import materials
from kit.dossier.prov_json import prov_json
from kit.product.artefact import sources
from kit.product.signed import canonical, digest

FORMAT = "luan-dossier/1"
MANIFEST, SEAL = "manifest.json", "seal.json"


def build(filing: Filing, key: SigningKey) -> bytes:
    """The dossier, signed by ``key``."""
    with TemporaryDirectory() as home:
        folder = Path(home)
        _fill(folder, filing)
        describe(folder, filing, {n: _sha(c) for n, c in packed.contents(folder).items()})
        manifest = canonical(_manifest(filing, packed.contents(folder)))
        seal = canonical({"who": key.name, "key": key.id, "public": key.public, "signature": key.sign(manifest)})
        return packed.packed({**packed.contents(folder), MANIFEST: manifest, SEAL: seal})


def _fill(folder: Path, filing: Filing) -> None:
    review = filing.artefact.folder
    for source in sources(filing.artefact.product):
        _put(folder / "product" / filing.product / source.relative_to(filing.artefact.product), source.read_bytes())
    _put(folder / "evidence" / "review.html", (review / "partner.html").read_bytes())
    _put(folder / "evidence" / "review.json", _json(_without_place(review / "partner.json")))
    _put(folder / "evidence" / "decision.json", filing.decision)
    _put(folder / "evidence" / "reads.json", (review / "outputs" / "plain" / "reads.json").read_bytes())
    _put(folder / "evidence" / "environment.json", _json(filing.artefact.report["evidence"]["environment"]))
    _put(folder / "ledger.jsonl", b"".join(e.line for e in filing.entries))
    _put(folder / "contract.json", canonical(filing.contract))
    _put(folder / "materials.json", _json([{"name": s.name, "title": s.title, "mark": s.mark, "facts": s.facts, "tables": s.tables} for s in materials(filing)]))
    _put(folder / "provenance.json", prov_json(filing))
    write_cover(filing, folder)


def _manifest(filing: Filing, files: dict[str, bytes]) -> dict[str, Any]:
    decision = filing.artefact.decision or {}
    return {
        "format": FORMAT, "product": filing.product, "title": filing.artefact.plan.title, "kind": filing.kind, "number": filing.number, "filed": filing.filed, "code": filing.code,
        "before": filing.before, "reason": filing.reason, "artefact": filing.artefact.digest, "outputs": filing.outputs, "report": decision.get("report", ""),
        "decision": _sha(filing.decision), "contract": digest(filing.contract) if filing.contract else "", "environment": filing.provenance.environment,
        "data": {g.name: g.sha256 for g in filing.provenance.given}, "operator": filing.operator.name, "partner": filing.partner.name,
        "files": {n: {"bytes": len(c), "sha256": _sha(c)} for n, c in files.items()},
    }  # fmt: skip


def _without_place(report: Path) -> dict[str, Any]:
    """The partner's copy of the report, but not where on which machine it lies."""
    return {k: v for k, v in json.loads(report.read_text(encoding="utf-8")).items() if k != "report"}


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _sha(content: bytes) -> str:
    return sha256(content).hexdigest()
