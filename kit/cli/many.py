"""Many reviews side by side, each a ``kit review`` of its own; one page over all of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from kit.cli.output import notes
from kit.errors import KitError, ReviewError


def side_by_side(folders: Sequence[Path], options: Mapping[str, Any], out: Path, cores: int) -> list[dict[str, Any]]:
    """The JSON of each review, in the order of ``folders``; one core each, the largest first, what is left over to the last."""
    if not folders:
        return []
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from kit.review.sandbox import Limits
    from kit.review.sandbox.machine import at_once, free_memory
    from kit.review.summary import write_summary

    started, running, done = time.monotonic(), [], {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # One more than there are cores: each review waits a tenth of its time for a kernel to start or to end.
    slots = at_once(cores + 1, free_memory(), Limits().memory)
    largest_first = sorted(folders, key=_rows, reverse=True)
    # The last ones find cores that nobody else needs any more.
    share = dict.fromkeys(largest_first, 1) | dict.fromkeys(largest_first[-slots:], cores)
    with Progress(*columns, console=notes()) as bar, ThreadPoolExecutor(slots) as pool:
        task = bar.add_task(f"审查 {len(folders)} 个产品", total=len(folders))
        try:
            futures = [pool.submit(_one, folder, {**options, "--cores": share[folder]}, running) for folder in largest_first]
            for future in as_completed(futures):
                name, document = future.result()
                done[name] = document
                said = f"{document['verdict']} {document['title']}({document['seconds']:.0f} 秒)" if "verdict" in document else f"没有完成:{name},{document['error']}"
                bar.console.print(f"  {said}", highlight=False, markup=False)
                bar.advance(task)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()  # each clears its hidden data away
            raise
    documents = [done[f.name] for f in folders if "verdict" in done[f.name]]
    page = write_summary(documents, out, time.monotonic() - started, _largest())
    notes().print(f"汇总:{page}", highlight=False, soft_wrap=True)
    if broken := [f.name for f in folders if "verdict" not in done[f.name]]:
        raise ReviewError("KIT-R020", f"{len(broken)} 个产品的审查没有完成:{'、'.join(broken)}", where=str(page), next_step=f"单独运行 kit review {broken[0]} 看原因。")
    return documents


def _rows(folder: Path) -> int:
    """About how large the hidden city is: a large one begun last would keep the others waiting. A broken plan is over at once."""
    from kit.product.read_plan import read_plan
    from kit.review.needed import fitting, rows_needed

    try:
        plan = read_plan(folder)
        return rows_needed(plan, fitting(plan))
    except KitError:
        return 0


def _one(folder: Path, options: Mapping[str, Any], running: list[subprocess.Popen[str]]) -> tuple[str, dict[str, Any]]:
    """The name of the product and the JSON that its review printed; ``error`` instead when it did not finish."""
    process = subprocess.Popen(command_of(folder, options), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
    running.append(process)
    said, _ = process.communicate()
    try:
        document = json.loads(said)
    except ValueError:
        return folder.name, {"error": f"意外结束(退出码 {process.returncode})"}
    if error := document.get("error"):
        return folder.name, {"error": f"[{error['code']}] {error['what']}"}
    return folder.name, document


def command_of(folder: Path, options: Mapping[str, Any]) -> list[str]:
    """Not with -c: DuckDB would take us for a person and draw its progress bar into the JSON."""
    words = [str(w) for pair in options.items() for w in pair if w is not True]
    return [sys.executable, "-m", "kit", "review", str(folder), "--json", *words]


def _largest() -> int:
    """Bytes of the largest process among all that were waited for; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
