"""What this machine has to give right now, and how many kernels that allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def at_once(cores: int, free: int, each: int) -> int:
    """Kernels that may run side by side: no more than cores, and each may take all the memory it is allowed."""
    return max(1, min(cores, free // each))


def free_memory() -> int:
    """Bytes that can be had without swapping, in a container no more than it may still take."""
    import psutil

    return min([psutil.virtual_memory().available, *_left()])


def _left() -> Iterator[int]:
    """What each memory cgroup above us still allows, version 2 and 1."""
    try:
        lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return
    for _, controllers, own in lines:
        if controllers in ("", "memory"):
            top = Path("/sys/fs/cgroup", controllers)
            folder = top / own.lstrip("/")
            for place in [folder, *folder.parents]:
                if place.is_relative_to(top):
                    yield from _allowed(place)


def _allowed(folder: Path) -> Iterator[int]:
    for most, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")):
        try:
            limit = (folder / most).read_text(encoding="utf-8").strip()
            if limit != "max":
                yield max(0, int(limit) - int((folder / used).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
