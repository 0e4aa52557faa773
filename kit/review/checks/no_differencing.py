"""Subtracting this release from an earlier one, or a table from its totals, leaves nobody in a group of fewer than ten."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.cells import LEAST
from kit.review.differencing import differences, remainders
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.ledger import Table, data_of, earlier, tables, with_rows

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 109, "与以往发布相减看不出个别人", REJECT, True
WHY = "两次发布相减,剩下的几个人就露出来了。"
SOURCE = f"差分攻击:两次发布的同一格相差不到 {LEAST} 人,相差的就是这几个人(门槛与每格人数相同,本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    now = list(_now(evidence))
    before = earlier(evidence.out.parent)
    comparable = [t for t in before if t.data == data_of(evidence)]
    problems = [f"{new.output} 与以往发布的 {old.product} {old.output} 相减,{n} 格不足 {LEAST} 人" for new in now for old in comparable
                if (n := differences(new, old))]  # fmt: skip
    problems += [f"{new.output} 的合计减去 {other.output} 的各格,{n} 格剩下不足 {LEAST} 人" for new in now for other in now if (n := remainders(new, other))]
    said = f"台账里 {len(before)} 张表,{len(comparable)} 张出自同样的数据(截止日、种子与规模相同),其余不可比"
    if problems:
        yield failed(f"{len(problems)} 处相减可以看出不足 {LEAST} 人", "统计口径与以往一致,或隔几期再发布;合计与分项同时留空。", [*problems, said])
    else:
        yield passed(f"{len(now)} 张按人汇总的表,与以往发布相减没有不足 {LEAST} 人的差", [said])


def _now(evidence: Evidence) -> Iterator[Table]:
    for about in tables(evidence):
        frame = evidence.plain.frame(f"{about['output']}.parquet")
        if frame is not None and {*about["key"], *about["measures"]} <= set(frame):
            yield with_rows(about, frame)
