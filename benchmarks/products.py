"""What the reviews of the products measured, as a Markdown table: ``python -m benchmarks.products REVIEWS… > docs/results.md``.

Each REVIEWS is a folder as ``kit review`` leaves it; nothing here is computed, only read from ``report.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HEAD = """# 各产品在隐藏城市上的效果

由 `python -m benchmarks.products` 从审查报告读出;每个产品两座城市,区间为 95 %。指标由审查方计算,基准是产品自己声明的简单办法。

| 产品 | 结论 | 秒 | 规模 | 指标 | 城市 | 产品 | 基准 | 好出(区间) |
|---|---|---|---|---|---|---|---|---|"""
CITIES = {"plain": "首次", "new_city": "另一座"}


def reports(folders: list[str]) -> list[dict[str, Any]]:
    found = [json.loads(p.read_text(encoding="utf-8")) for f in folders for p in sorted(Path(f).glob("*/report.json"))]
    return list({r["product"]: r for r in sorted(found, key=lambda r: r["reviewed"])}.values())


def rows(report: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Measure, city, product, baseline, gain."""
    for run, f in report["evidence"]["figures"].items():
        if isinstance(f, dict):
            yield "AUC", CITIES[run], f"{f['auc']:.3f}", f"{f['baseline_auc']:.3f}", _interval(f["auc_gain"])
    for a in report["evidence"].get("accuracy", []):
        if "problem" in a:
            continue
        measure = f"{a['title']}:{a['measure']}"
        gain = _interval(a["gain"]) if a["gain"] else "—"
        if a["wrong_most"] is not None:
            measure, gain = f"{measure};说错 {a['wrong']}/{a['claims']}", f"错误率上限 {a['wrong_most']:.2%}"
        yield measure, CITIES[a["run"]], f"{a['value']:.3f}", "—" if a["baseline"] != a["baseline"] else f"{a['baseline']:.3f}", gain


def _interval(gain: list[float]) -> str:
    return f"{gain[0]:+.3f} 至 {gain[1]:+.3f}"


def main() -> None:
    found = reports(sys.argv[1:])
    print(HEAD)
    for report in sorted(found, key=lambda r: r["title"]):
        for n, row in enumerate(rows(report)):
            told = (report["title"], report["verdict"], f"{report['seconds']:.0f}", f"{report['evidence']['fraction']:.2g}")
            first = told if n == 0 else [""] * len(told)
            print("| " + " | ".join((*first, *row)) + " |")


if __name__ == "__main__":
    main()
