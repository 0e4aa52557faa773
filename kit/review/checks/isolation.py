"""The notebook ran where it could reach nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed, warned
from kit.review.sandbox import Level

ORDER, TITLE, ON_FAIL = 40, "在隔离环境中运行", RECTIFY
WHY = "没有隔离,笔记本能读到不该读的,结论也就不可信。"
SOURCE = "实施方案:原始数据不出域、数据可用不可见;隔离等级的划分是本套件的选择"


def check(evidence: Evidence) -> Iterator[Finding]:
    used = {run.record.isolation for run in evidence.runs.values()}
    lowest = min((Level[name.upper()] for name in used), default=Level.NONE)
    if lowest > Level.NONE:
        yield passed(f"隔离等级:{lowest.title};无网络、系统只读、只见获准的数据")
    elif evidence.strict:
        yield failed("这台机器没有可用的隔离,审查不能以“通过”结束", "kit doctor 说明怎样取得隔离。")
    else:
        yield warned("自查在无隔离下运行;正式审查会在沙箱中运行", "kit doctor 说明怎样取得隔离。")
