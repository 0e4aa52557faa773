"""API 形式:按企业、编号、项目名称里的词查标段。词的索引在启动时建好,查询只是求交集。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from words import Index, index

PAGE = 20
NO_NOTICE = "没有对上的公告"
SAID = {"tender_project_code": "project_code", "project": "project", "county": "county", "winner": "winner", "agency": "agency", "amount": "amount"}


class Loaded(NamedTuple):
    """`tenders` 新的在前,位置就是次序;`ranks` 是企业 → 位置 → 排名。"""

    tenders: list[dict[str, Any]]
    codes: Mapping[str, frozenset[int]]
    ranks: Mapping[str, Mapping[int, int]]
    projects: Index
    names: Index
    of_name: list[str]
    as_of: str


def load(outputs: Mapping[str, Any]) -> Loaded:
    tenders = outputs["tenders"].sort_values(["award_date", "bid_section_code"], ascending=[False, True], kind="stable")
    place = {code: at for at, code in enumerate(tenders["bid_section_code"])}
    candidates = outputs["candidates"][outputs["candidates"]["bid_section_code"].isin(place)].sort_values(["bid_section_code", "rank"], kind="stable")
    listed, ranks, codes = defaultdict(list), defaultdict(dict), defaultdict(set)
    for row in candidates.to_dict("records"):
        listed[row["bid_section_code"]].append({"rank": int(row["rank"])} | _there({"name": row["candidate"], "price": row["price"]}))
        if not pd.isna(row["candidate_uscc"]):
            ranks[row["candidate_uscc"]].setdefault(place[row["bid_section_code"]], int(row["rank"]))
    records = tenders.to_dict("records")
    for at, row in enumerate(records):
        if not pd.isna(row["winner_uscc"]):
            ranks[row["winner_uscc"]][at] = 1
        for code in (row["bid_section_code"], row["tender_project_code"]):
            if not pd.isna(code):
                codes[code].add(at)
    firms = outputs["firms"]
    return Loaded(
        [_tender(row, listed[row["bid_section_code"]]) for row in records], {c: frozenset(found) for c, found in codes.items()}, dict(ranks),
        index(tenders["project"].fillna("")), index(firms["name"]), list(firms["uscc"]), str(records[0]["as_of"])[:10] if records else "",
    )  # fmt: skip


def answer(request: Mapping[str, Any], loaded: Loaded) -> dict[str, Any] | None:
    """给出的条件都要满足;一个也没有给、或一个也查不到,都是 None。"""
    own = loaded.ranks.get(request["uscc"], {}) if request.get("uscc") is not None else None
    if own == {}:
        return None
    scores = loaded.projects.find(request["project"]) if request.get("project") else None
    wanted = [set(found) for found in (own, scores, _coded(request, loaded), _named(request, loaded)) if found is not None]
    places = set.intersection(*wanted) if wanted else set()
    page = request.get("page") or 1
    order = sorted(places, key=lambda at: (-(scores or {}).get(at, 0.0), at))
    shown = order[(page - 1) * PAGE : page * PAGE]
    if not shown:
        return None
    told = [loaded.tenders[at] | ({"rank": own[at]} if own else {}) for at in shown]
    return {"total": len(places), "page": page, "tenders": told, "as_of": loaded.as_of}


def _coded(request: Mapping[str, Any], loaded: Loaded) -> frozenset[int] | None:
    return loaded.codes.get(request["code"], frozenset()) if request.get("code") else None


def _named(request: Mapping[str, Any], loaded: Loaded) -> set[int] | None:
    if not request.get("name"):
        return None
    firms = {loaded.of_name[at] for at in loaded.names.find(request["name"])}
    return {at for firm in firms for at in loaded.ranks.get(firm, ())}


def _tender(row: Mapping[str, Any], candidates: list[dict[str, Any]]) -> dict[str, Any]:
    told = {"section_code": row["bid_section_code"], "award_date": _day(row["award_date"]), "linked_by": row["linked_by"],
            "corrected": row["notice_type"] == "变更公告", "candidates": candidates}  # fmt: skip
    told |= _there({said: row[name] for name, said in SAID.items()})
    if not pd.isna(row["time_limit_days"]):
        told["time_limit_days"] = int(row["time_limit_days"])
    if not pd.isna(row["notice_date"]):
        told["notice_date"] = _day(row["notice_date"])
    return told


def _there(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not pd.isna(value)}


def _day(value: Any) -> str:
    return str(value)[:10]
