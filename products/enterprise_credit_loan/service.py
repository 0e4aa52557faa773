"""凭统一社会信用代码查信用分。只读已经过审查的服务输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASONS = ["reason_1", "reason_2", "reason_3"]
PLAIN = ["score", "grade", "probability", "limit_wan"]


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """启动时把每家企业的回答算好:查询只是查字典,查得到与查不到一样快。"""
    credit = outputs["credit"]
    whys = credit[REASONS].to_numpy(dtype=object)
    return {
        row["uscc"]: {**{n: row[n] for n in PLAIN}, "reasons": [w for w in why if isinstance(w, str)], "as_of": str(row["as_of"])[:10]}
        for row, why in zip(credit[["uscc", *PLAIN, "as_of"]].to_dict("records"), whys, strict=True)
    }


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """查不到与查无此企业回答相同,不泄露企业是否存在。"""
    return loaded.get(request["uscc"])
