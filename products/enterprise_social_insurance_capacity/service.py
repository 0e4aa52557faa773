"""API 形式:凭统一社会信用代码查缴存能力。只读已经过审查的输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASONS = ["reason_1", "reason_2", "reason_3"]


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """启动时把每家企业的回答备好。"""
    frame = outputs["capacity"]
    reasons = frame[REASONS].to_numpy(dtype=object)
    days = frame["as_of"].astype(str)
    return {
        uscc: {"grade": grade, "probability": p, "reasons": [r for r in said if isinstance(r, str)], "as_of": day}
        for uscc, grade, p, said, day in zip(frame["uscc"], frame["grade"], frame["probability"].tolist(), reasons, days, strict=True)
    }


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """没有参保的企业与查无此企业回答相同。"""
    return loaded.get(request["uscc"])
