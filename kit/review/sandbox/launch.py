"""How a review starts a kernel: which level, what it may read, where it may write, how much it may use."""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kit.review.sandbox.level import Level


@dataclass(frozen=True)
class Limits:
    """Our choices: a product of the two we have needs 0.6 GB, 20 CPU seconds, 30 threads, a megabyte of files and of output."""

    memory: int = 3 << 30  # bytes of a run, all its processes together
    data: int = 4 << 30  # bytes of memory one process may ask for
    cpu: int = 900  # seconds
    nproc: int = 128  # processes and threads
    fsize: int = 256 << 20  # bytes of one file
    nofile: int = 1024
    tmp: int = 256 << 20  # bytes of the private /tmp
    disk: int = 256 << 20  # bytes of all it keeps in files: the out folder, its home, files without a name
    entries: int = 2000  # files and folders of each place it may write
    output: int = 20 << 20  # bytes the kernel may say to the review, over all channels


@dataclass(frozen=True)
class SandboxLaunch:
    """Gives papermill a kernel manager whose kernel starts at ``level``.

    ``read`` are folders it may read beside Python itself, ``write`` the one it may write.
    """

    level: Level
    read: tuple[Path, ...]
    write: Path
    limits: Limits = field(default_factory=Limits)

    @property
    def isolation(self) -> str:
        return self.level.name.lower()

    def kernel_manager(self, kernel_name: str = "python3") -> Any:
        from jupyter_client.manager import AsyncKernelManager

        class Manager(AsyncKernelManager):
            def client(self, **more: Any) -> Any:
                client = super().client(**more)
                # Nothing is dropped on our side: the relay counts bytes before any queue sees them.
                client.context.rcvhwm = 0
                return client

        manager = Manager(kernel_name=kernel_name)
        spec = copy.deepcopy(manager.kernel_spec)
        assert spec is not None
        config = {
            "level": self.isolation, "read": [str(p.absolute()) for p in self.read], "write": str(self.write.absolute()),
            "limits": asdict(self.limits),
        }  # fmt: skip
        spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": "kit-sandbox", "config": config}}
        manager._kernel_spec = spec
        return manager
