"""An answer as a page to print: the declared members with their titles, the same words as the JSON, nothing fetched.

Asked for with ``Accept: text/html``. It is built from the bytes that would have been sent, so that page and JSON never differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kit.serving.api.problems import BROKEN, Problem
from kit.serving.pages import render

if TYPE_CHECKING:
    from kit.serving.api.served import Served

TEMPLATES = Path(__file__).parent / "templates"


def wants_page(accept: str) -> bool:
    """Whether HTML is named before JSON: a program that names neither gets JSON."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    html = "text/html" in kinds
    return html and ("application/json" not in kinds or kinds.index("text/html") < kinds.index("application/json"))


def printed(served: Served, body: bytes) -> bytes:
    try:
        return render(TEMPLATES, "answer.html", said=json.loads(body), plan=served.plan, members=served.api.response).encode("utf-8")
    except Exception:  # its words might hold data
        raise Problem(BROKEN) from None
