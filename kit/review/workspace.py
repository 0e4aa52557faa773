"""The folder of one review: hidden data in it never outlive the review, not even one that was killed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSING = ("hidden", "work")
RUNNING = "running"  # holds the process number of the review that works in the folder


@contextmanager
def workspace(out: Path) -> Iterator[None]:
    """A fresh ``out``; on leaving, whatever was hidden is gone. What killed reviews beside it left behind goes first."""
    sweep(out.parent)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / RUNNING).write_text(str(os.getpid()), encoding="utf-8")
    try:
        yield
    finally:
        _clear(out)


def sweep(folder: Path) -> list[Path]:
    """Take away what reviews left that no longer run; their folders hold no report, so nothing of worth is lost."""
    dead = [mark.parent for mark in folder.glob(f"*/{RUNNING}") if not _alive(mark)]
    for left in dead:
        _clear(left)
    return dead


def _clear(out: Path) -> None:
    for name in PASSING:
        shutil.rmtree(out / name, ignore_errors=True)
    (out / RUNNING).unlink(missing_ok=True)


def _alive(mark: Path) -> bool:
    import psutil

    try:
        return psutil.pid_exists(int(mark.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False
