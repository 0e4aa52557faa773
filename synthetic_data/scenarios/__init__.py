"""Scenarios of the synthetic city, declared as data: one YAML file each, beside this one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kit.errors import DataError

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Scenario:
    """``effects`` change the size of planted effects, ``money`` the prices, ``size`` the number of everything.

    ``faults`` are planted into finished tables at the rates they state; ``empty`` are tables without a row.
    """

    name: str
    title: str
    what: str
    effects: dict[str, Any] = field(default_factory=dict)
    money: float = 1.0
    size: float = 1.0
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()


def scenario_names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.yaml"))


@cache
def load_scenario(name: str) -> Scenario:
    """A scenario by name; ``empty:SLUG`` is the scenario ``empty`` for one table."""
    import yaml

    stem, _, table = name.partition(":")
    path = FOLDER / f"{stem}.yaml"
    if stem not in scenario_names() or (stem == "empty") != bool(table):
        known = "、".join("empty:目录" if n == "empty" else n for n in scenario_names())
        raise DataError("KIT-D013", f"没有情景 {name}", next_step=f"已有情景:{known}。")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Scenario(name=name, empty=(table,) if table else (), **raw)
