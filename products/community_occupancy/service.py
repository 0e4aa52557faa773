"""API 形式:按县区与小区名查入住率。只读十户以上的汇总;没有这个小区、户数太少,回答都一样。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from occupancy import interval

NOTE = "只用于规划与服务,不得推断任何一户;区间有八成把握含真值"


def load(outputs: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    frame = outputs["communities"].dropna().reset_index(drop=True)
    found = interval(frame).round(3)
    return {
        (row["county_code"], row["community_name"]): {"homes": int(row["homes"]), "watched": int(row["watched"]), "occupancy": row["share"],
                                                      "low": row["low"], "high": row["high"], "note": NOTE}
        for row in frame.join(found).to_dict("records")
    }  # fmt: skip


def answer(request: Mapping[str, Any], loaded: Mapping[tuple[str, str], dict[str, Any]]) -> dict[str, Any] | None:
    return loaded.get((request["county_code"], request["community_name"]))
