"""The folder of one review: hidden data in it never outlive the review, and an earlier review is never lost to a broken one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import ReviewError
from kit.review.sandbox.clear import clear
from kit.review.sandbox.clear import sweep as sweep_sandboxes

PASSING = ("hidden", "work")
RUNNING = "running"  # holds the process number of the review that works in the folder
EARLIER = ".earlier"  # beside the reviews: <product>/<number>, the newest highest


@contextmanager
def workspace(out: Path) -> Iterator[Path | None]:
    """A fresh ``out``; yields where the review that was in it went, and puts it back unless the new one left a report.

    On leaving, whatever was hidden is gone. What killed reviews beside it left behind goes first.
    """
    sweep(out.parent)
    if at_work(out):
        raise ReviewError("KIT-R021", f"{out.name} 正在审查,同一个文件夹里一次只能有一个", where=RUNNING, next_step="等它结束,或到它的终端里按 Ctrl+C。")
    before = _set_aside(out)
    out.mkdir(parents=True)
    (out / RUNNING).write_text(str(os.getpid()), encoding="utf-8")
    try:
        yield before
    finally:
        _clear(out)
        _keep_one(out)


def sweep(folder: Path) -> list[Path]:
    """Take away what reviews left that no longer run; where none finished, the review before it comes back."""
    sweep_sandboxes()
    dead = [mark.parent for mark in folder.glob(f"*/{RUNNING}") if not at_work(mark.parent)]
    for left in dead:
        _clear(left)
        _keep_one(left)
    return dead


def at_work(out: Path) -> bool:
    """Whether a review works in ``out`` now; a process younger than the mark has its number by chance."""
    import psutil

    mark = out / RUNNING
    try:
        return psutil.Process(int(mark.read_text(encoding="utf-8"))).create_time() <= mark.stat().st_mtime + 1
    except (OSError, ValueError, psutil.Error):
        return False


def earlier(out: Path) -> list[Path]:
    """Earlier reviews of the same product, oldest first."""
    return sorted((out.parent / EARLIER / out.name).glob("*/report.json"), key=lambda p: int(p.parent.name))


def _set_aside(out: Path) -> Path | None:
    if not (out / "report.json").exists():
        clear(out)
        return None
    last = earlier(out)
    target = out.parent / EARLIER / out.name / str(int(last[-1].parent.name) + 1 if last else 1)
    target.parent.mkdir(parents=True, exist_ok=True)
    out.replace(target)
    return target


def _keep_one(out: Path) -> None:
    """A finished review stays beside decided earlier ones and the one before it; an unfinished one gives way."""
    before = [p.parent for p in earlier(out)]
    if (out / "report.json").exists():
        for old in before[:-1]:
            if not (old / "decision.json").exists():
                clear(old)
    elif before:
        clear(out)
        before[-1].replace(out)


def _clear(out: Path) -> None:
    for name in PASSING:
        clear(out / name)
    (out / RUNNING).unlink(missing_ok=True)
