"""Findings propose, a person decides: with a reason, never about one's own product, and bound to what was reviewed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.errors import ReviewError
from kit.product.artefact import digest
from kit.product.disk import write
from kit.review.finding import EXIT, FAILED, GOOD, PASSED, WARNED
from kit.review.ledger import record

# Reasons for which a finding may be set aside (our list; facts: overrides need a code, a text and a second reviewer).
CODES = {
    "false_alarm": "误报:所指并非实际情况", "legal_value": "依法公开的取值", "accepted_risk": "风险已评估并接受",
    "out_of_scope": "与本场景无关", "fixed_elsewhere": "已由其他措施解决",
}  # fmt: skip
SHORTEST = 10  # characters of a reason (our choice)


@dataclass(frozen=True)
class Override:
    """One finding set aside by two people."""

    check: str
    code: str
    text: str
    second_reviewer: str


def decide(folder: Path, word: str, reviewer: str, reason: str, overrides: list[Override] | None = None) -> dict[str, Any]:
    """Write ``decision.json`` beside a review's report; ReviewError says why it may not be taken."""
    overrides = overrides or []
    report = _report(folder)
    target = folder / "decision.json"
    if target.exists():
        raise _refused("KIT-R003", "这次审查已经有了决定", "需要改变时重新审查。", folder)
    if word not in EXIT:
        raise _refused("KIT-R004", f"决定只能是 {'、'.join(EXIT)}", "改用其中一个。", folder)
    if len(reason.strip()) < SHORTEST:
        raise _refused("KIT-R005", "没有写明理由", f"用 --reason 写至少 {SHORTEST} 个字。", folder)
    if not report["partner"].strip():
        raise _refused("KIT-R015", "审查时没有写明提交方,无从判断是不是审自己的产品", "kit review 产品 --partner 提交方,再作决定。", folder)
    people = [reviewer, *(o.second_reviewer for o in overrides)]
    if any(not p.strip() or p == report["partner"] for p in people):
        raise _refused("KIT-R006", "审查人员不能为空,也不能是提交产品的一方", "换一位审查人员。", folder)
    _bound(folder, report)
    _check_overrides(report, reviewer, overrides, folder)
    if word == GOOD:
        _may_pass(report, overrides, folder)
    decision = {
        "product": report["product"], "title": report["title"], "proposed": report["verdict"], "decision": word, "reviewer": reviewer,
        "reason": reason.strip(), "overrides": [vars(o) | {"why": CODES[o.code]} for o in overrides],
        "artefact": report["artefact"], "report": sha256((folder / "report.json").read_bytes()).hexdigest(),
        "decided": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    write(target, json.dumps(decision, ensure_ascii=False, indent=1).encode())
    if word == GOOD:
        record(folder.absolute().parent, folder, decision["decided"])  # killed before this, the next review enters it
    return decision


def _report(folder: Path) -> dict[str, Any]:
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if "strict" not in dict(report):
            raise ValueError
    except (OSError, ValueError, TypeError):
        raise _refused("KIT-R001", "这里没有审查报告", "kit review 产品名,再对报告所在的文件夹作决定。", folder) from None
    if not report["strict"]:
        raise _refused("KIT-R002", "这是自查,不能据以作决定", "kit review 产品名。", folder)
    return report


def _bound(folder: Path, report: Mapping[str, Any]) -> None:
    """What lies in the folder must still be what was reviewed."""
    if not (folder / "artefact").is_dir() or digest(folder / "artefact") != report["artefact"]:
        raise _refused("KIT-R007", "审查之后交付物被改动过", "重新审查。", folder)


def _check_overrides(report: Mapping[str, Any], reviewer: str, overrides: list[Override], folder: Path) -> None:
    failing = {f["check"]: f for f in report["findings"] if f["status"] == FAILED}
    for override in overrides:
        finding = failing.get(override.check)
        if finding is None:
            raise _refused("KIT-R008", f"没有不通过的检查 {override.check}", f"不通过的有:{'、'.join(failing) or '无'}。", folder)
        if finding["final"]:
            raise _refused("KIT-R009", f"“{finding['title']}”不能推翻", "请合伙人改正后重新提交。", folder)
        if override.code not in CODES or len(override.text.strip()) < SHORTEST:
            raise _refused("KIT-R010", "推翻一项发现要有理由代码和说明", f"代码:{'、'.join(CODES)};说明至少 {SHORTEST} 个字。", folder)
        if override.second_reviewer == reviewer:
            raise _refused("KIT-R011", "推翻一项发现要有第二位审查人员", "用 --second 写另一位审查人员。", folder)


def _may_pass(report: Mapping[str, Any], overrides: list[Override], folder: Path) -> None:
    aside = {o.check for o in overrides}
    left = [f["title"] for f in report["findings"] if f["status"] not in (PASSED, WARNED) and f["check"] not in aside]
    if left:
        raise _refused("KIT-R012", f"还有 {len(left)} 项没有解决,不能决定为通过:{'、'.join(left)}", "改正后重新审查,或逐项说明理由推翻。", folder)


def _refused(code: str, what: str, next_step: str, folder: Path) -> ReviewError:
    return ReviewError(code, what, where=folder.name, next_step=next_step)
