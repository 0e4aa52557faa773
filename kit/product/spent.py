"""How much computing a kernel has done: unlike its time by the clock, that does not grow with what else the machine does."""

from __future__ import annotations

from typing import Any


def cpu_seconds(pid: int) -> float | None:
    """User and system time of a process, of all that it started and of what of these has ended; None when it is gone."""
    import psutil

    try:
        first = psutil.Process(pid)
        family = [first, *first.children(recursive=True)]
    except psutil.Error:
        return None
    return sum(map(_own, family))


def _own(process: Any) -> float:
    import psutil

    try:
        times = process.cpu_times()
    except psutil.Error:  # it ended meanwhile
        return 0.0
    # Those of children that have ended and been waited for; not every system tells them.
    return times.user + times.system + getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
