"""Take away a folder in which something hostile has been, however deep or locked."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path


def clear(folder: Path) -> None:
    """As ``shutil.rmtree``, and for what that cannot do (thousands of levels, folders without rights) chmod and rm."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.name == "posix" and os.path.lexists(folder):
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
