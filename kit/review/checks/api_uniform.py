"""Whoever is not in the product gets the same answer, whatever the reason: nobody learns who exists."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.probe import Exchange, heard
from kit.review.probe.questions import EXTRA, HIDDEN, KNOWN, MALFORMED, NEAR, NEVER

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 154, "查不到的对象回答一致", REJECT, True
WHY = "回答有别,就能逐个试出谁在数据里:存在本身就是信息。"
SOURCE = "OWASP 测试指南 WSTG-IDNT-04 账户枚举;未知对象一律返回 None 或同一个固定回答(如“不可核验”);用时之差的容限 1 毫秒是本套件的选择"
TITLES = {HIDDEN: "数据里有而没有发布的对象", NEVER: "不存在的对象", NEAR: "与已知对象差一个字符的", MALFORMED: "写法不对的"}
# Over a network, with durable logging before each answer, less than this can't be told from noise.
TOLERANCE = 0.001


def check(evidence: Evidence) -> Iterator[Finding]:
    asked = heard(evidence)
    assert evidence.plan is not None
    if evidence.plan.api and not evidence.plan.api.subjects:
        yield passed("没有按对象查询的接口")
        return
    if isinstance(asked, Finding):
        yield asked
        return
    kinds = {kind: [e for e in asked if e.kind == kind] for kind in TITLES}
    usual = _usual(kinds[NEVER])
    bad = [said for kind, some in kinds.items() if (said := _told(kind, some, usual))] + list(_slower(kinds)) + list(_swayed(asked))
    if bad:
        yield failed(f"{len(bad)} 处能看出差别", "凡是没有可以回答的,一律返回 None(或同一个固定回答);不说明原因,也不多做事。", bad)
    else:
        counts = "、".join(f"{TITLES[kind]} {len(some)} 个" for kind, some in kinds.items() if some)
        yield passed(f"回答与用时都看不出差别:{counts}")


def _usual(never: list[Exchange]) -> object:
    """What everybody gets who does not exist: one fixed answer, or None."""
    first = never[0].answer if never else None
    return first if all(e.answer == first for e in never) else None


def _told(kind: str, some: list[Exchange], usual: object) -> str:
    """An error counts: it tells too."""
    told = sum(e.answer != usual or bool(e.error) for e in some)
    return f"{TITLES[kind]}:{len(some)} 个里有 {told} 个得到了别样的回答" if told else ""


def _slower(kinds: dict[str, list[Exchange]]) -> Iterator[str]:
    usual = median(e.seconds for e in kinds[NEVER]) if kinds[NEVER] else 0.0
    for kind in (HIDDEN, NEAR):
        if kinds[kind] and kinds[NEVER] and abs(median(e.seconds for e in kinds[kind]) - usual) > TOLERANCE:
            yield f"{TITLES[kind]}与{TITLES[NEVER]}用时相差超过 {TOLERANCE * 1000:g} 毫秒"


def _swayed(asked: list[Exchange]) -> Iterator[str]:
    """A field that nobody declared changes nothing."""
    plain = {str(e.request): e.answer for e in asked if e.kind == KNOWN}
    for e in asked:
        declared = {k: v for k, v in e.request.items() if k in _names(asked)}
        if e.kind == EXTRA and e.answer != plain.get(str(declared)):
            yield "多一个没有声明的请求字段,回答就不同"
            return


def _names(asked: list[Exchange]) -> set[str]:
    return {name for e in asked if e.kind == KNOWN for name in e.request}
