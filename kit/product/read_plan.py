"""Read ``product.yaml`` and refuse, with the line, whatever a review could never pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from kit.access import Grant, TableGrant
from kit.catalog import AnnexProduct, find_product, near
from kit.errors import CatalogError
from kit.product.plan import LAST_DAY, ScenarioPlan
from kit.product.read_accuracy import read_accuracy
from kit.product.read_evaluation import read_evaluation
from kit.product.read_outputs import read_outputs
from kit.product.read_service import read_api, read_personal_data
from kit.product.yaml_lines import Source, catalog_of, field_of

NEEDED = {"product", "scenario", "catalogs", "outputs", "service_form", "charge"}
KEYS = NEEDED | {"description", "personal_data", "api", "as_of", "evaluation", "accuracy"}
SCENARIO = {
    "id": "场景编号", "title": "场景名称", "purpose": "用途", "users": "使用方", "legal_basis": "合法性依据",
    "emergency_contact": "应急联系岗位",
}  # fmt: skip


def read_plan(folder: Path) -> ScenarioPlan:
    """The plan in ``folder``; PlanError with file and line for the first thing that is not acceptable."""
    source = Source(folder / "product.yaml")
    raw = source.values
    for name in raw:
        if name not in KEYS:
            hint = near(str(name), sorted(KEYS))
            raise source.error("KIT-P003", (name,), f"不认识的键 {name}" + (f",是否想写 {hint[0]}" if hint else ""), f"可用的键:{'、'.join(sorted(KEYS))}。")
    for name in sorted(NEEDED):
        if not raw.get(name):
            raise source.error("KIT-P004", (name,), f"缺少 {name}", "参照 kit new 生成的样例补上。")
    annex = _annex(source)
    _scenario(source)
    grant = _grant(source)
    outputs = read_outputs(source)
    evaluation = read_evaluation(source, outputs) if raw.get("evaluation") else None
    return ScenarioPlan(
        folder=folder, annex=annex, scenario=raw["scenario"], grant=grant, outputs=outputs,
        as_of=evaluation.as_of if evaluation else _as_of(source), evaluation=evaluation, accuracy=read_accuracy(source, outputs),
        service_form=_form(source, annex), charge=_charge(source, annex), description=_description(source),
        personal_data=read_personal_data(source) if raw.get("personal_data") else None,
        api=read_api(source, outputs) if raw.get("api") else None,
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
        catalog = catalog_of(source, slug, at)
        if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
            raise source.error("KIT-P011", at, f"目录 {slug} 没有写明字段与理由", f"写成 {slug}: {{fields: {{字段名: 理由}}}}")
        for name, reason in raw["fields"].items():
            field_of(source, catalog, name, (*at, "fields", name))
            if not reason:
                raise source.error("KIT-P013", (*at, "fields", name), f"字段 {slug}.{name} 没有写使用理由", f"写成 {name}: 理由(最小必要)")
        where = {name: tuple(map(str, values)) for name, values in (raw.get("where") or {}).items()}
        since = dict(raw.get("since") or {})
        for part, names in (("where", where), ("since", since)):
            for name in names:
                field_of(source, catalog, name, (*at, part, name))
        if any(not isinstance(day, dt.date) for day in since.values()):
            raise source.error("KIT-P015", (*at, "since"), f"目录 {slug} 的 since 应是 字段名: 日期", "写成例如 since: {tap_time: 2025-12-01}。")
        tables[catalog.name] = TableGrant(dict(raw["fields"]), where, since)
    return Grant(tables)


def _as_of(source: Source) -> dt.date:
    """The as-of date of a plan without an evaluation."""
    raw = source.values.get("as_of", LAST_DAY)
    if not isinstance(raw, dt.date):
        raise source.error("KIT-P014", ("as_of",), "as_of 应是日期", "写成例如 as_of: 2025-06-30(没有 evaluation 的产品用)。")
    return raw


def _description(source: Source) -> dict[str, str]:
    raw = source.values.get("description") or {}
    if not isinstance(raw, dict) or any(not isinstance(v, str) for v in raw.values()):
        raise source.error("KIT-P009", ("description",), "产品说明应是 键: 文字", "参照 kit new 生成的样例。")
    return raw
