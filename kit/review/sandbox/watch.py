"""Looks after a run while it goes on: memory, processes and files of all it started, together; over a limit it ends.

Resource limits of Linux hold for one process; cgroups are not to be had everywhere and do not bound files.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kit.product.run import FILES, MEMORY, PROCESSES
from kit.review.sandbox.supervise import descendants

EVERY = 0.2  # seconds; in that time a fast disk takes a few hundred megabytes
FREE = 1 << 30  # what must stay free on the disk, however little the run seems to have written

Ended = tuple[str, str]


class Watch:
    """``over`` is called once, from the watch's thread, with the status and a sentence."""

    def __init__(self, pid: int, folders: Sequence[Path], inner: str, limits: Mapping[str, int], over: Callable[[Ended], None]) -> None:
        self.pid, self.folders, self.inner, self.limits, self.over = pid, folders, inner, limits, over
        self.free = min(FREE, shutil.disk_usage(folders[0]).free // 2)
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._go_on, name="kit-watch", daemon=True)
        self.thread.start()

    def stop(self) -> Ended | None:
        """What is left in the folders when all is over counts as well."""
        self.done.set()
        self.thread.join(5)
        return self._files(0)

    def _go_on(self) -> None:
        while not self.done.wait(EVERY):
            if found := self.look():
                return self.over(found)

    def look(self) -> Ended | None:
        family = [self.pid, *descendants(self.pid)] if os.path.isdir("/proc/self") else []
        return self._processes(family) or self._memory(family) or self._files(nameless(family)) or self._private(family)

    def _processes(self, family: list[int]) -> Ended | None:
        # bubblewrap, the supervisor and the shell before them are not the notebook's.
        if sum(map(threads, family)) <= self.limits["nproc"] + 8:
            return None
        return PROCESSES, f"同时多于 {self.limits['nproc']} 个进程与线程"

    def _memory(self, family: list[int]) -> Ended | None:
        most = self.limits["memory"]
        # Shared pages count once for each process here; only when that is too much the slow and exact way.
        if sum(map(resident, family)) <= most or sum(map(share, family)) <= most:
            return None
        return MEMORY, f"全部进程合计用了 {most >> 20} MB 以上内存;先在引擎里汇总,再取到 pandas"

    def _files(self, unnamed: int) -> Ended | None:
        total, most = unnamed, self.limits["entries"]
        for folder in self.folders:
            size, entries = written(folder, most, self.limits["disk"])
            total += size
            if entries > most:
                return FILES, f"文件与文件夹多于 {most} 个"
        if total > self.limits["disk"]:
            return FILES, f"合计大于 {self.limits['disk'] >> 20} MB"
        if shutil.disk_usage(self.folders[0]).free < self.free:
            return FILES, f"磁盘剩余不到 {self.free >> 20} MB"
        return None

    def _private(self, family: list[int]) -> Ended | None:
        """Files of the private /tmp take the host's memory even when they are empty."""
        for pid in family[-1:] if self.inner else []:
            with contextlib.suppress(OSError):
                place = f"/proc/{pid}/root{self.inner}"
                found = os.statvfs(place)
                # Before the sandbox stands, the same name leads to our own.
                if os.stat(place).st_dev != os.stat(self.inner).st_dev and found.f_files - found.f_ffree > self.limits["entries"]:
                    return FILES, f"{self.inner} 里多于 {self.limits['entries']} 个文件"
        return None


def written(folder: Path, entries: int, size: int) -> tuple[int, int]:
    """Bytes and entries below ``folder``; stops counting when either is over. What cannot be looked into is too much."""
    total = count = 0
    waiting = [str(folder)]
    while waiting and count <= entries and total <= size:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    status = entry.stat(follow_symlinks=False)
                    count += 1
                    total += max(status.st_size, status.st_blocks * 512) if stat.S_ISREG(status.st_mode) else status.st_blocks * 512
                    if stat.S_ISDIR(status.st_mode):
                        waiting.append(entry.path)
                    if count > entries or total > size:
                        break
        except FileNotFoundError:
            continue
        except OSError:
            return total, entries + 1
    return total, count


def nameless(family: Sequence[int]) -> int:
    """Bytes in files that these processes hold open and no folder shows: deleted ones and those in memory only."""
    seen: dict[tuple[int, int], int] = {}
    for pid in family:
        with contextlib.suppress(OSError):
            for name in os.listdir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    status = os.stat(f"/proc/{pid}/fd/{name}")
                    if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                        seen[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(seen.values())


def threads(pid: int) -> int:
    return _lines(f"/proc/{pid}/status", "Threads")


def resident(pid: int) -> int:
    return _lines(f"/proc/{pid}/status", "RssAnon", "RssShmem") << 10


def share(pid: int) -> int:
    return _lines(f"/proc/{pid}/smaps_rollup", "Pss_Anon", "Pss_Shmem") << 10 or resident(pid)


def _lines(path: str, *wanted: str) -> int:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return sum(int(line.split()[1]) for line in file if line.partition(":")[0] in wanted)
    except (OSError, ValueError, IndexError):
        return 0
