"""Provenance as W3C PROV in JSON: entities for data, code, surroundings and released fields; the run as activity; units and people as agents."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from kit.dossier.filing import Filing
from kit.product.provenance import Given, Left, Traced

NAMESPACE = "urn:luan-data-kit:"


def prov_json(filing: Filing) -> bytes:
    from prov.model import ProvDocument

    document: Any = ProvDocument()
    document.add_namespace("luan", NAMESPACE)
    document.add_namespace("schema", "http://schema.org/")
    p, decision = filing.provenance, filing.artefact.decision or {}
    run = document.activity("luan:run", None, p.reviewed, {"prov:label": f"{p.title}:产品审查的首次运行", "luan:as_of": p.as_of})
    code = document.entity("luan:code", {"prov:label": "产品代码", "prov:type": "prov:Plan", "luan:sha256": p.code})
    surroundings = document.entity("luan:environment", {"prov:label": "运行环境", "luan:sha256": p.environment})
    partner = document.agent("luan:partner", {"prov:type": "prov:Organization", "prov:label": filing.partner.organisation})
    operator = document.agent("luan:operator", {"prov:type": "prov:Organization", "prov:label": filing.operator.organisation})
    document.wasAttributedTo(code, partner)
    document.actedOnBehalfOf(partner, operator)
    document.used(run, code)
    document.used(run, surroundings)
    document.wasAssociatedWith(run, partner, code)
    for given in p.given:
        _given(document, run, given)
    for left in p.left:
        _left(document, run, left, p.given)
    artefact = document.entity("luan:artefact", {"prov:label": "交付物", "luan:sha256": filing.artefact.digest})
    document.wasGeneratedBy(artefact, run)
    decided = document.activity("luan:decision", None, decision.get("decided"), {"prov:label": f"审查决定:{decision.get('decision', '')}"})
    document.used(decided, artefact)
    for n, name in enumerate(filing.reviewers, 1):
        document.wasAssociatedWith(decided, document.agent(f"luan:reviewer-{n}", {"prov:type": "prov:Person", "prov:label": name}))
    return document.serialize(format="json", indent=1, ensure_ascii=False, sort_keys=True).encode()


def _given(document: Any, run: Any, given: Given) -> None:
    unit = document.agent(f"luan:unit-{_id(given.unit)}", {"prov:type": "prov:Organization", "prov:label": given.unit})
    data = document.entity(f"luan:data-{given.name}", {"prov:label": given.title, "luan:sha256": given.sha256, "luan:rows": given.rows or 0})
    document.wasAttributedTo(data, unit)
    document.used(run, data)
    for name, title, grade in given.fields:
        document.hadMember(data, document.entity(f"luan:field-{given.name}.{name}", {"prov:label": title, "luan:grade": grade}))


def _left(document: Any, run: Any, left: Left, given: tuple[Given, ...]) -> None:
    digests = {f"luan:sha256-{name}": digest for name, digest in left.files.items()}
    output = document.entity(f"luan:output-{left.name}", {"prov:label": left.title, "luan:kind": left.kind, "luan:grade": left.grade, "luan:leaves": left.leaves, **digests})
    document.wasGeneratedBy(output, run)
    for traced in left.fields:
        member = document.entity(f"luan:output-{left.name}.{traced.name}", {"prov:label": traced.title})
        document.hadMember(output, member)
        for source in _sources(traced, given):
            document.wasDerivedFrom(member, source)


def _sources(traced: Traced, given: tuple[Given, ...]) -> list[str]:
    """The fields that it carries over, else all data that the run read."""
    carried = [f"luan:field-{slug}.{name}" for slug, name in traced.carried]
    return carried or [f"luan:data-{g.name}" for g in given]


def _id(title: str) -> str:
    return sha256(title.encode()).hexdigest()[:12]
