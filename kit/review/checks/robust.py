"""On bad or other data a product says clearly that it can't, or answers sensibly; it never releases nonsense in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kit.product.outputs import check_frame
from kit.review.evidence import Evidence, Run
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 85, "数据有毛病、有变化或缺失时稳妥", RECTIFY, True
WHY = "真实数据总有毛病;悄悄给出错误结果比停下来更糟。"
SOURCE = "变质测试:带毛病、一年以后、数据量不同、某表为空(情景见 docs/guide/data.md);允许的效果下降是本套件的选择"
# How much AUC may fall, and how many times as much computing ten times the data may take.
FALL = {"dirty": 0.05, "drift": 0.10}
MORE = 15.0
CODE = re.compile(r"KIT-[A-Z]\d{3}")


def check(evidence: Evidence) -> Iterator[Finding]:
    if not {"dirty", "drift", "small"} <= set(evidence.runs):
        yield skipped("没有在这些数据上运行")
        return
    bad = [said for name, run in evidence.runs.items() if (said := _silent(evidence, name, run))]
    bad += list(_worse(evidence)) + list(_dearer(evidence))
    if bad:
        yield failed(f"{len(bad)} 种情形下不稳妥", "遇到不能用的数据就停下并说明原因(raise kit 的错误),能用的就照常给出结果。", bad)
        return
    told = [f"{run.title}:{'照常给出结果' if run.record.ok else run.record.explanation}" for name, run in evidence.runs.items() if _stressed(name)]
    yield passed(f"{len(told)} 种情形下照常给出结果,或清楚地说明为什么不能", told)


def _stressed(name: str) -> bool:
    return name in ("dirty", "drift", "small") or name.startswith("empty:")


def _silent(evidence: Evidence, name: str, run: Run) -> str:
    """Why a stressed run is not sound; empty when it is."""
    if not _stressed(name):
        return ""
    if not run.record.ok:
        clear = CODE.search(run.record.explanation) or name == "small"
        return "" if clear else f"{run.title}:{run.record.sentence()},没有说清是数据的问题"
    if name.startswith("empty:"):
        return f"{run.title}:没有报错,照样给出了结果"
    assert evidence.plan is not None
    for output in evidence.plan.outputs.values():
        frame = run.frame(output.file)
        if output.file.endswith(".parquet") and (frame is None or check_frame(output, frame)):
            return f"{run.title}:输出 {output.title} 与声明不符"
    return ""


def _worse(evidence: Evidence) -> Iterator[str]:
    usual: Any = evidence.figures.get("plain")
    for name, figures in evidence.figures_under_stress.items():
        title = evidence.runs[name].title
        if isinstance(figures, str):
            yield f"{title}:{figures}"
        elif not isinstance(usual, str) and usual and usual.auc - figures.auc > FALL[name]:
            yield f"{title}:AUC 从 {usual.auc:.3f} 降到 {figures.auc:.3f},没有任何提示"


def _dearer(evidence: Evidence) -> Iterator[str]:
    """Processor time, not the clock: a loaded machine makes one of the two runs last longer, not compute more."""
    small, plain = evidence.runs["small"].record, evidence.plain.record
    if small.ok and small.cpu and plain.cpu and plain.cpu > MORE * max(small.cpu, 1.0):
        yield f"十倍的数据用了 {plain.cpu / small.cpu:.0f} 倍的处理器时间"
