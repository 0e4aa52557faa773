"""Take over what a notebook left, without ever following where it points."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

# Our choices: the two products leave six files of a few hundred kilobytes.
MAX_FILES, MAX_BYTES, MAX_TOTAL = 64, 64 << 20, 256 << 20
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}")


@dataclass(frozen=True)
class SafeFile:
    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Refused:
    name: str
    reason: str


def collect(folder: Path, target: Path) -> tuple[dict[str, SafeFile], list[Refused]]:
    """Copy plain files of ``folder`` to ``target``; everything else is refused with the reason."""
    target.mkdir(parents=True, exist_ok=True)
    files: dict[str, SafeFile] = {}
    refused: list[Refused] = []
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        names = sorted(os.listdir(directory))
        total = 0
        for name in names[:MAX_FILES]:
            content = _read(directory, name, MAX_TOTAL - total)
            if isinstance(content, str):
                refused.append(Refused(name if NAME.fullmatch(name) else "(不合规的文件名)", content))
                continue
            total += len(content)
            (target / name).write_bytes(content)
            files[name] = SafeFile(name, target / name, len(content), hashlib.sha256(content).hexdigest())
        if len(names) > MAX_FILES:
            refused.append(Refused("…", f"文件多于 {MAX_FILES} 个"))
    finally:
        os.close(directory)
    return files, refused


def _read(directory: int, name: str, left: int) -> bytes | str:
    """The bytes of one plain file, or why it was not read."""
    if not NAME.fullmatch(name):
        return "文件名只能用字母、数字、点、横线和下划线"
    try:
        # No link is followed; a pipe does not make us wait.
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    except OSError:
        return "是链接、设备或打不开的文件"
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return "不是普通文件"
        if status.st_nlink != 1:
            return "是硬链接"
        most = min(MAX_BYTES, left)
        if status.st_size > most:
            return f"大于 {most >> 20} MB"
        with os.fdopen(os.dup(handle), "rb") as file:
            content = file.read(most + 1)
        return content if len(content) <= most else "读取时仍在变大"
    finally:
        os.close(handle)
