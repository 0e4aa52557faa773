"""The planted effects: declared once in ``effects.yaml``, read here by whoever plants them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def effects() -> dict[str, Any]:
    import yaml

    return yaml.safe_load((Path(__file__).parents[1] / "effects.yaml").read_text(encoding="utf-8"))
