"""API 形式:凭客源地、日期与同行人推荐景区。只读已经过审查的输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from rules import ANY, BUSY, FULL, room_left

MOST = 10
MARKED = 1.15  # 偏好高出平均 15 % 才值得说(我们的选择)


def load(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """启动时把表变成字典:查询只有查找与排序。"""
    days: dict[str, list[dict[str, Any]]] = {}
    for row in outputs["spot_days"].to_dict("records"):
        days.setdefault(pd.Timestamp(row["stat_date"]).date().isoformat(), []).append(row)
    return {
        "days": days,
        "spots": {row["scenic_id"]: row for row in outputs["spots"].to_dict("records")},
        "tastes": {(r["origin_city"], r["scenic_id"], r["holiday"]): r["lift"] for r in outputs["tastes"].to_dict("records")},
        "origins": set(outputs["tastes"]["origin_city"]),
        "parties": {(r["party"], r["scenic_id"]): r["lift"] for r in outputs["parties"].to_dict("records")},
    }


def answer(request: Mapping[str, Any], loaded: Mapping[str, Any]) -> dict[str, Any] | None:
    """不认识的客源地、日期之外,都回答“查不到”。"""
    origin, party = request["origin"], request.get("party") or ANY
    days = loaded["days"].get(request["date"])
    if origin not in loaded["origins"] or not days:
        return None
    choices = [_choice(day, origin, party, loaded) for day in days]
    choices.sort(key=lambda c: (-c["score"], c["spot"]["place"]))
    avoided = [{"name": c["spot"]["name"], "reason": c["closed"]} for c in choices if c["closed"]]
    open_ = [c for c in choices if not c["closed"]][:MOST]
    return {"recommended": [_shown(c, rank + 1, origin, party) for rank, c in enumerate(open_)], "avoided": avoided}


def _choice(day: Mapping[str, Any], origin: str, party: str, loaded: Mapping[str, Any]) -> dict[str, Any]:
    spot = loaded["spots"][day["scenic_id"]]
    taste = loaded["tastes"].get((origin, day["scenic_id"], day["holiday"]), 1.0)
    company = loaded["parties"].get((party, day["scenic_id"]), 1.0)
    score = day["visitors"] * taste * company * room_left(day["load"])
    return {"spot": spot, "day": day, "taste": taste, "company": company, "score": score, "closed": _closed(spot, day)}


def _closed(spot: Mapping[str, Any], day: Mapping[str, Any]) -> str:
    """为什么当天不推荐;可以推荐时为空。"""
    if not spot["open"]:
        return "景区暂停开放"
    if day["load"] >= FULL:
        return f"预计客流最高可达日最大承载量的 {day['load']:.0%},请错峰"
    return ""


def _shown(choice: Mapping[str, Any], rank: int, origin: str, party: str) -> dict[str, Any]:
    spot, load_ = choice["spot"], choice["day"]["load"]
    crowd = "不详" if pd.isna(load_) else "较忙" if load_ >= BUSY else "舒适"
    said = {"rank": rank, "scenic_id": spot["scenic_id"], "name": spot["name"], "crowd": crowd, "reasons": _reasons(choice, origin, party, crowd)}
    return said | {n: spot[n] for n in ("level", "county", "ticket_price") if not pd.isna(spot[n])}


def _reasons(choice: Mapping[str, Any], origin: str, party: str, crowd: str) -> list[str]:
    """至多三条,对这一问最要紧的在前。"""
    found = []
    if origin != ANY and choice["taste"] >= MARKED:
        found.append((choice["taste"], f"与您同一客源地的游客去这里的比例是平均的 {choice['taste']:.1f} 倍"))
    if party != ANY and choice["company"] >= MARKED:
        found.append((choice["company"], f"这里同类同行人的占比是平均的 {choice['company']:.1f} 倍"))
    if choice["day"]["season"] >= MARKED:
        found.append((choice["day"]["season"], f"时令正好:客流的增幅是各景区平均的 {choice['day']['season']:.1f} 倍"))
    said = [text for _, text in sorted(found, key=lambda f: -f[0])] or [f"近一年总体热门程度第 {choice['spot']['place']} 位"]
    return [*said, "预计不拥挤"][:3] if crowd == "舒适" else said
