"""The same input gives the same outputs, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 70, "重复运行结果相同", REJECT, True
WHY = "不能重现的结果无从复核,也可能藏有随机夹带。"
SOURCE = "变质测试:同样的输入应得同样的输出(本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    first, second = evidence.plain, evidence.runs["repeat"]
    if not second.record.ok:
        yield skipped("重复运行没有正常结束")
        return
    if differ := first.unlike(second):
        yield failed(f"{len(differ)} 个输出两次不同", "给随机过程固定种子(product.seed),不用当前时间。", differ)
    else:
        yield passed(f"{len(first.files)} 个输出逐字节相同")
