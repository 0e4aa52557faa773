"""The bubblewrap command line: own namespaces, no network, read-only system, one folder to write."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HOME = "/tmp/home"
CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


def bwrap(
    inner: Sequence[str], environment: Mapping[str, str], python: Sequence[str], read: Sequence[str],
    write: Sequence[str], limits: Mapping[str, Any], user: int | None,
) -> list[str]:  # fmt: skip
    """``inner`` wrapped so that it sees ``python`` and ``read`` read-only, ``write`` writable and nothing else."""
    out = ["bwrap", "--die-with-parent", "--new-session", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
           "--unshare-cgroup-try", "--hostname", "kit", "--clearenv"]  # fmt: skip
    for name, value in environment.items():
        out += ["--setenv", name, value]
    size = str(limits["tmp"])
    # Unbounded as bubblewrap makes it, /dev would hold half of the machine's memory.
    out += ["--proc", "/proc", "--dev", "/dev", "--size", size, "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
            "--size", size, "--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--dir", HOME]  # fmt: skip
    out += _parents([*python, *read, *write])
    for path in python:
        if os.path.islink(path) and path.count("/") == 1:
            out += ["--symlink", os.readlink(path), path]
        else:
            out += ["--ro-bind", os.path.realpath(path), path]
    for path in read:
        out += ["--ro-bind", path, path]
    for path in write:
        out += ["--bind", path, path]
    out += ["--remount-ro", "/", "--chdir", write[0]]
    if user is None:
        return [*out, "--unshare-user", "--disable-userns", "--", *inner]
    # As root a user namespace would map us to root again; become a stranger without capabilities instead.
    for capability in CAPABILITIES:
        out += ["--cap-add", capability]
    return [*out, "--", "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--bounding-set=-all",
            "--inh-caps=-all", "--no-new-privs", *inner]  # fmt: skip


def _parents(paths: Sequence[str]) -> list[str]:
    """bwrap makes missing parents unreadable for others: make them ourselves."""
    out: list[str] = []
    seen = {"/", "/tmp", HOME}
    for path in paths:
        for parent in reversed(Path(path).parents):
            if str(parent) not in seen:
                seen.add(str(parent))
                out += ["--perms", "0755", "--dir", str(parent)]
    return out
