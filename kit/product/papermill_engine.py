"""The papermill engine behind ``run``: a deadline for the whole run, a cap on outputs, progress by cell."""

from __future__ import annotations

import ast
import contextlib
import re
import subprocess
import threading
from pathlib import Path
from typing import Any

import papermill as pm
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from kit.product.run import DEADLINE, DIED, FAILED, OK, Launch, Progress, RunRecord
from kit.product.spent import cpu_seconds

# Our choice: a notebook with its figures is well under a megabyte; a flood must not fill the host's memory.
MAX_OUTPUT = 5_000_000
START = 60  # seconds until a kernel must answer; our choice
ADDED = {"injected-parameters", "papermill-error-cell-tag"}  # cells that papermill puts in; readers count their own
SHOWN = {"stream", "display_data", "execute_result", "update_display_data", "error"}
EXPLAIN = {
    "ModuleNotFoundError": "缺少一个库:平台只提供 environment.yml 里列出的库",
    "MemoryError": "内存不够:先在引擎里汇总,再取到 pandas",
    "OSError": "访问了房间以外的文件或网络:只能读申请过的数据,只能写到输出",
    "PermissionError": "访问了不允许的文件或网络",
    "URLError": "访问了网络:数据不出域,运行环境没有网络",
    "BlockingIOError": "不能再开进程或线程",
    "KeyboardInterrupt": "被中断",
}


