"""What cards and the gallery say about a product: from its scenario plan, its review and its released data alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from kit.catalog import Field, Grade, load
from kit.product.artefact import Artefact
from kit.product.plan import DATASET, ScenarioPlan
from kit.serving.pages import charts

REGION = "安徽省六安市"
SAID = {"summary": "介绍", "coverage": "数据覆盖范围", "update": "更新频率", "limits": "适用限制"}  # what the partner says of the product
STATUS = {"passed": ("通过", "good"), "failed": ("不通过", "bad"), "warned": ("提醒", "warn"), "skipped": ("未检查", "warn"), "errored": ("检查出错", "bad")}
VERDICT = {"通过": "good", "限期整改": "warn", "未通过": "bad"}


@dataclass(frozen=True)
class Source:
    """One catalog that the product reads: ``fields`` are (title, grade, reason)."""

    title: str
    unit: str
    frequency: str
    grade: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Measured:
    """The figures of one run: ``numbers`` are (title, value, what to compare it with), ``plots`` are (title, caption, SVG),
    ``segments`` are (field, value, subjects, events, AUC).
    """

    run: str
    numbers: tuple[tuple[str, str, str], ...]
    plots: tuple[tuple[str, str, Any], ...]
    segments: tuple[tuple[str, str, int, int, str], ...]


def sources(plan: ScenarioPlan) -> list[Source]:
    loaded = [(load(slug), grant) for slug, grant in plan.grant.tables.items()]
    return [
        Source(c.title, c.unit, c.frequency, max(c[n].grade for n in g.fields).name, tuple((c[n].title, c[n].grade.name, why) for n, why in g.fields.items()))
        for c, g in loaded
    ]  # fmt: skip


def description(plan: ScenarioPlan, artefact: Artefact | None = None) -> list[tuple[str, str]]:
    """The product description: what data exchanges ask for, then what the partner adds or says better."""
    read = sources(plan)
    personal = [s.title for s in read if Grade[s.grade] >= Grade.个人信息]
    told = {
        "介绍": str(plan.scenario["purpose"]), "归属地域": REGION, "数据类型": "、".join(plan.service_form),
        "所属行业": f"{plan.annex.category} / {plan.annex.industry}", "应用场景": str(plan.scenario["title"]),
        "数据来源": "、".join(dict.fromkeys(f"{s.unit}({s.title})" for s in read)),
        "是否涉及隐私或敏感信息": f"加工时用到个人信息({'、'.join(personal)}),交付物按声明的分级" if personal else "加工时不涉及个人信息",
        "更新频率": "随来源:" + "、".join(dict.fromkeys(s.frequency for s in read)),
    }  # fmt: skip
    if artefact:
        told["数据规模"] = ";".join(scale(artefact)) or "不交付数据"
        told["截止日"] = f"{artefact.as_of},只使用这一天(含)以前已知的事实"
    said = {SAID.get(name, name): text for name, text in plan.description.items()}
    return list((told | said).items())


def scale(artefact: Artefact) -> Iterator[str]:
    for output in artefact.plan.leaving:
        if output.kind == DATASET:
            yield f"{output.title} {len(artefact.frame(output.name)):,} 行 × {len(output.fields)} 列"


def findings(artefact: Artefact) -> list[tuple[str, str, str, str, str]]:
    """(word, colour, title, summary, source) of every check of the review."""
    return [(*STATUS[f["status"]], f["title"], f["summary"], f["source"]) for f in artefact.report["findings"]]


def measured(artefact: Artefact) -> list[Measured]:
    """The figures that the review computed from a future which the product had not seen."""
    titles = {run["name"]: run["title"] for run in artefact.report["runs"]}
    known = artefact.report["evidence"]["figures"]
    fields = {f.name: f.title for f in _judged(artefact.plan)}
    return [_measured(titles.get(name, name), f, fields) for name, f in known.items() if isinstance(f, dict) and "auc" in f]


def _judged(plan: ScenarioPlan) -> tuple[Field, ...]:
    return plan.outputs[plan.evaluation.output].fields if plan.evaluation else ()


def _measured(run: str, f: Any, fields: Mapping[str, str]) -> Measured:
    low, high = f["auc_gain"]
    numbers = (
        ("排序能力 AUC", f"{f['auc']:.3f}", f"基准 {f['baseline_auc']:.3f}"),
        ("比基准高", f"{f['auc'] - f['baseline_auc']:+.3f}", f"95% 区间 {low:+.3f} 至 {high:+.3f}"),
        (f"前 {f['capacity']:.0%} 命中率", f"{f['precision']:.1%}", f"基准 {f['baseline_precision']:.1%},全体 {f['observed']:.1%}"),
        ("提升倍数", f"{f['lift']:.1f}", "相对于随机抽查"),
        ("校准斜率", f"{f['slope']:.2f}", f"1 为最好;平均预测 {f['mean_probability']:.1%},实际 {f['observed']:.1%}"),
        ("覆盖", f"{f['coverage']:.1%}", f"{f['subjects']:,} 个对象,{f['positives']:,} 个发生"),
    )
    plots = (
        ("先查谁", "按评分从高到低查,找到了多少后来真的发生的;虚线是产品自己声明的基准。", charts.gains(f)),
        ("概率准不准", "按预测概率分成十组的预测与实际;越靠近对角线越好。", charts.calibration(f)),
    )
    segments = tuple((fields.get(s["field"], s["field"]), s["value"], s["subjects"], s["positives"], _interval(s)) for s in f.get("segments", ()))
    return Measured(run, numbers, plots, segments)


def _interval(segment: Any) -> str:
    if segment["auc"] is None:
        return "太少,不评判"
    return f"{segment['auc']:.3f}({segment['low']:.3f} 至 {segment['high']:.3f})"


def claims(artefact: Artefact) -> list[tuple[str, str, str, str, str]]:
    """What the product says of accuracy, held against the truth: (claim, run, measure, value, what to compare it with)."""
    titles = {run["name"]: run["title"] for run in artefact.report["runs"]}
    return [
        (c["title"], titles.get(c["run"], c["run"]), c.get("measure", c["kind"]), c["problem"] if "problem" in c else f"{c['value']:,.4g}",
         "" if "problem" in c else ";".join(_beside(c)))
        for c in artefact.report["evidence"].get("accuracy", ())
    ]  # fmt: skip


def _beside(claim: Any) -> Iterator[str]:
    yield f"{claim['cases']:,} 例,{claim['answered']:.1%} 有回答"
    if claim["baseline"] is not None and not isnan(claim["baseline"]):
        yield f"基准 {claim['baseline']:,.4g}" + ("" if claim["gain"] is None else "(好出 {:,.4g} 至 {:,.4g},95% 区间)".format(*claim["gain"]))
    if claim["covered"] is not None:
        yield f"所说区间含真值 {claim['covered']:.1%}"
    if claim["claims"]:
        yield f"要紧的说法 {claim['claims']:,} 次,说错 {claim['wrong']:,} 次" + ("" if claim["wrong_most"] is None else f"(错误率 95% 上限 {claim['wrong_most'] * 100:.2g}%)")
