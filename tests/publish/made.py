"""Reviews made by hand: a product, what it leaves, and a reviewer's decision, without running anything."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit.product.artefact import Artefact, copy_sources, digest, open_artefact
from tests.conftest import ROOT

FIGURES = {
    "subjects": 5000, "positives": 180, "coverage": 1.0, "auc": 0.81, "baseline_auc": 0.72, "auc_gain": [0.05, 0.12], "capacity": 0.1, "precision": 0.14,
    "baseline_precision": 0.09, "lift": 3.9, "slope": 1.04, "mean_probability": 0.035, "observed": 0.036,
    "curve": [[0.004 * n, 0.0042 * n] for n in range(1, 11)], "gains": [[n / 20, min(1, n / 9), n / 20] for n in range(1, 21)],
    "segments": [{"field": "size", "value": "小", "subjects": 4000, "positives": 150, "auc": 0.8, "low": 0.77, "high": 0.83},
                 {"field": "size", "value": "大", "subjects": 1000, "positives": 30, "auc": None, "low": 0.0, "high": 1.0}],
}  # fmt: skip
FINDING = {"check": "no_identifiers", "status": "passed", "title": "输出不含标识符与原始数据", "summary": "没有发现", "detail": [], "next_step": "", "source": "实施方案", "final": True}
CLAIMS = [
    {"title": "客流估得准不准", "kind": "数值", "run": "plain", "measure": "平均绝对误差", "cases": 1200, "answered": 0.98, "value": 12.345678, "baseline": 20.0,
     "gain": [6.0, 9.0], "covered": 0.81, "claims": 0, "wrong": 0, "wrong_most": None},
    {"title": "说“无”是否说错", "kind": "类别", "run": "plain", "measure": "说对的比例", "cases": 500, "answered": 1.0, "value": 0.96, "baseline": float("nan"),
     "gain": None, "covered": None, "claims": 400, "wrong": 1, "wrong_most": 0.0118},
    {"title": "排得好不好", "kind": "排序", "run": "plain", "problem": "没有留下可用的估计"},
]  # fmt: skip
BUS = """
product: 公交运营情况分析
scenario: {id: LA-1, title: 线网优化, purpose: 看各线路各时段的客流, users: [交通运输部门], legal_basis: 附件1 已授权目录, emergency_contact: 产品安全负责人(岗位)}
description: {summary: 线路客流表, coverage: 市区全部线路, update: 每月, limits: 不用于识别个人}
catalogs:
  enterprise_basic: {fields: {uscc: 关联键, county_code: 分区}}
outputs:
  line_hours:
    kind: 数据集
    title: 线路客流
    key: [line, hour]
    fields:
      - {name: line, title: 线路, type: string, constraints: {pattern: '[0-9]{1,18}|合计'}}
      - {name: hour, title: 时段, type: integer, constraints: {minimum: 0, maximum: 24}}
      - {name: note, title: 说明, type: string}
      - {name: riders, title: 人次, type: integer, unit: 人次}
      - {name: share, title: 占比, type: number}
      - {name: day, title: 统计日, type: date}
    control: {contributions: parts, contributor: card, sums: {riders: rides}}
  parts:
    kind: 评估
    title: 各格的贡献
    fields:
      - {name: line, title: 线路, type: string}
      - {name: hour, title: 时段, type: integer}
      - {name: card, title: 卡, type: string}
      - {name: rides, title: 乘次, type: integer}
service_form: 数据集
charge: {chargeable: false}
"""
LAND = BUS.replace("公交运营情况分析", "土地结构与产量信息分析").replace("service_form: 数据集", "service_form: 报告").replace("chargeable: false", "chargeable: true").replace(
    "outputs:\n", "outputs:\n  land_report: {kind: 报告, title: 土地结构与产量报告, tables: [line_hours], figures: {trend: 逐年产量}}\n")  # fmt: skip


def bus_frame(**changes: Any) -> pd.DataFrame:
    frame = pd.DataFrame({
        "line": ["391234567890123456", "1", "01", "合计"], "hour": [7, 8, 9, 24], "note": ["=cmd|' /C calc'!A0", "早高峰,\"拥挤\"", None, "@合计"],
        "riders": pd.array([120, None, 80, 12060], dtype="Int64"), "share": [0.4615384615384615, None, 0.1, 1.0], "day": pd.to_datetime(["2025-06-30"] * 4).date,
    })  # fmt: skip
    return frame.assign(**changes)


def parquet(frame: pd.DataFrame) -> bytes:
    """As ``product.release`` writes it: without the notes that pandas would leave."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None), out)
    return out.getvalue()


