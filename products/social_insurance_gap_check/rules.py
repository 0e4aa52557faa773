"""断缴的规则:纯函数,笔记本与接口用同一份。月份写作 YYYY-MM,按字母次序就是时间次序。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BROKEN, STEADY, UNSURE = "断缴", "未断缴", "不可核验"


@dataclass(frozen=True)
class History:
    """一个人的缴费史:`first` 是头一个有应缴记录的月份,三个列表是其后没有应缴、说法不清、单位未足额的月份。"""

    first: str
    gaps: Sequence[str]
    unclear: Sequence[str]
    owed: Sequence[str]


@dataclass(frozen=True)
class Judged:
    """`counted_from` 是从哪个月算起:参保以前的月份不算断缴。"""

    state: str
    counted_from: str = ""
    gaps: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()


def judge(person: History | None, since: str, until: str, known: tuple[str, str]) -> Judged:
    """`known` 是数据完整的头尾两个月。问到这之外、查无此人、参保以前,都是不可核验。

    有一个月确实没有应缴记录就是断缴;没有这样的月份、却有说不清的,是不可核验。
    """
    if person is None or not known[0] <= since <= until <= known[1] or until < person.first:
        return Judged(UNSURE)
    start = max(since, person.first)
    gaps, unclear, owed = (tuple(m for m in months if start <= m <= until) for months in (person.gaps, person.unclear, person.owed))
    if not gaps and unclear:
        return Judged(UNSURE)
    return Judged(BROKEN if gaps else STEADY, start, gaps, owed)


def split(months: str) -> tuple[str, ...]:
    """“2024-03,2024-04”→ 两个月;空文字是没有。"""
    return tuple(months.split(",")) if months else ()
