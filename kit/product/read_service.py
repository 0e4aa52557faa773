"""Read ``api`` and ``personal_data`` of a scenario plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kit.catalog import Grade, load
from kit.product.api import ARRAY, OBJECT, SCALARS, Api, Member
from kit.product.plan import DATASET, SERVICE, Output, PersonalData
from kit.product.yaml_lines import Source

# 个人信息保护法 art. 13 (grounds) and art. 29 (separate consent), in short words of ours.
GROUNDS = ("单独同意", "同意", "订立或履行合同所必需", "履行法定职责或法定义务", "应对突发公共卫生事件", "已合法公开")
LIMITS = {"pattern", "enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"}
MEMBER = {"name", "title", "type", "required", "unit", "description", "constraints", "members", "items", "subject", "published", "example"}


def read_personal_data(source: Source) -> PersonalData:
    raw, at = source.values["personal_data"], ("personal_data",)
    needed = {"ground": "合法性基础", "purposes": "允许的用途", "necessity": "必要性", "per_query": "是否逐次取得同意"}
    for name, title in needed.items():
        if not isinstance(raw, dict) or raw.get(name) in (None, "", []):
            raise source.error("KIT-P050", (*at, name), f"个人信息一节缺少 {name}({title})", f"在 personal_data 下补一行 {name}: …")
    if raw["ground"] not in GROUNDS:
        raise source.error("KIT-P051", (*at, "ground"), "合法性基础不在《个人信息保护法》第十三条所列之中", f"写成其中之一:{'、'.join(GROUNDS)}。")
    if isinstance(raw["purposes"], str) or not isinstance(raw["per_query"], bool):
        raise source.error("KIT-P052", at, "purposes 应是列表,per_query 应是 true 或 false", "改正格式。")
    return PersonalData(raw["ground"], tuple(map(str, raw["purposes"])), raw["necessity"], raw["per_query"])


def read_api(source: Source, outputs: Mapping[str, Output]) -> Api:
    raw, at = source.values["api"], ("api",)
    if not isinstance(raw, dict) or not all(raw.get(part) for part in ("title", "request", "response")):
        raise source.error("KIT-P060", at, "接口要有 title、request 和 response", "参照 docs/guide/products.md 的“接口”。")
    request = tuple(_member(source, m, (*at, "request", n)) for n, m in enumerate(raw["request"]))
    response = tuple(_member(source, m, (*at, "response", n)) for n, m in enumerate(raw["response"]))
    for number, member in enumerate(request):
        _known(source, member, outputs, (*at, "request", number))
    return Api(raw["title"], request, response)


def _member(source: Source, raw: Any, at: tuple[Any, ...]) -> Member:
    if not isinstance(raw, dict) or not {"name", "title", "type"} <= set(raw) or raw["type"] not in (*SCALARS, OBJECT, ARRAY):
        raise source.error("KIT-P061", at, f"接口字段要有 name、title 和 type({'、'.join((*SCALARS, OBJECT, ARRAY))})", "补全这一行。")
    if unknown := set(raw) - MEMBER:
        raise source.error("KIT-P061", at, f"接口字段里有不认识的键 {'、'.join(sorted(unknown))}", f"可用的键:{'、'.join(sorted(MEMBER))}。")
    members = tuple(_member(source, m, (*at, "members", n)) for n, m in enumerate(raw.get("members") or ()))
    if (raw["type"] == OBJECT and not members) or (raw["type"] == ARRAY and bool(members) == (raw.get("items") in SCALARS)):
        raise source.error("KIT-P062", at, f"字段 {raw['name']} 没有说明里面是什么", "object 写 members;array 写 items(简单类型)或 members 之一。")
    _limits(source, raw, at)
    if raw.get("published"):
        _public(source, str(raw["published"]), (*at, "published"))
    return Member(
        raw["name"], raw["title"], raw["type"], bool(raw.get("required", True)), raw.get("unit", ""), raw.get("description", ""),
        raw.get("constraints") or {}, members, raw.get("items", ""), raw.get("subject", ""), raw.get("published", ""), raw.get("example"),
    )  # fmt: skip


def _limits(source: Source, raw: Mapping[str, Any], at: tuple[Any, ...]) -> None:
    """Constraints that the review and the service both know; a pattern is one that compiles."""
    limits = raw.get("constraints") or {}
    if not isinstance(limits, dict) or set(limits) - LIMITS:
        raise source.error("KIT-P065", (*at, "constraints"), f"字段 {raw['name']} 的约束只能用 {'、'.join(sorted(LIMITS))}", "改正 constraints。")
    try:
        re.compile(str(limits.get("pattern", "")), re.ASCII)
    except re.error:
        raise source.error("KIT-P065", (*at, "constraints"), f"字段 {raw['name']} 的 pattern 不是正则表达式", "改正 pattern。") from None


def _public(source: Source, named: str, at: tuple[Any, ...]) -> None:
    """Only what its own catalog grades 公开, and the plan was granted, may name others in an answer."""
    slug, _, field = named.partition(".")
    granted = source.values["catalogs"].get(slug) or {}
    if field not in (granted.get("fields") or {}) or load(slug)[field].grade != Grade.公开:
        raise source.error("KIT-P066", at, f"published 应是申请过的、分级为公开的 目录.字段,{named} 不是", "写成例如 construction_bid_award.win_bidder_name。")


def _known(source: Source, member: Member, outputs: Mapping[str, Output], at: tuple[Any, ...]) -> None:
    """A request field names a subject that an output knows, or shows an example."""
    if member.subject:
        name, _, field = member.subject.partition(".")
        output = outputs.get(name)
        if output is None or output.kind not in (DATASET, SERVICE) or field not in {f.name for f in output.fields}:
            raise source.error("KIT-P063", (*at, "subject"), f"subject 应是 数据集或服务输出.字段,没有 {member.subject}", "写成例如 risk_index.uscc。")
    elif member.required and member.example is None:
        raise source.error("KIT-P064", at, f"请求字段 {member.name} 既没有 subject,也没有 example", "补一个示例值,展示与检查都要用。")
