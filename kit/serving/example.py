"""An example call of an API product and its answer, exactly as the service gives it: the data in it are of a synthetic city."""

from __future__ import annotations

import json
from typing import Any

from kit.product.api import Member
from kit.product.artefact import Artefact
from kit.product.service import Service

TRIES = 50  # subjects tried until one has an answer (our choice)
CONSENT = "CONSENT-EXAMPLE-0001"


def example(artefact: Artefact) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The body of a call and its answer. Nothing of the product runs before a reviewer has let it pass: then there is no answer."""
    from kit.serving.api.served import Served

    if artefact.preview:
        return call(artefact), None
    served = Served(artefact)
    body, answer = call(artefact), None
    for row in range(TRIES):
        body = call(artefact, row)
        asked = served.read(json.dumps(body).encode(), batch=False)
        answer = json.loads(served.body([served.answer(asked.questions[0])], batch=False))
        if answer["found"]:
            break
    return body, answer


def without_code(artefact: Artefact) -> Any:
    """The product as it would be served, its contract only."""
    from kit.serving.api.served import Served

    return Served(artefact, Service(lambda _: None))


def call(artefact: Artefact, row: int = 0) -> dict[str, Any]:
    """Every request field with its example, or with the subject of a released row; purpose and consent where they are asked for."""
    api, personal = artefact.plan.api, artefact.plan.personal_data
    assert api is not None
    values = {m.name: _value(artefact, m, row) for m in api.request}
    body: dict[str, Any] = {"query": {name: value for name, value in values.items() if value is not None}}
    if personal:
        body["purpose"] = personal.purposes[0]
    if personal and personal.per_query:
        body["consent"] = CONSENT
    return body


def _value(artefact: Artefact, member: Member, row: int) -> Any:
    if not member.subject:
        return str(member.example) if member.type == "date" and member.example is not None else member.example
    output, _, field = member.subject.partition(".")
    known = artefact.frame(output)[field].dropna()
    if known.empty:
        return None
    value = known.iloc[row % len(known)]
    return str(value) if member.type in ("string", "date") else value.item()
