"""API 形式:凭景区编号(或“全市”)查未来若干天的预测。只读已经过审查的输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

USUAL_DAYS, MOST_DAYS = 14, 91
COUNTS = ("visitors", "low", "high", "last_year", "overnight", "overnight_low", "overnight_high")


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """每个景区一份:名称等说明,与按日期排好的预测。"""
    days = outputs["forecast"].sort_values("stat_date")
    by_place = {place: [_day(row) for row in part.to_dict("records")] for place, part in days.groupby("scenic_id")}
    return {row["scenic_id"]: {"about": _filled(row), "days": by_place.get(row["scenic_id"], [])} for row in outputs["places"].to_dict("records")}


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    """没有这个景区、天数不对,都回答“查不到”。"""
    place, count = loaded.get(request["scenic_id"]), request.get("days") or USUAL_DAYS
    if not place or not place["days"] or not isinstance(count, int) or not 1 <= count <= MOST_DAYS:
        return None
    days, about = place["days"][:count], place["about"]
    busiest = max(days, key=lambda d: d.get("visitors", 0))
    said = {k: about[k] for k in ("name", "level", "status", "usual_error", "away") if k in about}
    said |= {"total": sum(d.get("visitors", 0) for d in days), "busiest": busiest["date"], "forecast": [_public(d) for d in days]}
    both = [d for d in days if "last_year" in d and "visitors" in d]
    if len(both) == len(days):
        said["change_on_year"] = round(100 * (said["total"] / sum(d["last_year"] for d in both) - 1), 1)
    if all("ticket_value" in d for d in days):
        said["ticket_value"] = round(sum(d["ticket_value"] for d in days), 2)
    if about.get("beds") and "overnight" in busiest:
        said["bed_pressure"] = round(100 * busiest["overnight"] / about["beds"], 1)
    return said


def _day(row: Mapping[str, Any]) -> dict[str, Any]:
    known = _filled(row)
    counts = {name: int(known[name]) for name in COUNTS if name in known}
    value = {"ticket_value": float(known["ticket_value"])} if "ticket_value" in known else {}
    return {"date": pd.Timestamp(row["stat_date"]).date().isoformat(), "kind": row["kind"], **counts, **value}


def _public(day: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in day.items() if name != "ticket_value"}


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not pd.isna(value)}
