"""API 形式:凭停车场编号查余位、预测与附近的充电站。只读已经过审查的输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

SOON, HOUR = (15, 30, 60), 60
WHOLE = ("free_now", "charging_spaces", "accessible_spaces")


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """启动时把每个停车场的回答拼好:查询只是查字典。"""
    moments = {lot: part.sort_values("minutes") for lot, part in outputs["outlook"].groupby("lot_code")}
    stations = {lot: part.sort_values(["metres", "station_id"]) for lot, part in outputs["stations"].groupby("lot_code")}
    return {row["lot_code"]: _answer(row, moments, stations) for row in outputs["lots"].to_dict("records") if row["lot_code"] in moments}


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    return loaded.get(request["lot_code"])


def _answer(row: Mapping[str, Any], moments: Mapping[str, Any], stations: Mapping[str, Any]) -> dict[str, Any]:
    about = {name: int(value) if name in WHOLE else value for name, value in row.items() if name != "lot_code" and not pd.isna(value)}
    each = [m | {"tested": m["minutes"] % HOUR == 0} for m in _records(moments[row["lot_code"]], "minutes", "at", "free", "low", "high")]
    near = stations.get(row["lot_code"])
    return about | {
        "soon": [m for m in each if m["minutes"] in SOON], "day": [m for m in each if m["minutes"] % HOUR == 0],
        "stations": [] if near is None else _records(near, "name", "metres", "fast", "slow"),
    }  # fmt: skip


def _records(frame: Any, *names: str) -> list[dict[str, Any]]:
    return frame[list(names)].to_dict("records")
