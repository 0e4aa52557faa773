"""How the rows of a table come from the entities of a world."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kit.catalog import Catalog
from kit.synth.draw import Index
from kit.synth.entity import Entity

Columns = Mapping[str, Any]
BLOCK_ROWS = 65_536
FILE_ROWS = 1 << 20


@dataclass(frozen=True)
class Part:
    """One kind of row of a table.

    ``parents(world)`` is how many entities the rows hang on, ``rows(world, index)`` gives the columns of the rows of
    some parents (arrays, or functions that give them and are called only for wanted fields), ``fan_out`` is about how
    many rows one parent has (it only sets the size of blocks and files), and ``holds`` names, for fields that tell
    parts apart, the only values that this part has.
    """

    name: str
    parents: Callable[[Any], int]
    rows: Callable[[Any, Index], Columns]
    fan_out: float = 1.0
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def ranges(self, total: int, rows: int) -> Iterator[tuple[int, int]]:
        """Parents in runs of about ``rows`` rows."""
        step = max(16, int(rows / self.fan_out))
        return ((low, min(low + step, total)) for low in range(0, total, step))

    def can_hold(self, wanted: Mapping[str, tuple[str, ...]]) -> bool:
        """False when a granted filter leaves none of this part's rows."""
        return all(set(values) & set(self.holds.get(name, values)) for name, values in wanted.items())


Entities = Mapping[str, tuple[type[Entity], Callable[[Any], int]]]


def parts_of(catalog: Catalog, folder: Path, entities: Entities) -> list[Part]:
    """The recipe of a catalog: its same-stem Python file, or the attributes that its YAML names."""
    path = folder / f"{catalog.name}.py"
    if path.exists():
        return _module(path).PARTS
    return [_projection(catalog, entities)] if catalog.synthesis else []


def _projection(catalog: Catalog, entities: Entities) -> Part:
    entity, count = entities[catalog.synthesis["rows"]]
    attributes = {f.name: f.synthesis or f.name for f in catalog.fields}

    def rows(world: Any, index: Index) -> Columns:
        one = entity(world, index)
        return {name: partial(getattr, one, attribute) for name, attribute in attributes.items()}

    return Part("all", count, rows)


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"synthetic_data.catalogs.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
