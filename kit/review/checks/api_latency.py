"""The service answers quickly."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed
from kit.review.probe import heard

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 158, "接口回答得快", RECTIFY, True
WHY = "太慢的接口没法用,也容易被拖垮。"
SOURCE = "本套件的选择:95 % 的问题在 50 毫秒以内(不含网络),在沙箱里一个核上测量"
BOUND, SHARE = 0.050, 0.95


def check(evidence: Evidence) -> Iterator[Finding]:
    asked = heard(evidence)
    if isinstance(asked, Finding):
        yield asked
        return
    slow = sorted(e.seconds for e in asked)[min(len(asked) - 1, int(SHARE * len(asked)))]
    said = f"{len(asked)} 个问题,95 % 在 {slow * 1000:.2g} 毫秒以内"
    if slow <= BOUND:
        yield passed(said)
    else:
        yield failed(said, f"把能预先算的放到 load 里,answer 只查找;限 {BOUND * 1000:g} 毫秒。")
