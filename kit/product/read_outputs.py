"""Read ``outputs`` of a scenario plan: what a product leaves, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.catalog import Field, Grade, Ground
from kit.product.plan import DATASET, EVALUATION, MODEL, REPORT, SERVICE, Control, Output, Training
from kit.product.yaml_lines import Source

KINDS = (DATASET, MODEL, REPORT, SERVICE, EVALUATION)
FIELD_TYPES = {"string", "integer", "number", "date"}


def read_outputs(source: Source) -> dict[str, Output]:
    """All declared outputs; those that name another output name one that is declared."""
    outputs = {name: _output(source, name) for name in source.values["outputs"]}
    for output in outputs.values():
        _refers(source, output, outputs)
    return outputs


def _output(source: Source, name: str) -> Output:
    raw, at = source.values["outputs"][name], ("outputs", name)
    if not isinstance(raw, dict) or raw.get("kind") not in KINDS:
        raise source.error("KIT-P020", (*at, "kind"), f"输出 {name} 的 kind 应为 {'、'.join(KINDS)} 之一", "改正 kind。")
    if raw.get("grade", "一般") not in Grade.__members__:
        raise source.error("KIT-P021", (*at, "grade"), f"输出 {name} 的分级不在 {'、'.join(Grade.__members__)} 之中", "改正 grade。")
    fields = tuple(_field(source, f, (*at, "fields", n)) for n, f in enumerate(raw.get("fields") or ()))
    if raw["kind"] not in (MODEL, REPORT) and not fields:
        raise source.error("KIT-P022", at, f"输出 {name} 没有声明字段", "在 fields 下逐个写 name、title、type。")
    if raw["kind"] == MODEL and not raw.get("features"):
        raise source.error("KIT-P022", at, f"模型 {name} 没有声明特征", "在 features 下逐个写 特征名: 中文说明。")
    if raw["kind"] == REPORT and not raw.get("tables"):
        raise source.error("KIT-P022", at, f"报告 {name} 没有声明表格", "在 tables 下列出它展示的数据集输出。")
    names = {f.name for f in fields}
    persons = raw.get("persons", "")
    if persons and persons not in {f.name for f in fields if f.type == "integer"}:
        raise source.error("KIT-P025", (*at, "persons"), f"输出 {name} 的 persons 应是它的一个 integer 字段", "写上每一行所含人数的字段名。")
    return Output(
        name, raw["kind"], raw.get("title", name), raw.get("grade", "一般"), raw.get("grade_reason", ""),
        _names(source, raw, (*at, "key"), names, "KIT-P023"), fields, raw.get("features") or {}, _directions(source, raw, at),
        _training(source, raw, at), persons, _names(source, raw, (*at, "quasi_identifiers"), names), _names(source, raw, (*at, "sensitive"), names),
        _control(source, raw, at, names), tuple(raw.get("tables") or ()), raw.get("figures") or {},
    )  # fmt: skip


def _field(source: Source, raw: Any, at: tuple[Any, ...]) -> Field:
    if not isinstance(raw, dict) or not {"name", "title", "type"} <= set(raw) or raw["type"] not in FIELD_TYPES:
        raise source.error("KIT-P024", at, f"输出字段要有 name、title 和 type({'、'.join(sorted(FIELD_TYPES))})", "补全这一行。")
    return Field(raw["name"], raw["title"], raw["type"], Grade.一般, Ground("own_knowledge"), unit=raw.get("unit", ""),
                 constraints=raw.get("constraints") or {})  # fmt: skip


def _names(source: Source, raw: Mapping[str, Any], at: tuple[Any, ...], known: set[str], code: str = "KIT-P026") -> tuple[str, ...]:
    """A list of field names under the last key of ``at``."""
    listed = raw.get(at[-1]) or ()
    if isinstance(listed, str) or set(listed) - known:
        raise source.error(code, at, f"输出 {at[1]} 的 {at[-1]} 不在它的字段之中", f"把 {at[-1]} 写成字段名的列表。")
    return tuple(listed)


def _directions(source: Source, raw: Mapping[str, Any], at: tuple[Any, ...]) -> dict[str, int]:
    found = raw.get("directions") or {}
    if set(found) - set(raw.get("features") or ()) or set(found.values()) - {1, -1}:
        raise source.error("KIT-P027", (*at, "directions"), f"输出 {at[1]} 的 directions 应是 特征名: 1 或 -1", "只写声明过的特征,方向写 1 或 -1。")
    return found


def _training(source: Source, raw: Mapping[str, Any], at: tuple[Any, ...]) -> Training | None:
    found = raw.get("training")
    if found is None:
        return None
    if not isinstance(found, dict) or set(found) != {"output", "label", "member"}:
        raise source.error("KIT-P028", (*at, "training"), f"输出 {at[1]} 的 training 要有 output、label、member", "参照 docs/guide/products.md 的“模型”。")
    return Training(found["output"], found["label"], found["member"])


def _control(source: Source, raw: Mapping[str, Any], at: tuple[Any, ...], names: set[str]) -> Control | None:
    found = raw.get("control")
    if found is None:
        return None
    allowed = {"contributions", "contributor", "sums", "count", "total"}
    if not isinstance(found, dict) or not {"contributions", "contributor"} <= set(found) or set(found) - allowed:
        raise source.error("KIT-P028", (*at, "control"), f"输出 {at[1]} 的 control 要有 contributions、contributor,另可写 sums、count、total",
                           "参照 docs/guide/products.md 的“按格汇总”。")  # fmt: skip
    released = {*(found.get("sums") or {}), *([found["count"]] if found.get("count") else [])}
    if released - names or not released:
        raise source.error("KIT-P028", (*at, "control"), f"输出 {at[1]} 的 control 要在 sums 或 count 里写它的字段", "写 sums: {输出字段: 贡献字段} 或 count: 字段。")
    return Control(found["contributions"], found["contributor"], found.get("sums") or {}, found.get("count", ""), str(found.get("total", "合计")))


def _refers(source: Source, output: Output, outputs: Mapping[str, Output]) -> None:
    """Outputs named by another are there, of the right kind and with the fields that are needed."""
    at = ("outputs", output.name)
    wanted: list[tuple[str, str, str, set[str]]] = [("tables", name, DATASET, set()) for name in output.tables]
    if output.training:
        wanted.append(("training", output.training.output, EVALUATION, {output.training.label, output.training.member, *output.features}))
    if output.control:
        c = output.control
        wanted.append(("control", c.contributions, EVALUATION, {*output.key, c.contributor, *c.sums.values()}))
    for part, name, kind, fields in wanted:
        other = outputs.get(name)
        if other is None or other.kind != kind:
            raise source.error("KIT-P029", (*at, part), f"输出 {output.name} 的 {part} 提到 {name},但没有这样的{kind}输出", f"在 outputs 下声明它,kind 写 {kind}。")
        if missing := fields - {f.name for f in other.fields}:
            raise source.error("KIT-P029", (*at, part), f"输出 {name} 缺少字段 {'、'.join(sorted(missing))}", "在该输出的 fields 下补上。")
