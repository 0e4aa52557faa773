"""One scenario, one application: no other product was submitted under the same number."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 25, "一场景一申请", REJECT
WHY = "同一编号下的两个产品,责任与用途就分不清。"
SOURCE = "一场景一申请(广州市穗政数〔2024〕44号的原则;六安的实施方案要求按场景申请)"


def check(evidence: Evidence) -> Iterator[Finding]:
    others = [title for product, scenario, title in _reviewed(evidence) if scenario == evidence.scenario and product != evidence.folder.name]
    if others:
        yield failed(f"场景编号 {evidence.scenario} 已用于 {'、'.join(sorted(set(others)))}", "另立场景,换一个编号。")
    else:
        yield passed(f"场景编号 {evidence.scenario} 只用于这一个产品")


def _reviewed(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    """Product, scenario and title of the reviews kept beside this one."""
    for path in sorted(evidence.out.parent.glob("*/report.json")):
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
            yield report["product"], report["scenario"], report["title"]
        except (OSError, ValueError, KeyError):
            continue  # not a review of ours
