"""Runs inside the sandbox, called by the notebook that the host wrote: ask the service, note what it says and how long it takes."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from kit.product.read_plan import read_plan
from kit.product.service import Service, open_service

REPEATS = 5  # the shortest of several times says least about the machine
LONGEST = 65_536  # bytes of one answer that are still noted (our choice)


def record() -> None:
    """Read ``requests.json`` beside the outputs, leave ``answers.json``."""
    room, out = Path(os.environ["KIT_ROOM"]), Path(os.environ["KIT_OUT"])
    requests = json.loads((room / "requests.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    service = open_service(read_plan(Path(os.environ["KIT_PRODUCT"])), room)
    loading = time.perf_counter() - started
    answers = [_ask(service, r["request"]) for r in requests]
    text = json.dumps({"load_seconds": loading, "answers": answers}, ensure_ascii=False)
    (out / "answers.json").write_text(text, encoding="utf-8")


def _ask(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    said, best, error = [], float("inf"), ""
    for _ in range(REPEATS):
        started = time.perf_counter()
        try:
            answer = service.answer(dict(request))
        except Exception as raised:  # its words might hold data
            answer, error = None, type(raised).__name__
        best = min(best, time.perf_counter() - started)
        said.append(_text(answer))
    if said[0] is None:
        error = error or "NotJSON"
    same = all(s == said[0] for s in said)
    return {"answer": json.loads(said[0] or "null"), "seconds": best, "error": error, "same": same}


def _text(answer: Any) -> str | None:
    """The answer as JSON; None when it is none, or far too long."""
    try:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return text if len(text) <= LONGEST else None
