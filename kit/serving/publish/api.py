"""API: what a caller needs before the first call: the contract, an example with its answer, programs that call, the terms."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kit.errors import ArtefactError
from kit.product.artefact import Artefact
from kit.serving.example import example, without_code
from kit.serving.pages import render
from kit.serving.publish.cards import TEMPLATES, write_card
from kit.serving.publish.folder import Package


def make(artefact: Artefact, folder: Path, before: Package | None) -> None:
    if artefact.plan.api is None:
        raise ArtefactError("KIT-W230", f"{artefact.plan.title}的服务形式是 API,场景方案却没有声明接口", where="product.yaml 的 api",
                            next_step="写上 api 一节与 service.py,重新审查。")  # fmt: skip
    request, answer = example(artefact)
    _json(folder / "openapi.json", contract(artefact))
    _json(folder / "example_request.json", request)
    if answer is not None:
        _json(folder / "example_answer.json", answer)
    for program in ("call.sh", "call.py"):
        text = render(TEMPLATES, f"{program}.j2", plan=artefact.plan)
        (folder / program).write_text(text, encoding="utf-8")
    write_card(folder, "api.html", artefact, request=request, answer=answer, calls={p: (folder / p).read_text(encoding="utf-8") for p in ("call.sh", "call.py")})


def contract(artefact: Artefact) -> dict[str, Any]:
    """The OpenAPI document that the service itself gives; none of the product's code runs, and what the app wants to keep is thrown away."""
    from kit.serving.api.app import create_app
    from kit.serving.api.log_writer import LogWriter
    from kit.serving.api.state import State

    with TemporaryDirectory() as home:
        state = State(f"sqlite:///{home}/state.db")
        log = LogWriter(Path(home) / "access.log", state)
        try:
            return create_app({artefact.plan.name: without_code(artefact)}, state, log).openapi()
        finally:
            log.close()
            state.engine.dispose()


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")
