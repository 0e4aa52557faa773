"""报告: the reviewed Markdown as one HTML page and as PDF, its tables with what was held back, its figures as the host encoded them."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

from kit.errors import ArtefactError
from kit.product.artefact import Artefact
from kit.product.plan import REPORT, Output
from kit.serving.pages import render
from kit.serving.portrait import VERDICT, description, sources
from kit.serving.publish.cards import TEMPLATES
from kit.serving.publish.folder import Package
from kit.serving.publish.pdf import write_pdf
from kit.serving.publish.release_control import controlled, summary

PLACE = re.compile(r"\{(table|figure):([A-Za-z0-9_]+)\}")


def make(artefact: Artefact, folder: Path, before: Package | None) -> None:
    for output in artefact.plan.leaving:
        if output.kind == REPORT:
            page = page_of(artefact, output)
            (folder / f"{output.name}.html").write_text(page, encoding="utf-8")
            write_pdf(page, folder / f"{output.name}.pdf")


def page_of(artefact: Artefact, output: Output) -> str:
    """One report as a page that needs nothing else."""
    text = (artefact.outputs / output.file).read_text(encoding="utf-8")
    control = [c for c in (summary(artefact.plan.outputs[t], artefact.frame(t)) for t in output.tables) if c["fields"]]
    return render(TEMPLATES, "report.html", artefact=artefact, plan=artefact.plan, output=output, body=body(artefact, output, text), control=control,
                  sources=sources(artefact.plan), description=description(artefact.plan, artefact), verdicts=VERDICT)  # fmt: skip


def body(artefact: Artefact, output: Output, text: str) -> Any:
    """The Markdown as HTML. Raw HTML, images and links stay text; a table or figure stands in a paragraph of its own."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["image", "link", "autolink", "html_inline", "html_block"])
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type == "inline" and (found := PLACE.fullmatch(token.content.strip())):
            token.type, token.content, token.children = "placed", _placed(artefact, output, *found.groups()), None
    markdown.add_render_rule("placed", lambda _self, tokens, number, *_: tokens[number].content)
    # A figure inside <p> is not HTML: the paragraph around it goes.
    around = {n for i, t in enumerate(tokens) if t.type == "placed" for n in (i - 1, i + 1)}
    kept = [t for n, t in enumerate(tokens) if n not in around]
    return Markup(markdown.renderer.render(kept, markdown.options, {}))


def _placed(artefact: Artefact, output: Output, kind: str, name: str) -> str:
    known = output.tables if kind == "table" else tuple(output.figures)
    if name not in known:
        raise ArtefactError("KIT-W220", f"报告 {output.name} 提到没有声明的{'表格' if kind == 'table' else '图'} {name}", where=output.file,
                            next_step=f"在 product.yaml 的 outputs.{output.name} 下声明它,重新审查。")  # fmt: skip
    if kind == "table":
        table = artefact.plan.outputs[name]
        return render(TEMPLATES, "report_table.html", output=table, frame=totals_last(table, artefact.frame(name)), held=controlled(table))
    content = (artefact.outputs / f"{output.name}.{name}.png").read_bytes()
    return render(TEMPLATES, "report_figure.html", title=output.figures[name], image=b64encode(content).decode("ascii"))


def totals_last(output: Output, frame: Any) -> Any:
    """In a table of cells marginal rows stand after what they add up."""
    if not output.control:
        return frame
    total = output.control.total
    return frame.sort_values(list(output.key), key=lambda k: k.astype(str).where(k.astype(str) != total, "\uffff"), kind="stable")
