"""API 形式:凭不动产单元号查核查名单。不在名单上、查无此户,回答一样。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NEXT_STEP = "由两名以上有执法权的人员上门核查,听取住户说明并记录;核查以前不得据此处罚、清退或断水断电,不得告知第三方;核查结果回填,误列的从下一季名单去除"


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["unit_no"]: _answer(row) for row in outputs["visits"].to_dict("records")}


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    return loaded.get(request["unit_no"])


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    grounds = [
        (row["partitioned"], "租赁备案的出租间数多于原设计的居室数"),
        (row["people"] > row["known"], "没有人登记或备案,却有多人用水" if row["known"] == 0 else "用水相当的人数多于登记或备案的人数"),
        (row["gas_too"], "用气也相当于这么多人"),
    ]
    return {name: int(row[name]) for name in ("place", "people", "known")} | {
        "grounds": [text for true, text in grounds if true] or ["用水与登记人数相差大"], "next_step": NEXT_STEP, "as_of": str(row["as_of"])[:10]}  # fmt: skip
