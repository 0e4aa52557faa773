"""Where the products of a working folder are."""

from __future__ import annotations

import os
from pathlib import Path


def home_of(start: Path) -> Path:
    """``KIT_HOME``, else the nearest folder from ``start`` upward with ``products/``, else the only one just below it, else ``start``."""
    if "KIT_HOME" in os.environ:
        return Path(os.environ["KIT_HOME"]).absolute()
    start = start.absolute()
    above = next((p for p in [start, *start.parents] if (p / "products").is_dir()), None)
    below = [p.parent for p in start.glob("*/products") if (p.parent / "synthetic_data").is_dir()] if above is None else []
    return above or (below[0] if len(below) == 1 else start)


def reviews_of(home: Path) -> Path:
    return home / ".kit" / "reviews"
