"""The planted effects: declared once in ``effects.yaml``, read here by whoever plants them; a scenario may change their size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

_scenario: ContextVar[str] = ContextVar("scenario", default="baseline")


def effects() -> dict[str, Any]:
    return _under(_scenario.get())


@contextmanager
def scenario(name: str) -> Iterator[None]:
    """Effects as the scenario has them, for what is drawn inside."""
    before = _scenario.set(name)
    try:
        yield
    finally:
        _scenario.reset(before)


@cache
def _under(name: str) -> dict[str, Any]:
    import yaml

    from synthetic_data.scenarios import load_scenario

    declared = yaml.safe_load((Path(__file__).parents[1] / "effects.yaml").read_text(encoding="utf-8"))
    return _changed(declared, load_scenario(name).effects)


def _changed(declared: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    out = dict(declared)
    for key, value in changes.items():
        out[key] = _changed(declared[key], value) if isinstance(value, dict) else value
    return out
