"""API 形式:凭统一社会信用代码出一份企业报告,分节,每节写明来历、新不新、有异议找谁。没有分数。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd


class Loaded(NamedTuple):
    sections: list[dict[str, Any]]
    names: Mapping[str, str]
    facts: Mapping[str, Mapping[str, Any]]
    as_of: str


def load(outputs: Mapping[str, Any]) -> Loaded:
    sections = outputs["sections"].sort_values("number").to_dict("records")
    facts: dict[str, dict[str, Any]] = {}
    order = outputs["facts"].sort_values(["uscc", "section", "number"], kind="stable")
    for uscc, section, item, value, unit, latest in order[["uscc", "section", "item", "value", "unit", "latest"]].itertuples(index=False):
        told = facts.setdefault(uscc, {}).setdefault(section, {"latest": str(latest)[:10], "items": []})
        told["items"].append({"item": item, "value": f"{value} {unit}".strip()})
    subjects = outputs["subjects"]
    return Loaded(sections, dict(zip(subjects["uscc"], subjects["name"], strict=True)), facts, str(subjects["as_of"].iloc[0])[:10] if len(subjects) else "")


def answer(request: Mapping[str, Any], loaded: Loaded) -> dict[str, Any] | None:
    uscc = request["uscc"]
    if uscc not in loaded.names:
        return None
    own = loaded.facts.get(uscc, {})
    sections = [_section(section, own.get(section["section"])) for section in loaded.sections]
    name = loaded.names[uscc]
    known = {} if pd.isna(name) else {"name": name}
    return known | {"recorded": sum(s["recorded"] for s in sections), "sections": sections, "as_of": loaded.as_of}


def _section(section: Mapping[str, Any], own: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"title": section["title"], "catalog": section["catalog"], "unit": section["unit"], "frequency": section["frequency"],
            "recorded": own is not None, "items": own["items"] if own else [], "note": section["note"] if own else section["nothing"],
            **({"latest": own["latest"]} if own else {}), "updated": str(section["updated"])[:10], "fresh": section["fresh"] == "是",
            "counted_until": str(section["counted_until"])[:10], "dispute": section["dispute"]}  # fmt: skip
