"""Onto the disk for good: a file is there whole or not at all, and so is what is added to one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Put a file in its place, made aside and moved there once it is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def whole_lines(path: Path) -> tuple[bytes, int]:
    """The lines that have their end, and how many bytes follow them: a crash cut those off, and nobody was ever told of them."""
    raw = path.read_bytes() if path.exists() else b""
    size = raw.rfind(b"\n") + 1
    return raw[:size], len(raw) - size


def append(path: Path, lines: bytes, size: int) -> None:
    """Add whole lines, in one write, after the first ``size`` bytes; a torn end behind those goes first."""
    new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        if os.fstat(descriptor).st_size > size:
            os.ftruncate(descriptor, size)
        if os.write(descriptor, lines) != len(lines):
            os.ftruncate(descriptor, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        _sync(path.parent)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process, however it ends."""
    import fcntl

    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
