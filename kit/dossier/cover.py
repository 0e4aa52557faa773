"""The cover of a dossier in Chinese: one page for people, as HTML that needs nothing else and as PDF."""

from __future__ import annotations

from pathlib import Path

from kit.dossier.events import HEADS, told
from kit.dossier.filing import KINDS, Filing
from kit.dossier.materials import MARKS, heading, materials
from kit.product.drawing import STYLE
from kit.product.provenance_picture import picture
from kit.serving.pages import render
from kit.serving.publish.pdf import write_pdf

TEMPLATES = Path(__file__).parent / "templates"


def cover(filing: Filing) -> str:
    return render(
        TEMPLATES, "cover.html", filing=filing, plan=filing.artefact.plan, kind=KINDS[filing.kind], head=list(heading(filing)), sections=materials(filing), marks=MARKS,
        picture=picture(filing.provenance), drawn=STYLE, given={g.name: g for g in filing.provenance.given}, heads=HEADS, events=[told(e) for e in filing.entries],
    )  # fmt: skip


def write_cover(filing: Filing, folder: Path) -> None:
    page = cover(filing)
    (folder / "cover.html").write_text(page, encoding="utf-8")
    write_pdf(page, folder / "cover.pdf")
