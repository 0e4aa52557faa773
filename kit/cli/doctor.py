"""``kit doctor``: what this machine can do, and how to get what is missing."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import typer

from kit.cli.output import emit, table


def doctor(as_json: bool = typer.Option(False, "--json", help="输出一份 JSON")) -> None:
    """这台机器能做什么,缺什么"""
    rows = [*_machine(), *_isolation(), *_limits(), *_tools()]
    if as_json:
        return emit([{"item": a, "ok": ok, "found": b, "next_step": c} for a, ok, b, c in rows])
    table("这台机器", ["项目", "", "情况", "怎么办"], [(a, "✓" if ok else "—", b, "" if ok else c) for a, ok, b, c in rows])


def _machine() -> list[tuple[str, bool, str, str]]:
    free = shutil.disk_usage(".").free >> 30
    return [
        ("Python", True, platform.python_version(), ""),
        ("系统", platform.system() == "Linux", platform.platform(terse=True), "产品审查在 Linux 上进行;在这里可以开发与自查"),
        ("处理器", True, f"{os.cpu_count()} 核", ""),
        ("磁盘", free >= 5, f"剩余 {free} GB", "完整规模的城市需要约 5 GB"),
        _memory(),
    ]


def _memory() -> tuple[str, bool, str, str]:
    from kit.review.sandbox import Limits
    from kit.review.sandbox.machine import at_once, free_memory

    free, each = free_memory(), Limits().memory
    kernels = at_once(os.cpu_count() or 1, free, each)
    return ("内存", free >= each, f"可用 {free / (1 << 30):.1f} GB,审查可同时运行 {kernels} 个内核",
            f"每次运行最多用 {each >> 30} GB;关掉别的程序,或放宽容器的内存上限")  # fmt: skip


def _isolation() -> list[tuple[str, bool, str, str]]:
    from kit.review.sandbox import Level, explain, isolation_level

    rows = [(f"隔离:{t.level.title}", t.works, t.why, t.next_step) for t in explain() if t.level > Level.NONE]
    best = isolation_level()
    return [*rows, ("产品审查", best > Level.NONE, f"将使用 {best.title}", "没有隔离,审查不能以“通过”结束")]


def _limits() -> list[tuple[str, bool, str, str]]:
    """Without a cgroup the same limits are kept by a watch that looks five times a second."""
    from kit.review.sandbox import cgroup

    spaces = _number("/proc/sys/user/max_user_namespaces") > 0 and _says(["unshare", "--user", "--map-root-user", "id", "-u"]) == "0"
    rows = [("用户命名空间", spaces or _is_root(), "可用" if spaces else "不可用", "sysctl user.max_user_namespaces=15000;Ubuntu 24.04 还要为 bwrap 添加 AppArmor 配置")]
    place = cgroup.home() if platform.system() == "Linux" else None
    held = {"memory": "内存", "pids": "进程数"}
    found = "、".join(held[c] for c in place.controllers) if place else ""
    said = f"可限制{found},并整组结束" if found else "只能整组结束;内存与进程数由审查方每 0.2 秒查看" if place else "不可用;由审查方每 0.2 秒查看"
    return [*rows, ("cgroup v2", bool(found), said, "不影响审查;要由内核限制:systemd-run --user --scope -p Delegate=yes kit review …(容器:挂载可写的 cgroup v2)")]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _number(path: str) -> int:
    try:
        return int(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def _tools() -> list[tuple[str, bool, str, str]]:
    fonts = _says(["fc-list", ":lang=zh", "family"])
    java = shutil.which("java")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return [
        ("中文字体", bool(fonts), fonts.splitlines()[0] if fonts else "没有找到", "apt-get install fonts-wqy-microhei"),
        ("Java(PySpark 用)", bool(java), "有" if java else "没有", "只在 KIT_ENGINE=spark 时需要 Java 17"),
        ("Chromium(浏览器测试用)", bool(chromium), "有" if chromium else "没有", "只在 make test-browser 时需要"),
    ]


def _says(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=10, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
