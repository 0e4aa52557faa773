"""Findings and the verdict that they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

PASSED, FAILED, WARNED, SKIPPED, ERRORED = "passed", "failed", "warned", "skipped", "errored"
WORDS = {PASSED: "通过", FAILED: "不通过", WARNED: "提醒", SKIPPED: "未检查", ERRORED: "检查出错"}
# 通过 / 限期整改 / 未通过 are our words for this step; the source uses them for the yearly evaluation.
GOOD, RECTIFY, REJECT = "通过", "限期整改", "未通过"
EXIT = {GOOD: 0, RECTIFY: 3, REJECT: 4}


@dataclass(frozen=True)
class Finding:
    """One answer of one check. ``on_fail`` is the verdict that a failure leads to; a ``final`` one nobody may set aside.

    A finding that names no verdict takes its check's.
    """

    status: str
    summary: str
    detail: tuple[str, ...] = ()
    next_step: str = ""
    check: str = ""
    title: str = ""
    source: str = ""
    why: str = ""
    on_fail: str = ""
    final: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"detail": list(self.detail)}

    def _repr_html_(self) -> str:
        from kit.review.display import findings_html

        return findings_html([self])


@dataclass
class Verdict:
    word: str
    reasons: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return EXIT[self.word]

    def _repr_html_(self) -> str:
        from kit.review.display import verdict_html

        return verdict_html(self)


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst that any finding asks for. A check that broke or could not run never lets a product pass."""
    out = Verdict(GOOD)
    for f in findings:
        if f.status in (PASSED, WARNED):
            continue
        asked = (f.on_fail or REJECT) if f.status == FAILED else RECTIFY
        out.reasons.append(f"{f.title}:{f.summary}")
        out.word = max(out.word, asked, key=lambda word: EXIT[word])
    return out


def passed(summary: str, detail: Iterable[str] = ()) -> Finding:
    return Finding(PASSED, summary, tuple(detail))


def failed(summary: str, next_step: str, detail: Iterable[str] = (), on_fail: str = "") -> Finding:
    return Finding(FAILED, summary, tuple(detail), next_step, on_fail=on_fail)


def warned(summary: str, next_step: str = "", detail: Iterable[str] = ()) -> Finding:
    return Finding(WARNED, summary, tuple(detail), next_step)


def skipped(summary: str) -> Finding:
    return Finding(SKIPPED, summary)
