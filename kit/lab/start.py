"""Start JupyterLab with the kit's panel, in Chinese, in the right folder. Everything is in this package: no Node, no build."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from kit.lab.home import home_of

HERE = Path(__file__).parent


def environment(before: dict[str, str]) -> dict[str, str]:
    """What JupyterLab looks up its configuration and its panels by; ``kit`` and the kernel come from this very Python."""
    tools = Path(sys.executable).parent
    first = {"JUPYTER_CONFIG_PATH": HERE / "etc", "JUPYTER_PATH": HERE / "share", "PATH": tools}
    return {name: os.pathsep.join(p for p in (str(path), before.get(name, "")) if p) for name, path in first.items()}


def terminal_line(words: Sequence[str], home: Path, *, windows: bool = os.name == "nt") -> str:
    """What to type into a terminal of JupyterLab, whose login shell need not know where ``kit`` is, nor start in ``home``."""
    kit = Path(sys.executable).with_name("kit.exe" if windows else "kit")
    if windows:  # PowerShell
        return f'cd "{home}"; & "{kit}" {" ".join(words)}'
    return f"cd {shlex.quote(str(home))} && {shlex.quote(str(kit))} {shlex.join(words)}"


def start(folder: Path, arguments: Sequence[str]) -> None:
    """Run JupyterLab until it is stopped; ``arguments`` are JupyterLab's own."""
    os.environ.update(environment(dict(os.environ)))
    from jupyterlab.labapp import main

    home = home_of(folder)
    main([f"--ServerApp.root_dir={home}", *arguments])
