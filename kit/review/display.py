"""How findings, a verdict and a whole review look in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kit.html import Html, badge, heading, line, show, table
from kit.review.finding import ERRORED, FAILED, GOOD, PASSED, RECTIFY, REJECT, SKIPPED, WARNED, WORDS, Finding, Verdict

if TYPE_CHECKING:
    from kit.review.review import Review

TONES = {FAILED: "bad", ERRORED: "bad", SKIPPED: "warn", WARNED: "warn", PASSED: "good"}
VERDICTS = {GOOD: "good", RECTIFY: "warn", REJECT: "bad"}


def findings_html(findings: Iterable[Finding]) -> Html:
    return show(_table(findings))


def verdict_html(verdict: Verdict) -> Html:
    return show(heading("结论", badge(verdict.word, VERDICTS[verdict.word])), *(line(reason) for reason in verdict.reasons))


def review_html(review: Review) -> Html:
    """What to mend comes first; what passed is one line."""
    left = sorted((f for f in review.findings if f.status != PASSED), key=lambda f: list(TONES).index(f.status))
    counted = f"{len({f.check for f in review.findings})} 项检查,用时 {review.seconds:.0f} 秒"
    return show(
        heading(review.evidence.title, badge(review.verdict.word, VERDICTS[review.verdict.word])), line(counted, quiet=True),
        _table(left) if left else line("没有要改的地方。"), line(f"报告:{review.report}", quiet=True),
    )  # fmt: skip


def _table(findings: Iterable[Finding]) -> Html:
    rows = [(badge(WORDS[f.status], TONES[f.status]), f.title, _told(f), f.next_step) for f in findings]
    return table(["结果", "检查", "发现", "怎么办"], rows)


def _told(finding: Finding) -> Html:
    return Html(line(finding.summary) + "".join(line(d, quiet=True) for d in finding.detail[:5]))
