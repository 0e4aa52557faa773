"""The path of a newcomer, timed in a fresh clone: ``python3 benchmarks/newcomer.py [SOURCE]``. Needs git, make and Python only.

Prints one line per command that a newcomer types: seconds that passed, and seconds of processor (which other work on the machine doesn't change).
JupyterLab counts as there when it answers on the address that it prints.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

PRODUCT, FOLDER = "地区人群流行病学分析报告", "我的产品/regional_epidemiology_report"
KIT = str(Path(".venv") / ("Scripts" if os.name == "nt" else "bin") / "kit")
COMMANDS = (
    ("造一座小城(一张表,千分之一)", [KIT, "data", "build", "--size", "tiny", "--only", "企业基本信息"], (0,)),
    ("新建产品", [KIT, "new", PRODUCT, "--in", "我的产品"], (0,)),
    ("运行", [KIT, "run", FOLDER], (0,)),
    ("自查(沙箱里十几次运行)", [KIT, "check", FOLDER, "--size", "0.02"], (0, 3)),  # 3: the sample still has to be rewritten
)
ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):\d+/\S*")


def main(source: str) -> None:
    with tempfile.TemporaryDirectory(prefix="kit-newcomer-") as home:
        clone = Path(home) / "kit"
        print("| 步 | 命令 | 秒 | 处理器秒 |\n|---|---|---|---|", flush=True)
        took = [_line("取得代码", "git clone …", lambda: _run(["git", "clone", "-q", source, str(clone)], Path(home), (0,)))]
        took.append(_line("准备环境,打开 JupyterLab", "make lab", lambda: _lab(clone)))
        for title, words, fine in COMMANDS:
            took.append(_line(title, " ".join(["kit", *words[1:]]), lambda w=words, f=fine: _run(w, clone, f)))
    print(f"| 合计 | {len(took)} 条命令 | {sum(s for s, _ in took):.0f} | {sum(p for _, p in took):.0f} |")


def _line(title: str, command: str, action: Callable[[], None]) -> tuple[float, float]:
    """Do it and print its line; seconds that passed, and of processor in the processes that ended."""
    started, before = time.monotonic(), os.times()
    action()
    seconds, after = time.monotonic() - started, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"| {title} | `{command}` | {seconds:.0f} | {processor:.0f} |", flush=True)
    return seconds, processor


def _run(words: list[str], folder: Path, fine: tuple[int, ...]) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=_environment(), check=False)
    if done.returncode not in fine:
        sys.exit(f"{' '.join(words)}:退出码 {done.returncode}\n{done.stdout}{done.stderr}")


def _lab(clone: Path) -> None:
    """Until the page of JupyterLab is served; then it is stopped."""
    settings = clone.parent / "jupyter"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"open_browser": False, "allow_root": True}}), encoding="utf-8")
    log = clone.parent / "lab.log"
    with log.open("w", encoding="utf-8") as out:
        lab = subprocess.Popen(["make", "lab"], cwd=clone, env=_environment() | {"JUPYTER_CONFIG_PATH": str(settings)}, stdout=out, stderr=out, start_new_session=True)
        try:
            while not (found := ADDRESS.search(log.read_text(encoding="utf-8"))) and lab.poll() is None:
                time.sleep(0.2)
            if found is None:
                sys.exit(log.read_text(encoding="utf-8"))
            with urlopen(found.group()) as page:
                assert b"jupyter" in page.read().lower()
        finally:
            os.killpg(lab.pid, signal.SIGTERM)
            lab.wait(30)


def _environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("KIT_", "JUPYTER_", "VIRTUAL_ENV"))}


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parents[1]))
