"""API 形式:凭统一社会信用代码查指数。只读已经过审查的数据集,不接触任何原始数据。"""

from __future__ import annotations

from typing import Any


def answer(request: dict[str, Any], tables: dict[str, Any]) -> dict[str, Any]:
    """`request` 里有 `uscc`;`tables` 是审查过的输出。查不到与查无此企业回答相同,不泄露企业是否存在。"""
    frame, table = tables["risk_index"], tables["index_table"]
    found = frame[frame["uscc"] == request["uscc"]]
    if found.empty:
        return {"found": False}
    row = found.iloc[0]
    reasons = [row[n] for n in ("reason_1", "reason_2", "reason_3") if isinstance(row[n], str)]
    nearest = table.iloc[(table["index"] - row["index"]).abs().argmin()]
    return {
        "found": True, "index": int(row["index"]), "band": row["band"], "reasons": reasons,
        "probability": round(float(nearest["probability"]), 3), "as_of": str(row["as_of"])[:10],
    }  # fmt: skip