def shell_model() -> dict[str, bytes]:
    """A small model over the declared features of the shell scan, rewritten as ``release_model`` does."""
    import lightgbm

    from kit.product.model import rewrite
    from kit.product.read_plan import read_plan

    features = read_plan(ROOT / "products" / "enterprise_shell_scan").outputs["shell_model"].features
    random = np.random.default_rng(4)
    rows = pd.DataFrame(random.normal(0, 5, (600, len(features))), columns=list(features))
    label = (rows.sum(axis=1) + random.normal(0, 5, 600) > 10).astype(int)
    settings = {"objective": "binary", "verbose": -1, "num_threads": 1, "num_leaves": 5, "deterministic": True, "seed": 1}
    text = rewrite(lightgbm.train(settings, lightgbm.Dataset(rows, label), num_boost_round=12).model_to_string(), list(features))
    definition = json.dumps({"as_of": "2024-06-30", "features": dict(features)}, ensure_ascii=False)
    return {"shell_model.lgb.txt": text.encode(), "shell_model.features.json": definition.encode()}


def index_frames() -> dict[str, bytes]:
    scored = pd.DataFrame({
        "uscc": ["391500MA2N000001XA", "391500000000000018"], "index": [612, 388], "band": ["中", "较低"], "reason_1": ["近 12 个月投诉数", None],
        "reason_2": [None, None], "reason_3": [None, None], "as_of": pd.to_datetime(["2025-06-30"] * 2).date,
    })  # fmt: skip
    steps = np.arange(0, 1001, 50)
    table = pd.DataFrame({"index": steps, "probability": 1 / (1 + np.exp(-(-3 + (steps - 500) / 100 * np.log(2))))})
    return {"risk_index.parquet": parquet(scored.astype({"reason_2": "object", "reason_3": "object"})), "index_table.parquet": parquet(table)}


def product(home: Path, slug: str, plan: str) -> Path:
    folder = home / slug
    folder.mkdir(parents=True)
    (folder / "product.yaml").write_text(plan, encoding="utf-8")
    return folder


def reviewed(folder: Path, source: Path, outputs: Mapping[str, bytes], *, decided: bool = True, figures: Mapping[str, Any] | None = None) -> Path:
    """``folder`` as a review and a decision would have left it."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_sources(source, folder)
    (folder / "artefact" / "outputs").mkdir(parents=True)
    for name, content in outputs.items():
        (folder / "artefact" / "outputs" / name).write_bytes(content)
    bound = digest(folder / "artefact")
    report = {
        "product": source.name, "title": source.name, "verdict": "通过", "reviewed": "2026-01-05T08:00:00+00:00", "as_of": "2025-06-30", "strict": True,
        "runs": [{"name": "plain", "title": "首次运行", "seconds": 1.0, "status": "ok"}], "findings": [FINDING], "artefact": bound,
        "evidence": {"figures": {"plain": figures} if figures else {}, "accuracy": CLAIMS},
    }  # fmt: skip
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    if decided:
        decision = {"decision": "通过", "artefact": bound, "decided": "2026-01-06T08:00:00+00:00", "reviewer": "甲"}
        (folder / "decision.json").write_text(json.dumps(decision, ensure_ascii=False), encoding="utf-8")
    return folder


def bus(home: Path, frame: pd.DataFrame | None = None, **options: Any) -> Artefact:
    """A decided data set whose table has held-back cells, long numbers, formulas and missing values."""
    source = home / "products" / "bus_operation_analysis"
    if not source.exists():
        product(home / "products", "bus_operation_analysis", BUS)
    content = parquet(bus_frame() if frame is None else frame)
    folder = reviewed(home / "reviews" / "bus_operation_analysis", source, {"line_hours.parquet": content}, **options)
    return open_artefact(folder, preview=True)


def shell(home: Path, outputs: Mapping[str, bytes] | None = None) -> Artefact:
    source = ROOT / "products" / "enterprise_shell_scan"
    return open_artefact(reviewed(home / "reviews" / source.name, source, outputs or shell_model(), figures=FIGURES))


def index(home: Path) -> Artefact:
    source = ROOT / "products" / "enterprise_overdue_risk_index"
    return open_artefact(reviewed(home / "reviews" / source.name, source, index_frames(), figures=FIGURES))


REPORT = """# 土地结构与产量

各线路 **客流** 见表;<script>alert(1)</script> 与 ![外](https://example.org/a.png) 不起作用。

{table:line_hours}

| 项 | 值 |
|---|---|
| 甲 | 1 |

{figure:trend}

结束。
"""


def land(home: Path, text: str = REPORT) -> Artefact:
    """A decided report with one table and one figure."""
    source = home / "products" / "land_structure_yield_report"
    if not source.exists():
        product(home / "products", source.name, LAND)
    outputs = {"line_hours.parquet": parquet(bus_frame()), "land_report.report.md": text.encode(), "land_report.trend.png": png()}
    return open_artefact(reviewed(home / "reviews" / source.name, source, outputs))


def png() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (320, 160), (11, 107, 99)).save(out, "PNG")
    return out.getvalue()
