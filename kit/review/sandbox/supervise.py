"""Between the review and a kernel: whatever the kernel started ends with it, and all of it with the review. Standard library only.

    python supervise.py REVIEW_PID COMMAND…

Orphans, also those in a session of their own, become our children (PR_SET_CHILD_SUBREAPER), so none gets away.
Ends by itself when the kernel ends, on SIGTERM, and when the review dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from typing import NoReturn

SET_DEATH_SIGNAL, SET_CHILD_SUBREAPER = 1, 36
ROUNDS = 500


def descendants(pid: int) -> list[int]:
    """Every process below ``pid`` now, nearest first."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    parent = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            children.setdefault(parent, []).append(int(name))
    out = list(children.get(pid, []))
    for one in out:
        out += children.get(one, [])
    return out


def end_all() -> None:
    """Freeze first and kill then, or a fork bomb would outrun us."""
    stopped: set[int] = set()
    for _ in range(ROUNDS):
        fresh = [p for p in descendants(os.getpid()) if p not in stopped]
        if not fresh:
            break
        _signal(fresh, signal.SIGSTOP)
        stopped.update(fresh)
    for _ in range(ROUNDS):
        left = descendants(os.getpid())
        _signal(left, signal.SIGKILL)
        if not _reap() and not left:
            return
        time.sleep(0.005)


def _signal(processes: list[int], number: int) -> None:
    for pid in processes:
        with contextlib.suppress(OSError):  # it is gone
            os.kill(pid, number)


def _reap() -> bool:
    """Bury the dead; whether a child still lives."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _leave(code: int) -> NoReturn:
    """Nothing raised: whatever we were at, nothing may come between the signal and the end of all."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_all()
    os._exit(code)


def main() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0) or libc.prctl(SET_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != int(sys.argv[1]):
        return  # the review died before we could ask to be told
    signal.signal(signal.SIGTERM, lambda *_: _leave(128 + signal.SIGTERM))
    kernel = subprocess.Popen(sys.argv[2:])
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == kernel.pid:
            code = os.waitstatus_to_exitcode(status)
            _leave(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
