"""The examples of docs/guide/rules.md, each tried on the kit: what a product sees, what may leave."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from kit.access import Grant, TableGrant, make_room, open_room
from kit.catalog import load
from kit.errors import KitError
from kit.review.anonymity import anonymity, closeness, diversity
from kit.review.cells import LEAST, measure
from kit.review.recovery import recovered

EMPTY = "—"
TYPES = {"number": float, "integer": "Int64"}


def tried(kind: str, text: str, folder: Path) -> list[tuple[Any, Any]]:
    """(said, found) of every example in a block."""
    examples = yaml.safe_load(text)
    return [pair for e in (examples if isinstance(examples, list) else [examples]) for pair in KINDS[kind](e, folder)]


def _read(example: dict[str, Any], folder: Path) -> list[tuple[Any, Any]]:
    ((slug, asked),) = example["grant"].items()
    grant = Grant({slug: TableGrant(dict.fromkeys(asked["fields"], "例"), {k: tuple(v) for k, v in asked.get("where", {}).items()}, asked.get("since", {}))})
    tables = open_room(make_room(_city(slug, example[slug], folder), grant, folder / "room", example["as_of"]), grant)
    found = tables.read(tables.table(slug))
    return [(_frame(slug, example["seen"]).map(_plain).to_dict("list"), found.map(_plain).to_dict("list"))]


def _refuse(example: dict[str, Any], folder: Path) -> list[tuple[Any, Any]]:
    ((slug, fields),) = example["grant"].items()
    grant = Grant({slug: TableGrant(dict.fromkeys(fields, "例"))})
    tables = open_room(make_room(_city(slug, "  ".join(fields), folder), grant, folder / "room", dt.date(2024, 1, 1)), grant)
    table, field = example["asks"].split(".")
    try:
        tables.read(tables.table(table)[field].as_table())
    except KitError as error:
        return [(example["says"], error.code)]
    return [(example["says"], "")]


def _cell(example: dict[str, Any], _: Path) -> list[tuple[Any, Any]]:
    values = np.array([v for value, times in example["gives"] for v in [value] * times], dtype=float)
    (_, (safe,)) = measure(np.zeros(len(values), int), np.arange(len(values)), values, 1)
    return [(example["shown"], bool(safe))]


def _hidden(example: dict[str, Any], _: Path) -> list[tuple[Any, Any]]:
    head, *rows = (re.split(r"\s{2,}", line.strip()) for line in example["table"].strip().splitlines())
    base: Any = pd.DataFrame([(row[0], place, float(n)) for row in rows for place, n in zip(head[1:], row[1:], strict=True)], columns=["visit", "county", "true"])
    totals = [base.groupby(k, as_index=False)["true"].sum() for k in ("visit", "county")]
    cells: Any = pd.concat([base, *totals], ignore_index=True)
    cells["safe"] = cells["true"] >= LEAST
    out = []
    for case in example["blanks"]:
        blank = [f"{v} {c}" in case["blank"] for v, c in zip(cells["visit"], cells["county"], strict=True)]
        found = recovered(base, cells.assign(shown=cells["true"].mask(blank)), ["visit", "county"], counts=True)
        out.append((case["comes_back"], any(found)))
    return out


def _people(example: dict[str, Any], _: Path) -> list[tuple[Any, Any]]:
    rows = [(*who.rsplit(" ", 1),) for who, n in example["people"].items() for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["quasi", "sensitive"])
    fine = anonymity(frame, ["quasi"]) >= 10 and diversity(frame, ["quasi"], "sensitive") >= 2 and closeness(frame, ["quasi"], "sensitive") <= 0.3
    return [(example["fine"], fine)]


KINDS = {"read": _read, "refuse": _refuse, "cell": _cell, "hidden": _hidden, "people": _people}


def _city(slug: str, text: str, folder: Path) -> Path:
    (folder / "city" / slug).mkdir(parents=True, exist_ok=True)
    frame = _frame(slug, text)
    absent = {f.name: pd.Series([None] * len(frame), dtype=TYPES.get(f.type, object)) for f in load(slug).fields if f.name not in frame}
    frame.assign(**absent).to_parquet(folder / "city" / slug / "part-0.parquet")
    return folder / "city"


def _frame(slug: str, text: str) -> pd.DataFrame:
    head, *rows = (re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines())
    frame = pd.DataFrame(rows, columns=head, dtype=object)
    for name in head:
        kind, values = load(slug)[name].type, frame[name].replace(EMPTY, None)
        frame[name] = pd.to_datetime(values).dt.date if kind == "date" else values.astype(TYPES.get(kind, object))
    return frame.astype({n: "datetime64[us]" for n in head if load(slug)[n].type == "date"})


def _plain(value: Any) -> str:
    """One way of writing for what two libraries hold as different types."""
    if pd.isna(value):
        return EMPTY
    return str(value.date()) if hasattr(value, "date") else f"{value:g}" if isinstance(value, float) else str(value)
