"""Take away what something hostile has been in, however deep or locked, and what killed reviews left of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kit.review.sandbox import cgroup

BOX = "kb"  # short: a socket's path holds 108 bytes
TEMPORARY = Path("/tmp") if os.path.isdir("/tmp") else Path(tempfile.gettempdir())


def box() -> Path:
    """A fresh private folder for one kernel; its name tells whose it is."""
    return Path(tempfile.mkdtemp(prefix=f"{BOX}{os.getpid()}-", dir=TEMPORARY))


def sweep() -> None:
    """Take away the folders and groups of reviews that were killed."""
    for folder in TEMPORARY.glob(f"{BOX}*-*"):
        if abandoned(folder.name.removeprefix(BOX)):
            clear(folder)
    place = cgroup.home()
    for folder in place.folder.glob("kit-*-*") if place else ():
        if abandoned(folder.name.removeprefix("kit-")):
            cgroup.Group(folder, ()).remove()


def abandoned(name: str) -> bool:
    """Whether the process whose number ``name`` begins with is gone."""
    import psutil

    number = name.partition("-")[0]
    return number.isdigit() and not psutil.pid_exists(int(number))


def clear(folder: Path) -> None:
    """As ``shutil.rmtree``, and for what that cannot do (thousands of levels, folders without rights) chmod and rm."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.name == "posix" and os.path.lexists(folder):
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
