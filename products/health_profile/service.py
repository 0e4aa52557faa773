"""凭本人单独同意查一个人的健康画像。只答概括的类别,没有任何一次就诊的日期、机构、费用。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LISTS, CLASSES = ["cohorts", "systems"], ["burden", "charlson", "visits", "stays"]


def load(outputs: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """一人一个元组;几十种说法反复出现,元组里只是引用。"""
    frame = outputs["profiles"]
    return dict(zip(frame["person_id"], frame[[*LISTS, *CLASSES, "by_facts", "as_of"]].itertuples(index=False, name=None), strict=True))


def answer(request: Mapping[str, Any], loaded: Mapping[str, tuple[Any, ...]]) -> dict[str, Any] | None:
    """没有画像与查无此人回答相同。"""
    row = loaded.get(request["person_id"])
    if row is None:
        return None
    *said, by_facts, as_of = row
    values: dict[str, Any] = dict(zip([*LISTS, *CLASSES], said, strict=True))
    return values | {n: values[n].split(";") if values[n] else [] for n in LISTS} | {"linked_by_facts": bool(by_facts), "as_of": str(as_of)[:10]}
