"""API 形式:凭人员标识查一位独居老人近来的用水。不在独居老人之列、查无此人,回答一样。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NEXT_STEP = {
    "关注": "请探访员本周上门或打电话看望,问起居与就医;由人判断要不要帮助",
    "核实": "先打电话问老人与子女是不是出门了,联系不上再上门;由人判断要不要帮助",
    "未见异常": "按原来的安排探访;用水没有变化不等于平安",
    "看不出": "水表读数太低或不全,按原来的安排探访",
}
GAS = {1.0: "也在减少", 0.0: "没有减少"}


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["person_id"]: _answer(row) for row in outputs["elders"].to_dict("records")}


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    return loaded.get(request["person_id"])


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"state": row["state"], "months": int(row["months"]), "gas": GAS.get(row["gas_less"], "没有读数"), "water_until": row["water_until"],
            "next_step": NEXT_STEP[row["state"]], "as_of": str(row["as_of"])[:10]}  # fmt: skip
