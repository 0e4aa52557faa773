"""The application: one path a product, single and batch; every call to them is logged before it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.errors import ServiceError
from kit.serving.api.access_log import consent_hash
from kit.serving.api.describe import documented, page, responses
from kit.serving.api.gate import REFRESH, Gate
from kit.serving.api.log_writer import LogWriter
from kit.serving.api.printed import printed, wants_page
from kit.serving.api.problems import BROKEN, METHOD, NOT_FOUND, NOT_JSON, NOT_JSON_TYPE, TOO_LARGE, UNAVAILABLE, Problem
from kit.serving.api.served import Served
from kit.serving.api.state import State

LARGEST = 256 * 1024  # bytes of a request: a hundred questions of two kilobytes each (our choice)
DRAINED = 32 * 1024 * 1024  # bytes read and thrown away, so that a sender gets to hear that it was too much
HEADERS = {"Cache-Control": "no-store"}
Endpoint = Callable[[Request], Awaitable[Response]]


class Straight:
    """Questions go straight to their endpoint, past routing and dependencies, which would take longer than the answer.

    The routes stay: they describe the service, and refuse what is no question.
    """

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, Endpoint]) -> None:
        self.app, self.endpoints = app, endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self.endpoints.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if endpoint is None:
            await self.app(scope, receive, send)
        else:
            response = await endpoint(Request(scope, receive, send))
            await response(scope, receive, send)


def create_app(products: Mapping[str, Served], state: State, log: LogWriter) -> FastAPI:
    gate = Gate(state, log)
    secret = state.setting("consent_secret")
    app = FastAPI(title="六安公共数据产品接口", version="1", docs_url=None, redoc_url=None, lifespan=_lifespan(gate, products),
                  openapi_tags=[{"name": s.name, "description": s.plan.title} for s in products.values()])
    endpoints: dict[str, Endpoint] = {}
    for served in products.values():
        for batch in (False, True):
            path = f"/v1/{served.name}/{'batch' if batch else 'query'}"
            endpoints[path] = _endpoint(served, batch, gate, secret)
            app.add_api_route(
                path, endpoints[path], methods=["POST"], responses=responses(served, batch), response_class=JSONResponse,
                response_model=None, tags=[served.name], summary=served.api.title + ("(批量)" if batch else ""), operation_id=f"{served.name}_{path.rpartition('/')[2]}",
            )  # fmt: skip
    app.add_middleware(Straight, endpoints=endpoints)
    shown = page(products)

    @app.get("/health", summary="健康状况", tags=["service"], responses={503: {"description": "暂时不能提供服务"}})
    async def health() -> JSONResponse:
        down = not gate.available
        listed = [{"product": s.name, "artefact": s.digest, "preview": s.artefact.preview} for s in products.values()]
        return JSONResponse({"status": "unavailable" if down else "ok", "products": listed}, 503 if down else 200, HEADERS)

    async def docs() -> HTMLResponse:
        return HTMLResponse(shown)

    for path in ("/", "/docs"):
        app.add_api_route(path, docs, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    app.openapi = documented(app, products)
    return app


def _endpoint(served: Served, batch: bool, gate: Gate, secret: str) -> Endpoint:
    """Takes the request itself: the body is validated once, by the product's own model."""

    async def endpoint(request: Request) -> Response:
        started = time.perf_counter()
        entry: dict[str, Any] = {"event": "query", "key": "", "product": served.name, "artefact": served.digest[:16], "purpose": "", "consent": [],
                                 "status": 200, "code": "", "count": 0}  # fmt: skip
        try:
            response = await _answer(request, served, batch, gate, secret, entry)
        except Problem as problem:
            response = problem.response()
            entry |= {"status": problem.kind.status, "code": problem.kind.code}
        entry["ms"] = round((time.perf_counter() - started) * 1000, 3)
        try:
            await gate.log.append(entry)
        except OSError:
            return Problem(UNAVAILABLE).response()
        return response

    return endpoint


async def _answer(request: Request, served: Served, batch: bool, gate: Gate, secret: str, entry: dict[str, Any]) -> Response:
    """``entry`` learns what the log will say, as soon as it is known."""
    headers = request.headers
    key = gate.enter(headers.get("authorization"), served.name)
    entry["key"] = key.id
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(NOT_JSON_TYPE)
    call = served.read(await _body(request), batch=batch)
    entry |= {"purpose": call.purpose, "count": len(call.questions), "consent": [consent_hash(secret, c) for c in call.consents]}
    # From here to the log nothing waits, so that no two calls can spend the same budget.
    gate.spend(key, len(call.questions))
    answers = [served.answer(question) for question in call.questions]
    body = served.body(answers, batch=batch)
    if not batch and wants_page(headers.get("accept", "")):
        return Response(printed(served, body), 200, HEADERS, "text/html")
    return Response(body, 200, HEADERS, "application/json")


async def _body(request: Request) -> bytes:
    """Up to the largest size; what is more is read and thrown away, for a sender that is cut off would not see why."""
    size, kept = 0, []
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= LARGEST:
                kept.append(chunk)
            elif size > DRAINED:
                break
    except ClientDisconnect:
        raise Problem(NOT_JSON) from None
    if size > LARGEST:
        raise Problem(TOO_LARGE, headers={"Connection": "close"})
    return b"".join(kept)


def _lifespan(gate: Gate, products: Mapping[str, Served]) -> Any:
    async def refreshing() -> None:
        while True:
            await asyncio.sleep(REFRESH)
            for served in products.values():
                await asyncio.to_thread(served.recheck)
            try:
                await asyncio.to_thread(gate.refresh)
            except ServiceError as error:
                logging.getLogger("kit.serving").warning("%s", error.code)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(refreshing())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            gate.log.close()
            gate.refresh()

    return lifespan


async def _refused(_: Request, error: Exception) -> Response:
    """What the router refuses: an unknown path, another method."""
    assert isinstance(error, HTTPException)
    kind = {404: NOT_FOUND, 405: METHOD}.get(error.status_code, BROKEN)
    return Problem(kind, headers=dict(error.headers or {})).response()


async def _broken(_: Request, __: Exception) -> Response:
    return Problem(BROKEN).response()
