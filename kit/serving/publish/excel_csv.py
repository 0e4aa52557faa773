"""CSV that Excel opens without changing or running anything in it.

Excel turns 18 digits into 3.9E+17, ``01`` into 1, ``3-4`` into a date and ``=…`` into a formula. A leading tab inside
quotes makes a cell text and is not seen. A column that has one such value gets the tab in every value, so that a column
is of one kind; which columns these are stands in the descriptor, whose patterns expect the tab. Programs read the Parquet.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from kit.product.plan import Output

BOM, MARK = "\ufeff", "\t"
# What starts a formula (OWASP: CSV injection), also in full width, which Excel reads the same in a Chinese edition.
FORMULA = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
# What Excel takes for something else: numbers (also 1E5), dates and times (3-4, 2025/06, 12:30, 2025年6月), true and false.
OTHER = re.compile(
    r"\s*(?:[\d,.%¥$()]+(?:e\d+)?"
    r"|\d+\s*[-/.:年月日时]\s*\d[\d\s\-/.:年月日时]*|\d+[年月日]|\d+\s*[ap]m?"
    r"|\d*\s*-?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*[\s\-]*\d*"
    r"|true|false)\s*", re.I,
)  # fmt: skip


def misread(value: str) -> bool:
    """Whether Excel would run this text or show something else."""
    return bool(FORMULA.match(value) or OTHER.fullmatch(value))


def marked(output: Output, frame: Any) -> list[str]:
    """Text columns whose values carry the mark."""
    return [f.name for f in output.fields if f.type == "string" and any(misread(v) for v in frame[f.name].dropna().unique())]


def write(output: Output, frame: Any, mark: list[str]) -> str:
    """The frame as CSV text with BOM and CRLF: text and days in quotes, numbers without, an empty cell where a value is missing."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([f.name for f in output.fields])
    writer.writerows(zip(*(_column(frame[f.name], f.type, MARK if f.name in mark else "") for f in output.fields), strict=True))
    return out.getvalue()


def read(text: str, mark: list[str]) -> list[Mapping[str, str]]:
    """The rows again, as anybody can who knows the marked columns."""
    rows = csv.DictReader(io.StringIO(text.removeprefix(BOM), newline=""))
    return [{k: v.removeprefix(MARK) if k in mark else v for k, v in row.items()} for row in rows]


def _column(values: Any, kind: str, mark: str) -> list[Any]:
    cells = {"string": lambda v: mark + v, "date": lambda v: str(v)[:10], "integer": int, "number": float}
    return ["" if gone else cells[kind](v) for v, gone in zip(values, values.isna(), strict=True)]
