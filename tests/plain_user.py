"""Run tests as a user without rights: ``python -m tests.plain_user PATH…``; as such a user already, simply run them.

The checkout may belong to somebody else: nothing is written into it. Python itself may lie in a home that is closed to
others; then, in a mount namespace of our own, that home shows nothing but Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

NOBODY = 65534
QUIET = ["-q", "-p", "no:cacheprovider"]
OPEN = """
mount --make-rprivate / && mount --bind "$1" "$2" && mount -t tmpfs -o mode=0755 tmpfs "$3" && mkdir -p "$1" && mount --bind "$2" "$1" || exit 97
shift 3; exec "$@"
"""


def closed(folder: Path) -> Path | None:
    """The topmost folder on the way to ``folder`` that others may not pass."""
    return next((p for p in [*reversed(folder.parents), folder] if p.stat().st_mode & 0o005 != 0o005), None)


def command(paths: list[str], home: Path) -> list[str]:
    tests = [sys.executable, "-m", "pytest", *QUIET, *paths]
    if os.geteuid() != 0:
        return tests
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
    prefix = Path(sys.base_prefix).resolve()
    hidden = closed(prefix)
    if hidden is None:
        return [*become, *tests]
    other = home / "python"
    other.mkdir()
    return ["unshare", "--mount", "sh", "-c", OPEN, "sh", str(prefix), str(other), str(hidden), *become, *tests]


def main() -> int:
    # Not in /tmp: every sandbox replaces that.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        home = Path(name)
        home.chmod(0o777)
        environment = {**os.environ, "HOME": name, "TMPDIR": name, "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE_DIRECTORY": f"{name}/hypothesis"}
        return subprocess.run(command(sys.argv[1:], home), env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