class Client(PapermillNotebookClient):
    """Counts what a notebook prints and drops what is over the cap."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen, self.truncated, self.at = 0, False, 0

    def execute_cell(self, cell: Any, cell_index: int, **more: Any) -> Any:
        self.at = cell_index
        return super().execute_cell(cell, cell_index, **more)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        if msg["msg_type"] in SHOWN:
            self.seen += len(repr(msg["content"]))
            if self.seen > MAX_OUTPUT and msg["msg_type"] != "error":
                self.truncated = True
                return None
        return super().process_message(msg, cell, cell_index)


class Engine(NBClientEngine):
    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kw: Any) -> None:
        job: _Job = kw["job"]
        manager = job.manager(kernel_name)
        client = Client(nb_man, km=manager, timeout=None, startup_timeout=START, kernel_name=kernel_name)
        job.watch(manager)
        try:
            # The kernel writes a remark about its transport to standard error; cells report their errors by message.
            client.execute(env=job.environment, stderr=subprocess.DEVNULL)
        finally:
            job.truncated, job.at = client.truncated, client.at
            job.settle(manager)


papermill_engines.register("kit", Engine)


class _Job:
    """One run: its kernel, its clock, and whether the clock ended it."""

    def __init__(self, environment: dict[str, str], launch: Launch | None, deadline: float) -> None:
        self.environment, self.launch, self.deadline = _inherit() | environment, launch, deadline
        self.late = self.truncated = False
        self.at = 0
        self.ended: tuple[str, str] | None = None
        self.limits: dict[str, str] = {}
        self.cpu: float | None = None
        self.timer: threading.Timer | None = None

    def manager(self, kernel_name: str) -> Any:
        if self.launch:
            return self.launch.kernel_manager(kernel_name)
        from jupyter_client.manager import AsyncKernelManager

        return AsyncKernelManager(kernel_name=kernel_name)

    def watch(self, manager: Any) -> None:
        def kill() -> None:
            self.late = True
            provisioner = manager.provisioner
            if hasattr(provisioner, "end"):
                provisioner.end()
            elif provisioner and provisioner.process:
                provisioner.process.kill()

        self.timer = threading.Timer(self.deadline, kill)
        self.timer.daemon = True
        self.timer.start()

    def settle(self, manager: Any) -> None:
        """End the kernel and hear whether a limit did so before."""
        if self.timer:
            self.timer.cancel()
        provisioner = manager.provisioner
        process = getattr(provisioner, "process", None)
        self.cpu = cpu_seconds(process.pid) if process else None
        try:
            _shut_down(manager, provisioner)
        finally:
            self.ended, self.limits = getattr(provisioner, "ended", None), getattr(provisioner, "in_force", {})


def _shut_down(manager: Any, provisioner: Any) -> None:
    """nbclient does not shut down a kernel manager that it was given."""
    from jupyter_core.utils import run_sync
    from zmq import ZMQError

    if manager.has_kernel:
        # Asked to stop first; one that died while it started has no socket left to be asked by.
        with contextlib.suppress(ZMQError):
            return run_sync(manager.shutdown_kernel)(now=True)
        run_sync(provisioner.kill)()
    if provisioner:
        run_sync(manager.cleanup_resources)()


def _inherit() -> dict[str, str]:
    import os

    return dict(os.environ)


def execute(
    source: Path, target: Path, parameters: dict[str, Any], environment: dict[str, str], launch: Launch | None,
    deadline: float, progress: Progress | None,
) -> RunRecord:  # fmt: skip
    """Run one notebook and read off how it ended."""
    job = _Job(environment, launch, deadline)
    isolation = launch.isolation if launch else "none"

    def record(status: str, **more: Any) -> RunRecord:
        if job.ended:
            status, explanation = job.ended
            more = (more if more.get("cell") else _running(target, job.at)) | {"explanation": explanation}
        return RunRecord(status, 0.0, isolation, target, truncated=job.truncated, limits=job.limits, cpu=job.cpu, **more)

    unknown = set(parameters) - _parameters(source)
    if unknown:
        return record(FAILED, explanation=f"笔记本没有带 parameters 标签、写有 {'、'.join(unknown)} 的单元")
    reporting = _reporting(target, progress)
    try:
        pm.execute_notebook(
            str(source), str(target), parameters=parameters, engine_name="kit", kernel_name="python3", language="python", progress_bar=False,
            log_output=False, cwd=None, request_save_on_cell_execute=True, job=job,
        )  # fmt: skip
        return record(OK)
    except PapermillExecutionError as error:
        return record(FAILED, **_failing(target, error))
    except Exception as error:  # a dead kernel, a late one, a start that failed: each has its own type below
        status = DEADLINE if job.late else DIED
        return record(status, error=type(error).__name__, explanation=_ended_by(error, deadline if job.late else None), **_running(target, job.at))
    finally:
        reporting()


def _ended_by(error: Exception, late: float | None) -> str:
    if late is not None:
        return f"{late:g} 秒内没有结束"
    if str(error).startswith("Kernel didn't respond"):  # jupyter_client has no type of its own for it
        return f"内核 {START} 秒内没有启动,多为机器太忙:等别的工作结束再来"
    return f"内核退出({type(error).__name__}),多为内存或进程数超限"


def _parameters(source: Path) -> set[str]:
    """Names assigned in the cell tagged ``parameters``; papermill itself only warns about an unknown one."""
    tagged = ["".join(c["source"]) for c in _cells(source) if "parameters" in c.get("metadata", {}).get("tags", [])]
    try:
        tree = ast.parse("\n".join(tagged))
    except SyntaxError:
        return set()
    return {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}


def _reporting(target: Path, progress: Progress | None) -> Any:
    """Tell ``progress`` about cells as papermill saves them; returns what ends it."""
    if progress is None:
        return lambda: None
    done = threading.Event()

    def look() -> None:
        last = -1
        while not done.wait(0.2):
            cells = _cells(target)
            finished = [n for n, c in enumerate(cells) if c.get("metadata", {}).get("papermill", {}).get("end_time")]
            if cells and len(finished) != last:
                last = len(finished)
                progress(last, len(cells), _section(cells, last))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()

    def end() -> None:
        done.set()
        thread.join(2)

    return end


def _cells(target: Path) -> list[dict[str, Any]]:
    import json

    try:
        return json.loads(target.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []  # not yet saved, or half saved


def _section(cells: list[dict[str, Any]], at: int) -> str:
    for cell in reversed(cells[: at + 1]):
        found = re.search(r"^#+ +(.+)$", "".join(cell["source"]), re.M) if cell["cell_type"] == "markdown" else None
        if found:
            return found.group(1)
    return ""


def _failing(target: Path, error: PapermillExecutionError) -> dict[str, Any]:
    cells = [c for c in _cells(target) if not ADDED & set(c["metadata"].get("tags", []))]
    at = next((n for n, c in enumerate(cells) if any(o.get("output_type") == "error" for o in c.get("outputs", []))), 0)
    name = str(error.ename)
    said = _kit_message(str(error.evalue)) or EXPLAIN.get(name) or f"{name}(错误文字可能含数据,不外传)"
    return {"cell": at + 1, "section": _section(cells, at), "error": name, "explanation": said}


def _kit_message(value: str) -> str:
    """The kit's own errors hold no data value and may be shown; any other message might hold one."""
    return value if value.startswith("[KIT-") else ""


def _running(target: Path, at: int) -> dict[str, Any]:
    """The cell that was being run; papermill marks every cell completed when the kernel dies."""
    cells = _cells(target)
    number = sum(not ADDED & set(c["metadata"].get("tags", [])) for c in cells[: at + 1])
    return {"cell": number or None, "section": _section(cells, at)}
