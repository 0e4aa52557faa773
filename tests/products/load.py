"""Products under test: their modules as they load them themselves, and hand-made tables with the contract's types."""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import ibis
import pyarrow as pa

from kit.catalog import load
from kit.product.service import _module as service_module
from tests.conftest import ROOT

READ: dict[str, tuple[pa.DataType, Callable[[str], Any]]] = {
    "date": (pa.date32(), dt.date.fromisoformat), "datetime": (pa.timestamp("us"), dt.datetime.fromisoformat),
    "integer": (pa.int64(), int), "year": (pa.int64(), int), "number": (pa.float64(), float),
}  # fmt: skip
TEXT: tuple[pa.DataType, Callable[[Any], str]] = (pa.string(), str)


def module_of(slug: str, name: str) -> ModuleType:
    """``products/<slug>/<name>.py``; two products' modules of the same name live side by side."""
    if name == "service":  # loaded as a review does: under no name that others could import
        return service_module(ROOT / "products" / slug / "service.py")
    folder = str(ROOT / "products" / slug)
    sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(folder)
        for known in ("features", "grading", "rules"):
            sys.modules.pop(known, None)


def tables(**rows: tuple[str, Iterable[tuple[Any, ...]]]) -> Callable[[str], Any]:
    """``slug=("field other", [(value, other), …])`` as the tables of a product; dates and times are ISO texts."""
    return {slug: _table(slug, names.split(), list(values)) for slug, (names, values) in rows.items()}.__getitem__


def _table(slug: str, names: list[str], rows: list[tuple[Any, ...]]) -> Any:
    columns = {}
    for at, name in enumerate(names):
        kind, read = READ.get(load(slug)[name].type, TEXT)
        columns[name] = pa.array([None if row[at] is None else read(row[at]) for row in rows], kind)
    return ibis.memtable(pa.table(columns))
