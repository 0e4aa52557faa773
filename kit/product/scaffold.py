"""A new product folder that runs at once: the partner changes something that works."""

from __future__ import annotations

from pathlib import Path

from kit.catalog import AnnexProduct, find_product
from kit.errors import PlanError
from kit.product.plan import MODEL

TEMPLATES = Path(__file__).parent / "templates"


def scaffold(name: str, parent: Path, only: str = "") -> Path:
    """Write ``parent/<slug>``, or ``only`` one file of it. To a folder with nothing but a plan the rest is added; any other is never touched."""
    annex = find_product(name)
    folder = parent / annex.name
    if folder.exists() and (only or {p.name for p in folder.iterdir()} - {".kit"} != {"product.yaml"}):
        raise PlanError("KIT-P041", f"{folder} 已经存在", where=str(folder), next_step="改它,先移走,或放到别处:--in 另一个文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    for template in sorted(TEMPLATES.glob("*.j2")):
        text = _render(template, annex)
        if text.strip() and only in ("", template.stem) and not (folder / template.stem).exists():
            (folder / template.stem).write_text(text, encoding="utf-8")
    return folder


def _render(template: Path, annex: AnnexProduct) -> str:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(TEMPLATES), trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    return environment.get_template(template.name).render(annex=annex, model=MODEL in annex.forms, api="API" in annex.forms)
