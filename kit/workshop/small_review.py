"""A review for the class room: the very checks of a review over three runs in this process, a second or two in all.

No sandbox and no second city: what those would show counts as not checked. A real ``kit check`` comes after it.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import nbformat

from kit.access import make_room
from kit.errors import KitError, PlanError
from kit.product.read_plan import read_plan
from kit.product.run import FAILED, OK, RunRecord
from kit.review.checks import findings
from kit.review.evidence import Evidence, Run
from kit.review.finding import ERRORED, Finding
from kit.review.finding import FAILED as NOT_PASSED
from kit.review.sandbox import Level, collect
from kit.workshop.small_city import scratch, small_city

RUNS = ("plain", "repeat", "as_of_cut")


@dataclass(frozen=True)
class SmallReview:
    evidence: Evidence
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.status in (NOT_PASSED, ERRORED))

    def __str__(self) -> str:
        if not self.failed:
            return f"小审查:{sum(f.status == 'passed' for f in self.findings)} 项通过,没有不通过的。"
        return "小审查没有通过:\n" + "\n".join(f"  ✗ {f.title}:{f.summary}\n" + "".join(f"      {d}\n" for d in f.detail) + f"    怎么办:{f.next_step}" for f in self.failed)

    def _repr_html_(self) -> str:
        from kit.review.display import findings_html

        return findings_html(list(self.failed) or list(self.findings))


def small_review(folder: Path) -> SmallReview:
    """Run ``folder/product.ipynb`` on the small city and let every check look at what it left."""
    work = scratch(f"reviews/{folder.name}-{time.monotonic_ns()}")
    evidence = Evidence(folder, folder.name, Level.NONE, strict=False, fraction=0.002, out=work)
    try:
        evidence.plan = read_plan(folder)
        evidence.title = evidence.plan.title
        for name in RUNS:
            evidence.runs[name] = _run(evidence, name, work)
            if not evidence.plain.record.ok:
                break  # the others would only fail again
    except PlanError as error:
        evidence.plan_error = error
    return SmallReview(evidence, tuple(findings(evidence)))


def _run(evidence: Evidence, name: str, work: Path) -> Run:
    assert evidence.plan is not None
    day = None if name == "as_of_cut" else evidence.plan.as_of
    room, left = make_room(small_city(), evidence.plan.grant, work / f"room-{name}", day), work / f"left-{name}"
    left.mkdir()
    record = _record(evidence.folder, room, left, evidence.plan.as_of)
    files, refused = collect(left, work / "outputs" / name)
    return Run(name, record, files, tuple(refused), room, small_city())


def _record(folder: Path, room: Path, left: Path, day: dt.date) -> RunRecord:
    """Run the code cells one after another, as papermill would, in a namespace of their own."""
    started, names = time.monotonic(), {"__name__": "__main__"}
    for number, cell in enumerate(nbformat.read(folder / "product.ipynb", as_version=4).cells, 1):
        if cell.cell_type != "code":
            continue
        try:
            with _surroundings(folder, room, left), redirect_stdout(StringIO()):
                exec(compile(cell.source, f"{folder.name} 第 {number} 个单元", "exec"), names)
                if "parameters" in cell.metadata.get("tags", []):
                    names["as_of"] = day.isoformat()
        except Exception as error:
            said = str(error) if isinstance(error, KitError) else type(error).__name__
            return RunRecord(FAILED, time.monotonic() - started, "none", folder / "product.ipynb", cell=number, error=type(error).__name__, explanation=said)
    return RunRecord(OK, time.monotonic() - started, "none", folder / "product.ipynb")


@contextmanager
def _surroundings(folder: Path, room: Path, left: Path) -> Iterator[None]:
    """What a run by the kit sets; taken back afterwards, with the modules of the product's folder."""
    before, path = dict(os.environ), list(sys.path)
    os.environ.update(KIT_PRODUCT=str(folder), KIT_ROOM=str(room), KIT_OUT=str(left), KIT_ENGINE="duckdb", KIT_SEED="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        sys.path[:] = path
        for name in [n for n, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(str(folder))]:
            del sys.modules[name]
