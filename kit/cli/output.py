"""What commands print: tables for people, exactly one JSON document for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any


def console() -> Any:
    from rich.console import Console

    return Console()


def notes() -> Any:
    """Progress and remarks go to standard error, so that standard output can be piped."""
    from rich.console import Console

    return Console(stderr=True)


def emit(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from rich.table import Table

    out = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        out.add_column(column, overflow="fold")
    for row in rows:
        out.add_row(*(str(v) for v in row))
    console().print(out)
