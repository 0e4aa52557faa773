"""What a run was given and where it ran, by digest: the start of every line from a released field back to its sources."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from kit.review.cache import fingerprint, surroundings
from kit.review.evidence import Run


def inputs(run: Run) -> dict[str, dict[str, Any]]:
    """Each granted table as the run saw it: a digest over its files and how many rows they hold."""
    import pyarrow.parquet as pq

    tables = sorted(p for p in run.room.iterdir() if p.is_dir()) if run.room.is_dir() else []
    return {t.name: {"sha256": fingerprint(t), "rows": sum(pq.read_metadata(f).num_rows for f in t.glob("*.parquet"))} for t in tables}


def environment() -> dict[str, Any]:
    """The kit, the contracts, Python and the libraries of this review, and one digest over them."""
    known = surroundings()
    return {"sha256": sha256(json.dumps(known, sort_keys=True).encode()).hexdigest(), **known}
