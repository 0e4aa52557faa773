"""API 形式:按区县与业态推荐街路,或查一条街路。只读已经过审查的输出,不接触任何原始数据。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

MOST = 10
MUCH, LITTLE = 4.0, 1.0  # 按平均应有的退出数:四次以上算依据较多,一次以下很少(我们的选择)
LOWER, HIGHER = 0.9, 1.1  # 与同类平均之比:一成以内不算差别


def load(outputs: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """每个区县、每种业态一份:按名次排好的街路。"""
    return {key: _group(part.sort_values("rank")) for key, part in outputs["streets"].groupby(["county_code", "trade"])}


def answer(request: Mapping[str, Any], loaded: Mapping[tuple[str, str], dict[str, Any]]) -> dict[str, Any] | None:
    """没有的区县、业态或街路都回答“查不到”。"""
    group, street = loaded.get((request["county_code"], request["trade"])), request.get("street")
    if group is None or (street is not None and street not in group["sites"]):
        return None
    said = {"county": group["county"], "compared": len(group["sites"]), "candidates": group["candidates"]}
    return said if street is None else said | {"site": group["sites"][street]}


def _group(part: Any) -> dict[str, Any]:
    rows = part.to_dict("records")
    sites = {row["street"]: _site(row, len(rows)) for row in rows}
    return {"county": rows[0]["county"], "sites": sites, "candidates": list(sites.values())[:MOST]}


def _site(row: Mapping[str, Any], compared: int) -> dict[str, Any]:
    grade = "ABCDE"[min(4, (row["rank"] - 1) * 5 // compared)]
    evidence = "较多" if row["evidence"] >= MUCH else "一般" if row["evidence"] >= LITTLE else "很少"
    same = ("street", "rank", "survival", "low", "high", "shops", "competitors", "routes")
    place = {n: row[n] for n in ("longitude", "latitude") if not pd.isna(row[n])}
    return {n: row[n] for n in same} | place | {"grade": grade, "evidence": evidence, "reasons": _reasons(row)}


def _reasons(row: Mapping[str, Any]) -> list[str]:
    """退出率在前,再是对手与公交。"""
    change = abs(row["risk"] - 1)
    if row["risk"] <= LOWER:
        said = [f"这条街路上店铺的退出率比同类平均低 {change:.0%}"]
    elif row["risk"] >= HIGHER:
        said = [f"这条街路上店铺的退出率比同类平均高 {change:.0%}"]
    else:
        said = ["退出率与同类平均相近"]
    said.append(f"在营同业 {row['competitors']} 家" if row["competitors"] else "眼下没有同业")
    return [*said, f"有 {row['routes']} 条公交线路停靠"] if row["routes"] else said
