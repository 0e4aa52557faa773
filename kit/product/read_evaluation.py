"""Read ``evaluation`` of a scenario plan: the label, whom it is about, and the scores to judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kit.errors import PlanError
from kit.product.plan import EVALUATION, Begun, Evaluation, Happening, Linked, Output, Population, Reasons
from kit.product.yaml_lines import Source, catalog_of, field_of

AT = ("evaluation",)


def read_evaluation(source: Source, outputs: Mapping[str, Output]) -> Evaluation:
    """The evaluation; its outputs and their fields are declared."""
    raw = source.values["evaluation"]
    try:
        as_of = raw["as_of"] if isinstance(raw["as_of"], dt.date) else dt.date.fromisoformat(str(raw["as_of"]))
        scores, label = raw["scores"], raw["label"]
        happenings = tuple(_happening(source, h, (*AT, "label", "any_of", n)) for n, h in enumerate(label["any_of"]))
        found = Evaluation(
            as_of, label["title"], happenings, _population(source, raw["population"]), scores["output"], scores["key"], scores["score"],
            scores["baseline"], scores["probability"], float(raw.get("capacity", 0.05)), tuple(raw.get("segments") or ()),
            tuple(raw.get("protected") or ()), Reasons(**raw["reasons"]) if raw.get("reasons") else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, PlanError):
            raise
        raise source.error("KIT-P030", AT, f"评估方案写得不全或格式不对:{error}", "参照 docs/guide/products.md 的 evaluation。") from None
    _has(source, outputs, found.output, {found.key, found.score, found.baseline, found.probability, *found.segments, *found.protected}, "scores")
    if found.reasons:
        _has(source, outputs, found.reasons.output, {found.key, found.reasons.base, found.reasons.margin}, "reasons")
    return found


def _has(source: Source, outputs: Mapping[str, Output], name: str, fields: set[str], part: str) -> None:
    if name not in outputs or outputs[name].kind != EVALUATION:
        raise source.error("KIT-P031", (*AT, part), f"{part}.output 应是 kind 为 评估 的输出", "在 outputs 下声明它。")
    if missing := fields - {f.name for f in outputs[name].fields}:
        raise source.error("KIT-P032", (*AT, part), f"评估输出没有字段 {'、'.join(sorted(missing))}", "在该输出的 fields 下补上。")


def _population(source: Source, raw: dict[str, Any]) -> Population:
    at = (*AT, "population")
    catalog = catalog_of(source, raw["catalog"], at)
    where = {name: tuple(map(str, values)) for name, values in (raw.get("where") or {}).items()}
    begun = Begun(raw["begun"]["date"], int(raw["begun"]["within_months"])) if raw.get("begun") else None
    linked = _linked(source, raw["linked"], (*at, "linked")) if raw.get("linked") else None
    for name in (raw["key"], *where, *([begun.date] if begun else ()), *([linked.field] if linked else ())):
        field_of(source, catalog, name, at)
    return Population(catalog.name, raw["key"], where, begun, linked)


def _linked(source: Source, raw: dict[str, Any], at: tuple[Any, ...]) -> Linked:
    other = catalog_of(source, raw["catalog"], at)
    field_of(source, other, raw["key"], at)
    return Linked(raw["field"], other.name, raw["key"])


def _happening(source: Source, raw: dict[str, Any], at: tuple[Any, ...]) -> Happening:
    catalog = catalog_of(source, raw["catalog"], at)
    where = {name: tuple(map(str, values)) for name, values in (raw.get("where") or {}).items()}
    for name in (raw["key"], raw["date"], *where, *(raw.get("above") or {})):
        field_of(source, catalog, name, at)
    return Happening(catalog.name, raw["key"], raw["date"], int(raw["within_months"]), where, raw.get("above") or {})
