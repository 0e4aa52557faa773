"""What changed between two published versions of a data set: rows by key, fields by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def rows(before: Any, now: Any, key: Sequence[str]) -> dict[str, Any]:
    """How many rows came, went and changed; without a usable key whole rows are compared, and none counts as changed."""
    import pandas as pd

    if not key or not set(key) <= set(before) & set(now) or before.duplicated(list(key)).any():
        shared = [n for n in now if n in before]
        old, new = (f[shared].astype(str).value_counts() for f in (before, now))
        return {"before": len(before), "now": len(now), "added": int(new.sub(old, fill_value=0).clip(lower=0).sum()),
                "removed": int(old.sub(new, fill_value=0).clip(lower=0).sum()), "changed": 0, "changed_fields": {}}  # fmt: skip
    old, new = before.set_index(list(key)), now.set_index(list(key))
    common = new.index.intersection(old.index)
    old, new = old.loc[common], new.loc[common]
    differs = {n: ~_same(old[n], new[n]) for n in new if n in old}
    changed = pd.DataFrame(differs).any(axis=1).sum()
    return {
        "before": len(before), "now": len(now), "added": len(now) - len(common), "removed": len(before) - len(common),
        "changed": int(changed), "changed_fields": {n: int(d.sum()) for n, d in differs.items() if d.any()},
    }  # fmt: skip


def _same(old: Any, new: Any) -> Any:
    """Missing on both sides is the same; nullable columns answer neither yes nor no for what is missing on one."""
    return (old == new).fillna(False).astype(bool) | (old.isna() & new.isna())


def fields(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    """Names of fields that came, went, or are declared otherwise; both sides are Table Schema descriptors."""
    old, new = ({f["name"]: f for f in schema["fields"]} for schema in (before, now))
    return {"added": [n for n in new if n not in old], "removed": [n for n in old if n not in new],
            "changed": [n for n in new if n in old and new[n] != old[n]]}  # fmt: skip
