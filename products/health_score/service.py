"""凭本人单独同意查健康分。只说分数、等级、住院可能的档次与笼统的原因:不说病名、次数、费用与精确的概率。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASONS, PLAIN = ["reason_1", "reason_2"], ["score", "level", "chance"]


def load(outputs: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """一人一个元组,启动时备好:查得到与查不到一样快。"""
    frame = outputs["scores"]
    return dict(zip(frame["person_id"], frame[[*PLAIN, *REASONS, "as_of"]].itertuples(index=False, name=None), strict=True))


def answer(request: Mapping[str, Any], loaded: Mapping[str, tuple[Any, ...]]) -> dict[str, Any] | None:
    """没有健康分与查无此人回答相同,不泄露谁看过病。"""
    row = loaded.get(request["person_id"])
    if row is None:
        return None
    score, level, chance, *whys, as_of = row
    return {"score": int(score), "level": level, "chance": chance, "reasons": [w for w in whys if isinstance(w, str)], "as_of": str(as_of)[:10]}
