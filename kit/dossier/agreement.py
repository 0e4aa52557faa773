"""From an approved plan to its use contract, in the terms of ODRL 2.2 so that tools of data spaces can read it.

Each granted catalog is a permission to derive; passing the rows on is prohibited (原始数据不出域). What ODRL has no word for
stands under ``kit:``. The reviewer who approved signs the whole; the ledger names its digest.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit.catalog import load
from kit.dossier.keys import SigningKey
from kit.product.contract import CONTRACTS, tables, terms
from kit.product.disk import write
from kit.product.plan import ScenarioPlan
from kit.product.signed import canonical, digest, signed_by
from kit.product.trail import Person

CONTEXT = ["http://www.w3.org/ns/odrl.jsonld", {"kit": "urn:luan-data-kit:", "xsd": "http://www.w3.org/2001/XMLSchema#", "title": "http://purl.org/dc/terms/title"}]
PROFILE = "urn:luan-data-kit:use-contract:1"


def agreement(plan: ScenarioPlan, plan_digest: str, partner: Person, operator: str, first: dt.date, last: dt.date) -> dict[str, Any]:
    """The contract without its proof."""
    when = [_constraint("dateTime", "gteq", _date(first)), _constraint("dateTime", "lteq", _date(last))]
    purpose = _constraint("purpose", "eq", str(plan.scenario["purpose"]))
    duties = [{"action": "anonymize"}]
    if plan.personal_data and plan.personal_data.per_query:
        duties.append({"action": "obtainConsent"})
    wanted = tables(plan)
    return {
        "@context": CONTEXT, "@type": "Agreement", "uid": f"urn:luan-data-kit:contract:{plan.name}:{plan_digest[:16]}", "profile": PROFILE,
        "assigner": {"@type": "Party", "uid": _urn("organisation", operator), "title": operator},
        "assignee": {"@type": "Party", "uid": _urn("organisation", partner.organisation), "title": partner.organisation, "kit:agreement": partner.facts.get("agreement", "")},
        "permission": [
            {"target": _target(slug), "action": "derive", "constraint": [*when, purpose], "duty": duties, "kit:catalog": slug, "kit:fields": table["fields"],
             "kit:rows": {"where": table["where"], "since": table["since"]}}
            for slug, table in wanted.items()
        ],
        "prohibition": [{"target": _target(slug), "action": "distribute"} for slug in wanted],
        "kit:plan": plan_digest, **terms(plan),
    }  # fmt: skip


def sign(document: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    return {**document, "proof": {"type": "Ed25519", "who": key.name, "key": key.id, "signature": key.sign(canonical(document))}}


def signed_right(document: Mapping[str, Any], public: str) -> bool:
    """Whether the contract's proof is by the holder of ``public``."""
    proof = document.get("proof", {})
    return signed_by(public, str(proof.get("signature", "")), canonical({k: v for k, v in document.items() if k != "proof"}))


def keep(home: Path, document: Mapping[str, Any]) -> str:
    """Put a contract where the ledger will point to; returns its digest. One that no entry names means nothing."""
    named = digest(document)
    write(home / CONTRACTS / f"{named}.json", json.dumps(document, ensure_ascii=False, indent=1).encode())
    return named


def _target(slug: str) -> dict[str, str]:
    catalog = load(slug)
    return {"@type": "Asset", "uid": f"urn:luan-data-kit:catalog:{slug}", "title": f"{catalog.title}({catalog.unit})"}


def _constraint(left: str, operator: str, right: Any) -> dict[str, Any]:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _date(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _urn(kind: str, name: str) -> str:
    from urllib.parse import quote

    return f"urn:luan-data-kit:{kind}:{quote(name)}"
