"""How a review starts a kernel: which level, what it may read, where it may write, how much it may use."""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kit.review.sandbox.level import Level


@dataclass(frozen=True)
class Limits:
    """Our choices: a product of the two we have needs 0.6 GB, 20 CPU seconds and 30 threads."""

    data: int = 4 << 30  # bytes of memory a process may ask for
    cpu: int = 900  # seconds
    nproc: int = 128
    fsize: int = 512 << 20  # bytes of one file
    nofile: int = 1024
    tmp: int = 256 << 20  # bytes of the private /tmp


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

        manager = AsyncKernelManager(kernel_name=kernel_name)
        spec = copy.deepcopy(manager.kernel_spec)
        assert spec is not None
        config = {
            "level": self.isolation, "read": [str(p.absolute()) for p in self.read], "write": str(self.write.absolute()),
            "limits": asdict(self.limits),
        }  # fmt: skip
        spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": "kit-sandbox", "config": config}}
        manager._kernel_spec = spec
        return manager
