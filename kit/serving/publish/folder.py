"""Published packages on disk: ``<out>/<product>/v1, v2, …`` (and ``preview``), each whole or not there at all.

``manifest.json`` in each holds the sha256 of every other file; a published version is never changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.errors import ArtefactError

MANIFEST, PREVIEW = "manifest.json", "preview"


@dataclass(frozen=True)
class Package:
    """One version that lies there."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def version(self) -> int:
        return int(self.manifest["version"])


def latest(home: Path) -> Package | None:
    """The last published version of a product; ArtefactError when it is no longer what was published."""
    numbers = [int(p.parent.name[1:]) for p in home.glob(f"v*/{MANIFEST}") if p.parent.name[1:].isdigit()]
    if not numbers:
        return None
    folder = home / f"v{max(numbers)}"
    if changed := verify(folder):
        raise ArtefactError("KIT-W201", f"已发布的第 {max(numbers)} 版有 {len(changed)} 个文件与清单不符:{'、'.join(changed[:5])}",
                            where=f"{home.name}/v{max(numbers)}", next_step="从备份恢复这个文件夹;已发布的版本不能改动,要改请发布新版。")  # fmt: skip
    return Package(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def verify(folder: Path) -> list[str]:
    """Files that differ from the manifest, are missing, or are not in it."""
    try:
        listed = {name: f["sha256"] for name, f in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return [MANIFEST]
    there = {name: f["sha256"] for name, f in digests(folder).items()}
    return sorted(name for name in listed.keys() | there.keys() if listed.get(name) != there.get(name))


def digests(folder: Path) -> dict[str, dict[str, Any]]:
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: {"sha256": sha256(content).hexdigest(), "bytes": len(content)} for name, content in found.items() if name != MANIFEST}
