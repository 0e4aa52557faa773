"""A folder that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import ArtefactError


@contextmanager
def whole(target: Path, *, replaces: str = "") -> Iterator[Path]:
    """A folder to fill that becomes ``target`` when all went well.

    An earlier ``target`` is replaced only when it holds the file ``replaces``: nobody's own folder is ever taken for one
    of ours. What killed runs left beside it is swept away.
    """
    _may_replace(target, replaces)
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent, target.name)
    part = target.parent / f".{target.name}.{os.getpid()}.part"
    part.mkdir()
    try:
        yield part
        _may_replace(target, replaces)
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _may_replace(target: Path, replaces: str) -> None:
    if target.exists() and not (replaces and (target / replaces).is_file()) and (not target.is_dir() or any(target.iterdir())):
        raise ArtefactError("KIT-W202", f"{target.name} 已经存在,不会覆盖", where=str(target), next_step="换一个文件夹(--out),或先看过并移走它。")


def _sweep(home: Path, name: str) -> None:
    import psutil

    for left in home.glob(f".{name}.*.part"):
        number = left.name.split(".")[-2]
        if number == str(os.getpid()) or not psutil.pid_exists(int(number)):
            shutil.rmtree(left, ignore_errors=True)
