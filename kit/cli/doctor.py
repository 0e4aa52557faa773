"""``kit doctor``: what this machine can do, and how to get what is missing."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess

import typer

from kit.cli.output import emit, table


def doctor(as_json: bool = typer.Option(False, "--json", help="输出一份 JSON")) -> None:
    """这台机器能做什么,缺什么"""
    rows = [*_machine(), *_isolation(), *_tools()]
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
    ]


def _isolation() -> list[tuple[str, bool, str, str]]:
    from kit.review.sandbox import Level, explain, isolation_level

    rows = [(f"隔离:{t.level.title}", t.works, t.why, t.next_step) for t in explain() if t.level > Level.NONE]
    best = isolation_level()
    return [*rows, ("产品审查", best > Level.NONE, f"将使用 {best.title}", "没有隔离,审查不能以“通过”结束")]


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
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
