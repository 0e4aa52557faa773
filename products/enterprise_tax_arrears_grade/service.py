"""API 形式:凭统一社会信用代码查欠税等级。只读已经过审查的输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASONS = ["reason_1", "reason_2", "reason_3"]


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """启动时把每一户的回答备好。"""
    frame = outputs["arrears_grade"]
    reasons = frame[REASONS].to_numpy(dtype=object)
    columns = (frame["uscc"], frame["grade"], frame["now"], frame["heavy"].tolist(), frame["period"], frame["as_of"].astype(str))
    return {
        uscc: {"grade": grade, "now": now, "heavy": heavy, "period": period, "reasons": [r for r in said if isinstance(r, str)], "as_of": day}
        for uscc, grade, now, heavy, period, day, said in zip(*columns, reasons, strict=True)
    }


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """不在评估范围内的与查无此户回答相同。"""
    return loaded.get(request["uscc"])
