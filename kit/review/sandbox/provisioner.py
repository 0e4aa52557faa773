"""The Jupyter kernel provisioner ``kit-sandbox``: a kernel in bubblewrap, under Landlock, or in a plain process."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Dict, List, Unicode

from kit.review.sandbox.bwrap import bwrap
from kit.review.sandbox.level import LOCKDOWN

PASSED_ON = ("KIT_PRODUCT", "KIT_ROOM", "KIT_OUT", "KIT_ENGINE", "KIT_SEED", "KIT_THREADS", "OMP_NUM_THREADS",
             "OMP_WAIT_POLICY", "PYTHONHASHSEED")  # fmt: skip


class SandboxProvisioner(LocalProvisioner):
    """Configured by ``SandboxLaunch``. The kernel talks over UNIX sockets in a private folder: it has no network."""

    level = Unicode("bwrap", config=True)
    read = List(Unicode(), config=True)
    write = Unicode("", config=True)
    limits = Dict(config=True)

    box: Path | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager: Any = self.parent
        # Socket paths hold at most 108 bytes, so the folder must have a short name.
        self.box = Path(tempfile.mkdtemp(prefix="kb", dir="/tmp" if os.path.isdir("/tmp") else None))
        if self.level != "none":
            manager.transport, manager.ip = "ipc", str(self.box / "k")
        manager.connection_file = str(self.box / "c.json")
        manager.kernel_spec.interrupt_mode = "message"
        given = kwargs.get("env") or os.environ
        kwargs = await super().pre_launch(**kwargs)
        user = self._user()
        environment = self._environment(given)
        policy = self._policy()
        inner = [sys.executable, "-s", "-P", str(LOCKDOWN), str(policy), "-f", manager.connection_file,
                 "--HistoryManager.enabled=False"]  # fmt: skip
        if user is not None:
            for path in [self.box, *self.box.rglob("*"), Path(self.write)]:
                os.chown(path, user, user)
        if self.level == "bwrap":
            kwargs["cmd"] = bwrap(inner, environment, _python(), self.read, [self.write, str(self.box)], self.limits, user)
        else:
            kwargs["cmd"] = inner
        kwargs.update(env=environment, cwd=self.write, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return kwargs

    def _user(self) -> int | None:
        """As root the kernel becomes a user that exists nowhere; otherwise it stays who we are."""
        return 200_000 + secrets.randbelow(100_000) if self.level == "bwrap" and os.geteuid() == 0 else None

    def _environment(self, given: Any) -> dict[str, str]:
        """Built from nothing: what the host's environment holds is none of the notebook's business."""
        assert self.box is not None
        home = self.box / "home"
        home.mkdir()
        fixed = {"PATH": "/usr/bin:/bin", "HOME": str(home), "TMPDIR": "/tmp" if self.level == "bwrap" else str(home),
                 "IPYTHONDIR": str(home), "MPLCONFIGDIR": str(home), "XDG_CACHE_HOME": str(home),
                 "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
                 "PYTHONDONTWRITEBYTECODE": "1", "JOBLIB_MULTIPROCESSING": "0", "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
        return fixed | {name: given[name] for name in PASSED_ON if name in given}

    def _policy(self) -> Path:
        assert self.box is not None
        devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc"]
        policy = {**{k: v for k, v in self.limits.items() if k != "tmp"}, "landlock": self.level == "landlock",
                  "seccomp": self.level != "none", "read": [*_python(), *self.read, *devices],
                  "write": [self.write, str(self.box), "/dev/null"]}  # fmt: skip
        path = self.box / "policy.json"
        path.write_text(json.dumps(policy), encoding="utf-8")
        return path

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self.pgid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pgid, signal.SIGKILL)  # whatever the kernel left behind in its group
        if not restart and self.box:
            shutil.rmtree(self.box, ignore_errors=True)


def _python() -> list[str]:
    """What Python needs to run: its own folders, the kit and the contracts, system libraries and fonts."""
    import kit
    from kit.catalog.load import folder

    package = Path(kit.__file__).parent
    wanted = [sys.prefix, sys.base_prefix, *(p for p in sys.path if "site-packages" in p), str(package), str(folder()),
              "/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives"]  # fmt: skip
    return list(dict.fromkeys(p for p in wanted if os.path.exists(p)))
