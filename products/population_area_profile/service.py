"""凭区域名称查人口画像。只读已经过审查的汇总,不接触任何人的一行。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

PARTS = {"年龄": "ages", "性别": "sexes", "文化程度": "schools"}


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """启动时把每个区域的回答拼好:查询只是查字典。"""
    loaded = {row["area"]: _area(row) for row in outputs["areas"].to_dict("records")}
    for (area, kind), part in outputs["groups"].groupby(["area", "breakdown"], sort=False):
        loaded[area][PARTS[kind]] = part.sort_values("place")[["group", "people"]].to_dict("records")
    for row in outputs["moves"].to_dict("records"):
        for area, name, other in ((row["to_area"], "came_from", row["from_code"]), (row["from_area"], "went_to", row["to_code"])):
            loaded[area][name].append({"code": other, "people": row["people"]})
    return loaded


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """没有列出的区域与不存在的区域回答相同。"""
    return loaded.get(request["area"])


def _area(row: Mapping[str, Any]) -> dict[str, Any]:
    about = {"level": row["level"], "population": row["population"], "as_of": str(row["as_of"])[:10]}
    if not pd.isna(row["households"]):
        about |= {"households": int(row["households"]), "per_household": round(row["population"] / row["households"], 1)}
    return about | {name: [] for name in PARTS.values()} | {"came_from": [], "went_to": []}
