"""The description tells a user what the product gives, about whom, how fresh, and what it is not for."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 15, "产品说明完整", RECTIFY
WHY = "使用方靠说明判断能不能用、不能用来做什么。"
SOURCE = "登记说明文档通常要求的条目:介绍、覆盖范围、更新频率、适用限制(本套件的归纳);其余条目由场景方案自动得出"
NEEDED = {"summary": "产品介绍", "coverage": "覆盖范围", "update": "更新频率", "limits": "适用限制"}
SAMPLE = "写明"  # what the sample text of a new product begins with


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    said = evidence.plan.description
    missing = [f"{name}({title})" for name, title in NEEDED.items() if not said.get(name, "").strip()]
    missing += [f"{name} 还是样例文字" for name, text in {**evidence.plan.scenario, **said}.items() if SAMPLE in str(text)[:4]]
    missing += [f"输出 {o.name} 的字段 {f.name} 没有中文名" for o in evidence.plan.kept for f in o.fields if f.title == f.name]
    if missing:
        yield failed(f"产品说明缺少 {len(missing)} 项", "在 product.yaml 的 description 下补上。", missing)
    else:
        yield passed(f"{len(NEEDED)} 项说明齐全,输出字段都有中文名")
