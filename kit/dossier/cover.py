"""The cover of a dossier in Chinese: one page for people, as HTML that needs nothing else and as PDF."""

from __future__ import annotations

from pathlib import Path

from kit.dossier.filing import KINDS, Filing
from kit.dossier.materials import MARKS, heading, materials
from kit.product.provenance_picture import picture
from kit.product.states import ROLES, STEPS
from kit.serving.pages import render
from kit.serving.publish.pdf import write_pdf

TEMPLATES = Path(__file__).parent / "templates"
PEOPLE = {"found": "建立台账", "enrol": "登记人员", "join": "入驻", "revoke": "停用密钥", "leave": "退出"}


def cover(filing: Filing) -> str:
    events = [(e.n, e.time[:16].replace("T", " "), STEPS[e.event].title if e.event in STEPS else PEOPLE[e.event], e.who, ROLES.get(e.role, e.role), e.reason or "—")
              for e in filing.entries]  # fmt: skip
    return render(
        TEMPLATES, "cover.html", filing=filing, plan=filing.artefact.plan, kind=KINDS[filing.kind], head=list(heading(filing)), sections=materials(filing), marks=MARKS,
        picture=picture(filing.provenance), given={g.name: g for g in filing.provenance.given}, events=events,
    )  # fmt: skip


def write_cover(filing: Filing, folder: Path) -> None:
    page = cover(filing)
    (folder / "cover.html").write_text(page, encoding="utf-8")
    write_pdf(page, folder / "cover.pdf")
