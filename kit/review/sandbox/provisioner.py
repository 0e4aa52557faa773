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
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Dict, List, Unicode

from kit.product.run import MEMORY, PRINTED
from kit.review.sandbox import cgroup, supervise
from kit.review.sandbox.bwrap import HOME, bwrap
from kit.review.sandbox.clear import box, clear
from kit.review.sandbox.level import LOCKDOWN
from kit.review.sandbox.relay import Relay
from kit.review.sandbox.watch import Ended, Watch

PASSED_ON = ("KIT_PRODUCT", "KIT_ROOM", "KIT_OUT", "KIT_ENGINE", "KIT_SEED", "KIT_THREADS", "OMP_NUM_THREADS",
             "OMP_WAIT_POLICY", "PYTHONHASHSEED")  # fmt: skip
CHANNELS = ("shell", "iopub", "stdin", "hb", "control")
ISOLATED = [sys.executable, "-I", "-S"]


class SandboxProvisioner(LocalProvisioner):
    """Configured by ``SandboxLaunch``. The kernel talks over UNIX sockets in a private folder: it has no network."""

    level = Unicode("bwrap", config=True)
    read = List(Unicode(), config=True)
    write = Unicode("", config=True)
    limits = Dict(config=True)

    base: Path | None = None
    group: cgroup.Group | None = None
    relay: Relay | None = None
    watch: Watch | None = None
    ended: Ended | None = None
    in_force: Mapping[str, str] = MappingProxyType({})

    @property
    def box(self) -> Path:
        """The part of our folder that the kernel may write: its sockets, and its home where it has no /tmp of its own."""
        assert self.base is not None
        return self.base / "box"

    @property
    def supervised(self) -> bool:
        """Also around bubblewrap: killed while it sets up, it leaves a first process that waits for ever."""
        return sys.platform == "linux"

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager: Any = self.parent
        self.base = box()
        self.base.chmod(0o711)
        self.box.mkdir(mode=0o700)
        if os.name == "posix":
            manager.transport, manager.ip = "ipc", str(self.base / "k")
        manager.connection_file = str(self.base / "c.json")
        manager.kernel_spec.interrupt_mode = "message"
        given = kwargs.get("env") or os.environ
        kwargs = await super().pre_launch(**kwargs)
        connection = self._connection(manager)
        if fonts := _fonts():
            shutil.copy(fonts, self.box)
        user = self._user()
        environment = self._environment(given)
        inner = [sys.executable, "-s", "-P", str(LOCKDOWN), str(self._policy()), "-f", str(connection),
                 "--HistoryManager.enabled=False"]  # fmt: skip
        if user is not None:
            for path in [self.box, *self.box.rglob("*"), Path(self.write)]:
                os.chown(path, user, user)
        if self.level == "bwrap":
            inner = bwrap(inner, environment, _python(), self.read, [self.write, str(self.box)], self.limits, user)
        if self.supervised:
            inner = [*ISOLATED, supervise.__file__, str(os.getpid()), *inner]
        self.group = cgroup.make(self.limits["memory"], self.limits["nproc"] + 8)
        self.in_force = self._in_force()
        kwargs.update(cmd=self.group.enter(inner) if self.group else inner, env=environment, cwd=self.write,
                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        return kwargs

    async def post_launch(self, **kwargs: Any) -> None:
        await super().post_launch(**kwargs)
        assert self.process is not None
        inner = "/tmp" if self.level == "bwrap" else ""
        self.watch = Watch(self.process.pid, (Path(self.write), self.box), inner, self.limits, self.end)

    def _connection(self, manager: Any) -> Path:
        """The kernel's own connection file; between its sockets and ours stands the relay."""
        written = json.loads(Path(manager.connection_file).read_text(encoding="utf-8"))
        if os.name == "posix":
            ways = {f"{manager.ip}-{port}": f"{self.box / 'k'}-{port}" for port in (written[f"{c}_port"] for c in CHANNELS)}
            most = self.limits["output"]
            self.relay = Relay({Path(a): Path(b) for a, b in ways.items()}, most, lambda: self.end((PRINTED, f"输出多于 {most >> 20} MB;少打印明细数据")))
            written["ip"] = str(self.box / "k")
        path = self.box / "c.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(written), encoding="utf-8")
        return path

    def _user(self) -> int | None:
        """As root the kernel becomes a user that exists nowhere; otherwise it stays who we are."""
        return 200_000 + secrets.randbelow(100_000) if self.level == "bwrap" and os.geteuid() == 0 else None

    def _environment(self, given: Any) -> dict[str, str]:
        """Built from nothing: what the host's environment holds is none of the notebook's business."""
        home = HOME if self.level == "bwrap" else str(self.box)
        fixed = {"PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": "/tmp" if self.level == "bwrap" else home,
                 "IPYTHONDIR": home, "MPLCONFIGDIR": str(self.box), "XDG_CACHE_HOME": home,
                 "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
                 "PYTHONDONTWRITEBYTECODE": "1", "JOBLIB_MULTIPROCESSING": "0", "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
        return fixed | {name: given[name] for name in PASSED_ON if name in given}

    def _policy(self) -> Path:
        devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc"]
        limits = {name: self.limits[name] for name in ("data", "cpu", "nproc", "fsize", "nofile")}
        if self.level != "bwrap":  # the kernel of Linux counts all processes of the user then, not only ours
            limits["nproc"] += _threads_of_user()
        policy = {**limits, "landlock": self.level == "landlock",
                  "seccomp": self.level != "none", "read": [*_python(), *self.read, *devices],
                  "write": [self.write, str(self.box), "/dev/null"]}  # fmt: skip
        path = self.box / "policy.json"
        path.write_text(json.dumps(policy), encoding="utf-8")
        return path

    def _in_force(self) -> dict[str, str]:
        """What bounds this run, for the evidence."""
        held = self.group.controllers if self.group else ()
        return {
            "memory": "cgroup" if "memory" in held else "watch", "processes": "cgroup" if "pids" in held else "rlimit+watch",
            "files": "watch", "printed": "relay" if self.relay else "none",
            "end": "+".join(["cgroup"] * bool(self.group) + ["namespace"] * (self.level == "bwrap") + ["supervisor" if self.supervised else "group"]),
        }  # fmt: skip

    def end(self, why: Ended | None = None) -> None:
        """Everything the kernel started ends now; may be called from any thread."""
        self.ended = self.ended or why
        process = self.process
        if process is None:
            return
        if self.supervised:
            process.terminate()  # it ends the others first, then itself
        if self.group:
            self.group.kill()
        if not self.supervised:
            process.kill()

    async def kill(self, restart: bool = False) -> None:
        self.end()

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self.pgid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pgid, signal.SIGKILL)  # whatever the kernel left behind in its group
        if self.watch:
            left = self.watch.stop()
            self.ended = self.ended or left
        if self.relay:
            self.relay.stop()
        if self.group:
            if self.group.ran_out_of_memory():
                self.ended = self.ended or (MEMORY, f"全部进程合计用了 {self.limits['memory'] >> 20} MB 以上内存;先在引擎里汇总,再取到 pandas")
            self.group.remove()
        if not restart and self.base:
            clear(self.base)


@cache
def _fonts() -> Path | None:
    """matplotlib's list of this machine's fonts: without it each kernel would look through all font files again."""
    import matplotlib
    from matplotlib.font_manager import FontManager

    path = Path(matplotlib.get_cachedir(), f"fontlist-v{FontManager.__version__}.json")
    return path if path.exists() else None


def _threads_of_user() -> int:
    import psutil

    me, count = os.getuid() if hasattr(os, "getuid") else -1, 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            count += process.num_threads() if process.uids().real == me else 0
    return count


def _python() -> list[str]:
    """What Python needs to run: its own folders, the kit and the contracts, system libraries and fonts."""
    import kit
    from kit.catalog.load import folder

    package = Path(kit.__file__).parent
    wanted = [sys.prefix, sys.base_prefix, *(p for p in sys.path if "site-packages" in p), str(package), str(folder()),
              "/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives"]  # fmt: skip
    return list(dict.fromkeys(p for p in wanted if os.path.exists(p)))
