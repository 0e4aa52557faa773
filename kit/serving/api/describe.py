"""The service described: OpenAPI for programs, one page that needs nothing else for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from kit.product.api import ARRAY, OBJECT, Member
from kit.serving import pages
from kit.serving.api.problems import KINDS, MEDIA_TYPE, NOT_FOUND, schema
from kit.serving.api.served import MOST, Served

REF = "#/components/schemas/{model}"
NEVER_THERE = (NOT_FOUND,)  # not an answer of a path that exists


def responses(served: Served, batch: bool) -> dict[int | str, dict[str, Any]]:
    """Every answer that a path of a product can give."""
    out: dict[int | str, dict[str, Any]] = {200: {"model": served.many if batch else served.one, "description": "回答;没有可以回答的,found 为 false"}}
    if not batch:
        out[200]["content"] = {"text/html": {"schema": {"type": "string"}}}  # the same as a page to print, for who asks for it
    for kind in KINDS:
        if kind not in NEVER_THERE:
            said = out.setdefault(kind.status, {"description": "", "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}})
            said["description"] = ";".join(x for x in (said["description"], f"{kind.title}({kind.code})") if x)
    out[429]["headers"] = {"Retry-After": {"description": "等待的秒数", "schema": {"type": "integer"}}}
    return out


def documented(app: FastAPI, products: Mapping[str, Served]) -> Callable[[], dict[str, Any]]:
    """``app.openapi``, made once: FastAPI's own document with the request bodies, problems and keys that it does not see."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(get_openapi(title=app.title, version=app.version, routes=app.routes, description=_description(products)), products)
        return app.openapi_schema

    return openapi


def example(served: Served) -> dict[str, Any]:
    """A question in the right shape: declared examples, an ellipsis where none is declared."""
    question: dict[str, Any] = {"query": {m.name: _sample(m) for m in served.api.request if m.required}}
    if personal := served.plan.personal_data:
        question |= {"purpose": personal.purposes[0]} | ({"consent": "CONSENT-2025-000001"} if personal.per_query else {})
    return question


def page(products: Mapping[str, Served]) -> str:
    examples = {s.name: json.dumps(example(s), ensure_ascii=False) for s in products.values()}
    listed = sorted(products.values(), key=lambda s: s.plan.title)
    return pages.render(Path(__file__).parent / "templates", "api.html", products=listed, examples=examples, kinds=KINDS, most=MOST)


def _complete(document: dict[str, Any], products: Mapping[str, Served]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    models = [(m, "validation") for s in products.values() for m in (s.question, s.batch)]
    schemas |= models_json_schema(models, ref_template=REF)[1]["$defs"] | {"Problem": schema()}  # type: ignore[arg-type]
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "kit serve key new 签发的密钥"}}
    for served in products.values():
        for batch, name in ((False, served.question.__name__), (True, served.batch.__name__)):
            operation = document["paths"][f"/v1/{served.name}/{'batch' if batch else 'query'}"]["post"]
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": {"$ref": REF.format(model=name)}}}}
            operation["security"] = [{"key": []}]
    return document


def _description(products: Mapping[str, Served]) -> str:
    preview = [s.plan.title for s in products.values() if s.artefact.preview]
    return "查不到的对象回答一致。每次调用都记入访问日志,不含数据值。" + (f"预览,未经审查通过并登记推广:{'、'.join(preview)}。" if preview else "")


def _sample(member: Member) -> Any:
    if member.example is not None:
        return member.example.isoformat() if hasattr(member.example, "isoformat") else member.example
    if member.type == OBJECT:
        return {m.name: _sample(m) for m in member.members if m.required}
    if member.type == ARRAY:
        return []
    if "enum" in member.constraints:
        return member.constraints["enum"][0]
    return {"string": "…", "integer": member.constraints.get("minimum", 0), "number": member.constraints.get("minimum", 0.0), "boolean": True, "date": "2025-01-01"}[member.type]
