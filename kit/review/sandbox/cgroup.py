"""A cgroup v2 of its own for each run, where this process may make one: found by doing it once."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONTROLLERS = ("memory", "pids")
# The process puts itself in before it becomes the kernel: put in from outside, a child could already be elsewhere.
ENTER = 'echo $$ > "$0" && exec "$@"'


@dataclass(frozen=True)
class Home:
    """Where our groups can be made, and which of ``CONTROLLERS`` hold there; killing as a whole works in any case."""

    folder: Path
    controllers: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    folder: Path
    controllers: tuple[str, ...]

    def enter(self, command: list[str]) -> list[str]:
        return ["/bin/sh", "-c", ENTER, str(self.folder / "cgroup.procs"), *command]

    def kill(self) -> None:
        """Everything in it at once; nothing can fork its way out."""
        with contextlib.suppress(OSError):
            (self.folder / "cgroup.kill").write_text("1", encoding="utf-8")

    def ran_out_of_memory(self) -> bool:
        try:
            events = dict(line.split() for line in (self.folder / "memory.events").read_text(encoding="utf-8").splitlines())
        except (OSError, ValueError):
            return False
        return int(events.get("oom_kill", 0)) > 0

    def remove(self) -> None:
        self.kill()
        for _ in range(100):
            try:
                return self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # the dying still count for a moment
                time.sleep(0.02)


@cache
def home() -> Home | None:
    """The place with the most controllers; None where no group can be made (no cgroup v2, not delegated, read-only)."""
    found = [h for folder in _candidates() if (h := _tried(folder))]
    return max(found, key=lambda h: len(h.controllers), default=None)


def make(memory: int, processes: int) -> Group | None:
    """A fresh group with these limits, as far as they can be set here."""
    where = home()
    return _make(where.folder, where.controllers, memory, processes) if where else None


def _make(parent: Path, controllers: tuple[str, ...], memory: int, processes: int) -> Group:
    folder = parent / f"kit-{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir()
    if "memory" in controllers:
        (folder / "memory.max").write_text(str(memory), encoding="utf-8")
        for name, value in (("memory.swap.max", "0"), ("memory.oom.group", "1")):
            with contextlib.suppress(OSError):  # no swap accounting, or an older kernel
                (folder / name).write_text(value, encoding="utf-8")
    if "pids" in controllers:
        (folder / "pids.max").write_text(str(processes), encoding="utf-8")
    return Group(folder, controllers)


def _candidates() -> Iterator[Path]:
    """Our own group, then those above it: a group that holds processes can lend its children no controllers."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
        own = next(line[3:] for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines() if line.startswith("0::"))
    except (OSError, StopIteration):
        return
    top = next((Path(m[4]) for m in mounts if m[m.index("-") + 1] == "cgroup2"), None)
    if top is None or ".." in own:
        return
    folder = top / own.lstrip("/")
    while folder.is_relative_to(top):
        yield folder
        folder = folder.parent


def _tried(parent: Path) -> Home | None:
    """Make a group there, put a process in, kill it, take it away."""
    try:
        held = tuple(c for c in CONTROLLERS if c in _lent(parent))
        group = _make(parent, held, 1 << 28, 64)
    except OSError:
        return None
    try:
        command = group.enter(["sleep", "20"])
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            until = time.monotonic() + 2
            while process.poll() is None and str(process.pid) not in (group.folder / "cgroup.procs").read_text(encoding="utf-8").split() and time.monotonic() < until:
                time.sleep(0.002)
            group.kill()
            try:
                killed = process.wait(2) == -9
            except subprocess.TimeoutExpired:
                process.kill()
                killed = False
        return Home(parent, held) if killed else None
    except OSError:
        return None
    finally:
        group.remove()


def _lent(parent: Path) -> list[str]:
    """Controllers that the children of ``parent`` have; those missing are asked for."""
    control = parent / "cgroup.subtree_control"
    there = (parent / "cgroup.controllers").read_text(encoding="utf-8").split()
    for name in CONTROLLERS:
        if name in there and name not in control.read_text(encoding="utf-8").split():
            with contextlib.suppress(OSError):
                control.write_text(f"+{name}", encoding="utf-8")
    return control.read_text(encoding="utf-8").split()
