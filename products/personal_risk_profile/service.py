"""凭本人单独同意查个人风险画像。只读已经过审查的服务输出,不接触任何原始数据。

每个回答都带人工复核的途径:这只是送帮扶上门的线索,不能自动作出任何决定(《个人信息保护法》第二十四条)。
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASONS = ["reason_1", "reason_2"]
REVIEW = {
    "decision": "只作帮扶线索,须由工作人员核实后决定,不得自动作出决定",
    "how": "本人可向户籍所在地民政部门要求说明、更正与人工复核,也可以拒绝被评",
    "working_days": 10,
}


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """启动时把每个人的回答算好:查询只是查字典。"""
    profile = outputs["profile"]
    whys = profile[REASONS].to_numpy(dtype=object)
    return {
        row["person_id"]: {"level": row["level"], "reasons": [w for w in why if isinstance(w, str)], "review": REVIEW, "as_of": str(row["as_of"])[:10]}
        for row, why in zip(profile[["person_id", "level", "as_of"]].to_dict("records"), whys, strict=True)
    }


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """没有画像(没有记录、未成年、已在帮扶名单上)与查无此人回答相同。"""
    return loaded.get(request["person_id"])
