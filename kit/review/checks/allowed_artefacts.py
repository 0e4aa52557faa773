"""Only declared files of allowed types are left."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 90, "交付物类型在允许之列", REJECT, True
FINAL = True
WHY = "没有声明的文件里可以夹带任何东西;能执行的文件会在使用方的机器上做任何事。"
SOURCE = "本套件的选择:只许 Parquet、改写过的 LightGBM 文本、报告的 Markdown 与 PNG,不许 pickle 等可执行格式与 SVG"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    allowed = {name for o in evidence.plan.outputs.values() for name in o.files} | {"reads.json"}
    extra = sorted(set(evidence.plain.files) - allowed)
    refused = [f"{r.name}:{r.reason}" for r in evidence.plain.refused]
    if extra or refused:
        yield failed(f"输出文件夹里有 {len(extra) + len(refused)} 个不允许的文件", "只用 product.release、release_model、release_report 和 evaluate 留下输出。", extra + refused)
    else:
        size = sum(f.size for f in evidence.plain.files.values())
        yield passed(f"{len(evidence.plain.files)} 个文件,共 {size / 1024:.0f} KB")
