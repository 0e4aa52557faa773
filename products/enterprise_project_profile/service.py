"""API 形式:凭统一社会信用代码查项目画像。回答在启动时拼好,查询只是查字典。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

SHOWN = 5
PLAIN = ("listed", "wins", "permits", "penalties", "rights")
SOURCES = {"招标代理机构": ("agencies", "agency_hhi", "agency_chance"), "县区": ("counties", "county_hhi", "county_chance")}


def load(outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    years = {uscc: part.sort_values("year") for uscc, part in outputs["years"].groupby("uscc")}
    order = outputs["companions"].sort_values(["uscc", "together", "expected", "rival"], ascending=[True, False, True, True], kind="stable")
    companions = {uscc: part.head(SHOWN) for uscc, part in order.groupby("uscc")}
    return {row["uscc"]: _answer(row, years.get(row["uscc"]), companions.get(row["uscc"])) for row in outputs["profiles"].to_dict("records")}


def answer(request: Mapping[str, Any], loaded: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    return loaded.get(request["uscc"])


def _answer(row: Mapping[str, Any], years: Any, companions: Any) -> dict[str, Any]:
    clue = {"level": row["alarm"]} | ({} if pd.isna(row["chance"]) else {"chance": float(f"{row['chance']:.2g}")})
    return {n: row[n] for n in ("name", "home") if not pd.isna(row[n])} | {n: int(row[n]) for n in PLAIN} | {
        "win_rate": {"value": round(row["win_rate"], 3), "low": round(row["low"], 3), "high": round(row["high"], 3)},
        "amount": round(row["amount"], 2), "years": _years(years), "sources": list(_sources(row)), "companions": _companions(companions), "clue": clue,
        "as_of": str(row["as_of"])[:10],
    }  # fmt: skip


def _years(frame: Any) -> list[dict[str, Any]]:
    rows = [] if frame is None else frame.to_dict("records")
    return [{"year": int(r["year"]), "listed": int(r["listed"]), "wins": int(r["wins"]), "amount": round(r["amount"], 2)} for r in rows]


def _sources(row: Mapping[str, Any]) -> Any:
    for title, (different, hhi, chance) in SOURCES.items():
        if not pd.isna(row[hhi]):
            yield {"by": title, "different": int(row[different]), "hhi": round(row[hhi], 3), "by_chance": round(row[chance], 3)}


def _companions(frame: Any) -> list[dict[str, Any]]:
    rows = [] if frame is None else frame.to_dict("records")
    return [({} if pd.isna(r["name"]) else {"name": r["name"]}) | {"together": int(r["together"]), "expected": round(r["expected"], 3)} for r in rows]
