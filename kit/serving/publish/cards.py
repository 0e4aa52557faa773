"""The page beside what is delivered: for a buyer who never saw the kit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.product.artefact import Artefact
from kit.serving import portrait
from kit.serving.pages import render

TEMPLATES = Path(__file__).parent / "templates"


def write_card(folder: Path, template: str, artefact: Artefact, name: str = "card.html", **values: Any) -> Path:
    """``folder/card.html`` from a template that extends ``card.html``."""
    page = render(
        TEMPLATES, template, artefact=artefact, plan=artefact.plan, sources=portrait.sources(artefact.plan), measured=portrait.measured(artefact), claims=portrait.claims(artefact),
        description=portrait.description(artefact.plan, artefact), findings=portrait.findings(artefact), verdicts=portrait.VERDICT, **values,
    )  # fmt: skip
    path = folder / name
    path.write_text(page, encoding="utf-8")
    return path
