"""Read ``product.yaml`` and refuse, with the line, whatever a review could never pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from kit.access import Grant, TableGrant
from kit.catalog import AnnexProduct, Catalog, Field, Grade, Ground, find_product, load, near
from kit.errors import CatalogError, PlanError
from kit.product.plan import DATASET, EVALUATION, MODEL, Evaluation, Happening, Output, Population, ScenarioPlan
from kit.product.yaml_lines import Source

KEYS = {"product", "scenario", "catalogs", "outputs", "evaluation", "service_form", "charge"}
SCENARIO = {
    "id": "场景编号", "title": "场景名称", "purpose": "用途", "users": "使用方", "legal_basis": "合法性依据",
    "emergency_contact": "应急联系岗位",
}  # fmt: skip
FIELD_TYPES = {"string", "integer", "number", "date"}


def read_plan(folder: Path) -> ScenarioPlan:
    """The plan in ``folder``; PlanError with file and line for the first thing that is not acceptable."""
    source = Source(folder / "product.yaml")
    raw = source.values
    for name in raw:
        if name not in KEYS:
            hint = near(str(name), sorted(KEYS))
            raise source.error("KIT-P003", (name,), f"不认识的键 {name}" + (f",是否想写 {hint[0]}" if hint else ""), f"可用的键:{'、'.join(sorted(KEYS))}。")
    for name in sorted(KEYS - {"evaluation"}):
        if not raw.get(name):
            raise source.error("KIT-P004", (name,), f"缺少 {name}", "参照 kit new 生成的样例补上。")
    annex = _annex(source)
    _scenario(source)
    grant = _grant(source)
    outputs = {name: _output(source, name) for name in raw["outputs"]}
    return ScenarioPlan(
        folder=folder, annex=annex, scenario=raw["scenario"], grant=grant, outputs=outputs,
        evaluation=_evaluation(source, outputs) if raw.get("evaluation") else None,
        service_form=_form(source, annex), charge=_charge(source, annex),
    )  # fmt: skip


def _annex(source: Source) -> AnnexProduct:
    try:
        return find_product(str(source.values["product"]))
    except CatalogError as error:
        raise source.error("KIT-P005", ("product",), error.what, error.next_step) from None


def _form(source: Source, annex: AnnexProduct) -> tuple[str, ...]:
    raw = source.values["service_form"]
    forms = tuple(raw) if isinstance(raw, list) else tuple(str(raw).split("、"))
    if sorted(forms) != sorted(annex.forms):
        raise source.error(
            "KIT-P006", ("service_form",), f"服务形式 {'、'.join(forms)} 与附件2 不符:{annex.title} 登记为 {'、'.join(annex.forms)}",
            f"改为 service_form: {'、'.join(annex.forms)}",
        )  # fmt: skip
    return forms


def _charge(source: Source, annex: AnnexProduct) -> dict[str, Any]:
    charge = source.values["charge"]
    if not isinstance(charge, dict) or charge.get("chargeable") is not annex.chargeable:
        kind = "有偿" if annex.chargeable else "无偿"
        raise source.error("KIT-P007", ("charge",), f"附件2 规定 {annex.title} 为{kind}使用", f"写 charge: {{chargeable: {str(annex.chargeable).lower()}}}")
    return charge


def _scenario(source: Source) -> None:
    scenario = source.values["scenario"]
    for key, title in SCENARIO.items():
        if not isinstance(scenario, dict) or not scenario.get(key):
            raise source.error("KIT-P008", ("scenario", key), f"场景方案缺少 {key}({title})", f"在 scenario 下补一行 {key}: …")


def _grant(source: Source) -> Grant:
    tables = {}
    for slug, raw in source.values["catalogs"].items():
        at = ("catalogs", slug)
        try:
            catalog = load(slug)
        except CatalogError as error:
            raise source.error("KIT-P010", at, error.what, error.next_step) from None
        if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
            raise source.error("KIT-P011", at, f"目录 {slug} 没有写明字段与理由", f"写成 {slug}: {{fields: {{字段名: 理由}}}}")
        for name, reason in raw["fields"].items():
            _field_of(source, catalog, name, (*at, "fields", name))
            if not reason:
                raise source.error("KIT-P013", (*at, "fields", name), f"字段 {slug}.{name} 没有写使用理由", f"写成 {name}: 理由(最小必要)")
        where = {name: tuple(map(str, values)) for name, values in (raw.get("where") or {}).items()}
        for name in where:
            _field_of(source, catalog, name, (*at, "where", name))
        tables[catalog.name] = TableGrant(dict(raw["fields"]), where)
    return Grant(tables)


def _field_of(source: Source, catalog: Catalog, name: str, at: tuple[Any, ...]) -> None:
    if name not in catalog:
        hint = near(name, [f.name for f in catalog.fields])
        raise source.error("KIT-P012", at, f"目录 {catalog.name}({catalog.title})没有字段 {name}" + (f",是否想写 {hint[0]}" if hint else ""),
                           f"用 kit catalog show {catalog.name} 查看全部字段。")  # fmt: skip


def _output(source: Source, name: str) -> Output:
    raw, at = source.values["outputs"][name], ("outputs", name)
    if raw.get("kind") not in (DATASET, MODEL, EVALUATION):
        raise source.error("KIT-P020", (*at, "kind"), f"输出 {name} 的 kind 应为 {DATASET}、{MODEL} 或 {EVALUATION}", "改正 kind。")
    if raw.get("grade", "一般") not in Grade.__members__:
        raise source.error("KIT-P021", (*at, "grade"), f"输出 {name} 的分级不在 {'、'.join(Grade.__members__)} 之中", "改正 grade。")
    fields = tuple(_output_field(source, f, (*at, "fields", n)) for n, f in enumerate(raw.get("fields") or ()))
    if raw["kind"] != MODEL and not fields:
        raise source.error("KIT-P022", at, f"输出 {name} 没有声明字段", "在 fields 下逐个写 name、title、type。")
    if raw["kind"] == MODEL and not raw.get("features"):
        raise source.error("KIT-P022", at, f"模型 {name} 没有声明特征", "在 features 下逐个写 特征名: 中文说明。")
    key = tuple(raw.get("key") or ())
    if set(key) - {f.name for f in fields}:
        raise source.error("KIT-P023", (*at, "key"), f"输出 {name} 的 key 不在它的字段之中", "把 key 写成字段名的列表。")
    persons = raw.get("persons", "")
    if persons and persons not in {f.name for f in fields if f.type == "integer"}:
        raise source.error("KIT-P025", (*at, "persons"), f"输出 {name} 的 persons 应是它的一个 integer 字段", "写上每一行所含人数的字段名。")
    return Output(name, raw["kind"], raw.get("title", name), raw.get("grade", "一般"), key, fields, raw.get("features") or {}, persons)


def _output_field(source: Source, raw: dict[str, Any], at: tuple[Any, ...]) -> Field:
    if not isinstance(raw, dict) or not {"name", "title", "type"} <= set(raw) or raw["type"] not in FIELD_TYPES:
        raise source.error("KIT-P024", at, f"输出字段要有 name、title 和 type({'、'.join(sorted(FIELD_TYPES))})", "补全这一行。")
    return Field(raw["name"], raw["title"], raw["type"], Grade.一般, Ground("own_knowledge"), unit=raw.get("unit", ""),
                 constraints=raw.get("constraints") or {})  # fmt: skip


def _evaluation(source: Source, outputs: dict[str, Output]) -> Evaluation:
    raw, at = source.values["evaluation"], ("evaluation",)
    try:
        as_of = raw["as_of"] if isinstance(raw["as_of"], dt.date) else dt.date.fromisoformat(str(raw["as_of"]))
        scores, label = raw["scores"], raw["label"]
        happenings = tuple(_happening(source, h, ("evaluation", "label", "any_of", n)) for n, h in enumerate(label["any_of"]))
        found = Evaluation(as_of, label["title"], happenings, _population(source, raw["population"]), scores["output"], scores["key"], scores["score"],
                           scores["baseline"], scores["probability"], float(raw.get("capacity", 0.05)))  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, PlanError):
            raise
        raise source.error("KIT-P030", at, f"评估方案写得不全或格式不对:{error}", "参照 docs/guide/products.md 的 evaluation。") from None
    if found.output not in outputs or outputs[found.output].kind != EVALUATION:
        raise source.error("KIT-P031", ("evaluation", "scores"), "scores.output 应是 kind 为 评估 的输出", "在 outputs 下声明它。")
    names = {f.name for f in outputs[found.output].fields}
    if missing := {found.key, found.score, found.baseline, found.probability} - names:
        raise source.error("KIT-P032", ("evaluation", "scores"), f"评估输出没有字段 {'、'.join(sorted(missing))}", "在该输出的 fields 下补上。")
    return found


def _population(source: Source, raw: dict[str, Any]) -> Population:
    at = ("evaluation", "population")
    try:
        catalog = load(raw["catalog"])
    except CatalogError as error:
        raise source.error("KIT-P010", at, error.what, error.next_step) from None
    where = {name: tuple(map(str, values)) for name, values in (raw.get("where") or {}).items()}
    for name in (raw["key"], *where):
        _field_of(source, catalog, name, at)
    return Population(catalog.name, raw["key"], where)


def _happening(source: Source, raw: dict[str, Any], at: tuple[Any, ...]) -> Happening:
    try:
        catalog = load(raw["catalog"])
    except CatalogError as error:
        raise source.error("KIT-P010", at, error.what, error.next_step) from None
    where = {name: tuple(map(str, values)) for name, values in (raw.get("where") or {}).items()}
    for name in (raw["key"], raw["date"], *where, *(raw.get("above") or {})):
        _field_of(source, catalog, name, at)
    return Happening(catalog.name, raw["key"], raw["date"], int(raw["within_months"]), where, raw.get("above") or {})
