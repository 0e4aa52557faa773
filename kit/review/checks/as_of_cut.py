"""Rows from after the as-of date change nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 80, "不受截止日之后的数据影响", REJECT, True
WHY = "用了未来信息的模型在真实使用时没有那些信息,效果是假的。"
SOURCE = "变质测试:加入截止日之后的数据,输出应不变(防止未来信息泄漏;本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    cut, whole = evidence.plain, evidence.runs.get("as_of_cut")
    if whole is None or not whole.record.ok:
        yield skipped("这一次运行没有正常结束")
        return
    if differ := [n for n in cut.unlike(whole) if n != "reads.json"]:
        yield failed(f"加入截止日之后的数据后,{len(differ)} 个输出变了:用到了未来信息", "每张表都按日期过滤到截止日;状态字段改用带日期的字段。", differ)
    else:
        yield passed(f"{len(set(cut.files) - {'reads.json'})} 个输出不变")
