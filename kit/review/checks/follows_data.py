"""Other data, other results: what stays the same in another city was not made from the data."""

from __future__ import annotations

from collections.abc import Iterator

from kit.product.plan import REPORT
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 78, "结果随数据而变", REJECT, True
FINAL = True
WHY = "不随数据变化的结果不是由数据得来的。"
SOURCE = "变质测试:换一座城市,将要出域的输出应随之变化(防止预先备好的结果;本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    other = evidence.runs.get("new_city")
    if other is None or not other.record.ok:
        yield skipped("没有换一座城市的结果")
        return
    # The text around the tables and figures of a report may stay.
    leaving = [name for o in evidence.plan.leaving for name in (o.files if o.kind == REPORT else (o.file,)) if not name.endswith(".md")]
    same = [n for n in leaving if n in evidence.plain.files and n in other.files and evidence.plain.files[n].sha256 == other.files[n].sha256]
    if same:
        yield failed(f"{len(same)} 个输出换了城市也不变", "输出要由申请的数据算出,不要带现成的结果。", same)
    else:
        yield passed(f"{len(leaving)} 个输出换了城市都不同")
