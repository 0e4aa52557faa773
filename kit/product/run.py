"""Run a product's notebook through papermill and say in our own words how it ended.

papermill's own status is not to be trusted: after a time-out or the kernel's death it marks every cell completed.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

OK, FAILED, DEADLINE, DIED = "ok", "failed", "deadline", "kernel_died"
FILES, MEMORY, PROCESSES, PRINTED = "files", "memory", "processes", "printed"  # over a limit, so it was ended
WORDS = {
    OK: "正常结束", FAILED: "单元报错", DEADLINE: "超过时限", DIED: "内核中途退出", FILES: "写出的文件超过上限",
    MEMORY: "内存超过上限", PROCESSES: "进程数超过上限", PRINTED: "打印超过上限",
}  # fmt: skip
Progress = Callable[[int, int, str], None]


class Launch(Protocol):
    """How a kernel is started; the review brings one that starts it in a sandbox.

    The provisioner of its manager may have ``end()``, which ends everything the kernel started and may be called from
    any thread; ``ended``, the status and sentence of a limit that was passed; ``in_force``, which limits held and by what.
    """

    @property
    def isolation(self) -> str: ...
    def kernel_manager(self, kernel_name: str) -> Any: ...


@dataclass(frozen=True)
class RunRecord:
    """How a run ended. ``cell`` counts from 1 over all cells; ``section`` is the last heading above it.

    ``seconds`` are by the clock, ``cpu`` what the kernel computed; None where that could not be told.
    """

    status: str
    seconds: float
    isolation: str
    notebook: Path
    cell: int | None = None
    section: str = ""
    error: str = ""
    explanation: str = ""
    truncated: bool = False
    limits: Mapping[str, str] = field(default_factory=dict)
    cached: bool = False
    cpu: float | None = None

    @property
    def ok(self) -> bool:
        return self.status == OK

    def sentence(self) -> str:
        """One Chinese sentence for a terminal or a report."""
        where = f",第 {self.cell} 个单元" + (f"(“{self.section}”一节)" if self.section else "") if self.cell else ""
        return f"{WORDS[self.status]}{where}" + (f":{self.explanation}" if self.explanation else "")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"notebook": self.notebook.name, "limits": dict(self.limits)}


def run(
    folder: Path, room: Path, out: Path, *, as_of: dt.date, seed: int = 1, deadline: float = 600,
    launch: Launch | None = None, engine: str = "duckdb", progress: Progress | None = None,
) -> RunRecord:  # fmt: skip
    """Run ``folder/product.ipynb`` over ``room``; outputs go to ``out``, the executed notebook beside it.

    ``deadline`` is for the whole run, in seconds. A notebook that fails is a record, not an exception.
    """
    from kit.product.papermill_engine import execute

    out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    environment = {
        "KIT_PRODUCT": str(folder), "KIT_ROOM": str(room), "KIT_OUT": str(out), "KIT_ENGINE": engine, "KIT_SEED": str(seed),
        "KIT_THREADS": os.environ.get("KIT_THREADS", "1"), "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE",
        "PYTHONHASHSEED": "0",
    }  # fmt: skip
    notebook = out.with_name(out.name + ".ipynb")
    record = execute(
        folder / "product.ipynb", notebook, {"as_of": as_of.isoformat()}, environment, launch, deadline, progress
    )
    return replace(record, seconds=round(time.monotonic() - started, 2))
