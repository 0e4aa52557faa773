"""Every text that leaves: reports, definitions of features, models, and fields of data sets that hold text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kit.product.plan import DATASET, Output
from kit.review.evidence import Run

PLACE = re.compile(r"\{[a-z]*:[^{}\n]*\}")


@dataclass(frozen=True)
class Leaving:
    """``lines`` are lines of a file or the distinct values of a field; ``where`` says which. ``numbers``: nothing but numbers."""

    where: str
    lines: list[str]
    numbers: bool = False

    @property
    def whole(self) -> str:
        return "\n".join(self.lines)


def texts(output: Output, run: Run) -> Iterator[Leaving]:
    """The texts of an output; of a data set all fields outside its key but decimal numbers."""
    for name in [n for n in output.files if not n.endswith((".parquet", ".png")) and n in run.files]:
        text = run.files[name].path.read_text(encoding="utf-8", errors="replace")
        yield Leaving(name, PLACE.sub("", text).splitlines(), numbers=name.endswith(".lgb.txt"))
    frame = run.frame(output.file) if output.kind == DATASET else None
    if frame is None:
        return
    for column in [c for c in frame if c not in output.key]:
        if values := [v for v in map(str, frame[column].dropna().unique()) if not _is_number(v)]:
            yield Leaving(f"字段 {column}", values)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return "." in value
