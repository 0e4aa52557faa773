"""Where a finding is to be mended: a cell of the notebook or a line of ``product.yaml``, as far as its words tell."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit.errors import KitError
from kit.product.yaml_lines import Source

CELL, LINE = re.compile(r"第 (\d+) 个单元"), re.compile(r"product\.yaml:(\d+)")
FIELD = re.compile(r"\b([a-z]\w*)\.([a-z]\w*)\b")


def place_of(finding: Mapping[str, Any], home: Path, name: str) -> dict[str, Any] | None:
    """``{path, cell}`` (from 0) or ``{path, line}`` (from 1) relative to ``home``; None when the words name no place."""
    folder = home / "products" / name
    words = "\n".join([finding["summary"], *finding["detail"]])
    if said := CELL.search(words):
        return _cell(name, int(said[1]) - 1)
    if line := line_in(words, name):
        return line
    try:
        source = Source(folder / "product.yaml")
    except KitError:
        return None
    return _declared(words, source, name) or _released(words, source, folder, name)


def line_in(words: str, name: str) -> dict[str, Any] | None:
    """The line of ``product.yaml`` that is written out."""
    said = LINE.search(words)
    return _line(name, int(said[1])) if said else None


def _declared(words: str, source: Source, name: str) -> dict[str, Any] | None:
    """The line that declares a field which is named as ``catalog.field``."""
    lines = (source.lines.get(("catalogs", slug, "fields", field)) for slug, field in FIELD.findall(words))
    return next((_line(name, line) for line in lines if line), None)


def _released(words: str, source: Source, folder: Path, name: str) -> dict[str, Any] | None:
    """The cell that leaves an output which is named by its title or its slug, else the line that declares it."""
    outputs = source.values.get("outputs")
    for slug, declared in outputs.items() if isinstance(outputs, dict) else ():
        title = str(declared.get("title", "")) if isinstance(declared, dict) else ""
        if re.search(rf"\b{re.escape(str(slug))}\b", words) or (title and title in words):
            cell = _cell_with(folder / "product.ipynb", re.compile(rf"""["']{re.escape(str(slug))}["']"""))
            return _line(name, source.lines[("outputs", str(slug))]) if cell is None else _cell(name, cell)
    return None


def _cell_with(notebook: Path, pattern: re.Pattern[str]) -> int | None:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return None
    return next((n for n, c in enumerate(cells) if c["cell_type"] == "code" and pattern.search("".join(c["source"]))), None)


def _cell(name: str, number: int) -> dict[str, Any]:
    return {"path": f"products/{name}/product.ipynb", "cell": number, "label": f"第 {number + 1} 个单元"}


def _line(name: str, number: int) -> dict[str, Any]:
    return {"path": f"products/{name}/product.yaml", "line": number, "label": f"product.yaml 第 {number} 行"}
