"""Every run ended by itself, without an error and within its limits."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 50, "笔记本完整运行", REJECT
FINAL = True
WHY = "跑不完的笔记本无从复核,也无法在平台上投入使用。"
SOURCE = "实施方案:产品审查须能复现;时限与输出上限是本套件的选择"

# Runs on whole data; those on spoilt data are the business of another check.
USUAL = ("plain", "repeat", "other_seed", "rekeyed", "as_of_cut", "new_city")


def check(evidence: Evidence) -> Iterator[Finding]:
    usual = [evidence.runs[name] for name in USUAL if name in evidence.runs]
    bad = [run for run in usual if not run.record.ok]
    for run in bad:
        yield failed(f"{run.title}:{run.record.sentence()}", "在自己的机器上用 kit run 找到出错的单元;不联网、不读房间以外的文件。")
    if not bad:
        took = "、".join(f"{r.title} {r.record.seconds:.0f} 秒" for r in usual)
        yield passed(f"{len(usual)} 次运行都正常结束", [took])
    if any(r.record.truncated for r in evidence.runs.values()):
        yield failed("笔记本打印过多,超出部分已丢弃,无从审阅", "少打印明细数据。")
