"""What this machine can really do, found by doing it once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

LOCKDOWN = Path(__file__).with_name("lockdown.py")


class Level(IntEnum):
    """Higher isolates more; a review cannot end in 通过 at NONE."""

    NONE = 0
    LANDLOCK = 1
    BWRAP = 2

    @property
    def title(self) -> str:
        return {0: "无隔离", 1: "Landlock + seccomp", 2: "bubblewrap + seccomp"}[self.value]


@dataclass(frozen=True)
class Tried:
    level: Level
    works: bool
    why: str
    next_step: str = ""


@cache
def explain() -> tuple[Tried, ...]:
    """Each level, whether it works here, and what to do for it."""
    return (_bwrap(), _landlock(), Tried(Level.NONE, True, "独立进程,只有资源上限;只够自查"))


@cache
def isolation_level() -> Level:
    """The highest level that works here; ``KIT_ISOLATION`` may ask for a lower one, never a higher."""
    best = max(t.level for t in explain() if t.works)
    asked = os.environ.get("KIT_ISOLATION", "").upper()
    return min(best, Level[asked]) if asked in Level.__members__ else best


def _bwrap() -> Tried:
    found = shutil.which("bwrap")
    if not found:
        return Tried(Level.BWRAP, False, "没有安装 bubblewrap", "apt-get install bubblewrap(或 dnf install bubblewrap)")
    # A version string proves nothing: AppArmor, container rules and sysctls decide.
    command = [found, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Tried(Level.BWRAP, False, "bubblewrap 不能启动", "见 docs/guide/review.md 的“隔离”一节")
    if done.returncode:
        return Tried(Level.BWRAP, False, "系统不许 bubblewrap 建立命名空间",
                     "Ubuntu 24.04:为 bwrap 添加 AppArmor 配置;容器:允许非特权用户命名空间")  # fmt: skip
    return Tried(Level.BWRAP, True, "已实际启动一次")


def _landlock() -> Tried:
    if sys.platform != "linux":
        return Tried(Level.LANDLOCK, False, "只有 Linux 有 Landlock", "产品审查请在 Linux 上运行")
    done = subprocess.run([sys.executable, "-I", str(LOCKDOWN), "--probe"], capture_output=True, timeout=20, check=False)
    if done.returncode:
        return Tried(Level.LANDLOCK, False, "内核没有开启 Landlock 或 seccomp", "需要 Linux 5.13 以上并启用 Landlock")
    return Tried(Level.LANDLOCK, True, "已实际启用一次")
