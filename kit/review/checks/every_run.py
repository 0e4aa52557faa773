"""What a product leaves is in order in every run, not only in the first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from kit.review.checks import allowed_artefacts, declared_outputs, no_identifiers, no_raw_rows, no_stored_rows
from kit.review.evidence import Evidence, Run
from kit.review.finding import FAILED, REJECT, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 115, "换了条件,留下的东西同样合规", REJECT, True
FINAL = True
SOURCE = "变质测试:对每一次正常结束的运行重复逐文件的检查(防止认出审查后才守规矩;本套件的选择)"
WHY = "只在首次运行时守规矩的产品,到了平台上就不守了。"
ALIKE = ("plain", "repeat")  # byte for byte the same, which another check holds
ASKED = "service"  # its room holds outputs, not tables; the checks of the API judge it
AGAIN = (allowed_artefacts, declared_outputs, no_identifiers, no_raw_rows, no_stored_rows)


def check(evidence: Evidence) -> Iterator[Finding]:
    others = [run for name, run in evidence.runs.items() if name not in (*ALIKE, ASKED) and run.record.ok and run.files]
    if not others:
        yield skipped("没有其他条件下的运行")
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [p for found in pool.map(lambda run: _problems(evidence, run), others) for p in found]
    if problems:
        yield failed(f"{len(problems)} 处只在某种条件下不合规", "不要按数据量、路径或环境改变留下的东西。", problems)
    else:
        yield passed(f"{len(others)} 种条件下留下的文件、字段与模型都合规")


def _problems(evidence: Evidence, run: Run) -> list[str]:
    """What the checks of files say about this run alone; nothing when all that leaves is what left the first run."""
    if not run.refused and _leaving(evidence, run) == _leaving(evidence, evidence.plain):
        return []
    alone = replace(evidence, runs={"plain": run})
    return [f"{run.title}:{module.TITLE}:{f.summary}" for module in AGAIN for f in module.check(alone) if f.status == FAILED]


def _leaving(evidence: Evidence, run: Run) -> dict[str, str]:
    """Hashes of the files that are not for the review alone, declared or not."""
    assert evidence.plan is not None
    inside = {"reads.json"} | {f for o in evidence.plan.outputs.values() if not o.leaves for f in o.files}
    return {n: f.sha256 for n, f in run.files.items() if n not in inside}
