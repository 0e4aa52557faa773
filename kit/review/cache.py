"""Runs that need not be made again: everything that could change a run is in its key, and what is kept is checked by hash.

Only runs that ended by themselves are kept: one that was ended by a limit or the clock may go otherwise next time.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from kit.product.run import FAILED, OK, RunRecord
from kit.review.sandbox import Refused, SafeFile

MOST = 512 << 20  # bytes; our choice: some hundred runs of the two flagships
RECORD, SEAL = "record.json", "seal"

Kept = tuple[RunRecord, dict[str, SafeFile], list[Refused]]


def fingerprint(folder: Path, suffixes: tuple[str, ...] = ()) -> str:
    """One hash over names and contents of all files below."""
    out = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts and (not suffixes or p.suffix in suffixes)):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        out.update(f"{path.relative_to(folder).as_posix()}\0{digest.hexdigest()}\n".encode())
    return out.hexdigest()


@cache
def surroundings() -> dict[str, Any]:
    """The kit's own code, the contracts, Python and every installed library."""
    from importlib.metadata import distributions

    import kit
    from kit.catalog.load import folder

    return {
        "kit": fingerprint(Path(kit.__file__).parent), "catalogs": fingerprint(Path(folder()), (".yaml",)),
        "python": platform.python_version(), "machine": platform.machine(),
        "libraries": sorted({f"{d.metadata['Name']}=={d.version}" for d in distributions()}),
    }  # fmt: skip


def key_of(**inputs: Any) -> str:
    return hashlib.sha256(json.dumps(inputs | surroundings(), sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Cache:
    folder: Path
    most: int = MOST

    def get(self, key: str, target: Path) -> Kept | None:
        """The run under ``key``, its files copied to ``target``; None when there is none or it is not what was put in."""
        entry = self.folder / key
        try:
            kept = _read(entry, target)
            os.utime(entry / RECORD)
        except (OSError, ValueError, KeyError, TypeError):
            shutil.rmtree(entry, ignore_errors=True)
            return None
        return kept

    def put(self, key: str, record: RunRecord, files: Mapping[str, SafeFile], refused: list[Refused]) -> None:
        if record.status not in (OK, FAILED):
            return
        part = self.folder / f".part-{secrets.token_hex(8)}"
        part.mkdir(parents=True)
        for file in files.values():
            shutil.copyfile(file.path, part / f"file-{file.name}")
        document = {"record": record.as_dict(), "files": {n: [f.size, f.sha256] for n, f in files.items()}, "refused": [[r.name, r.reason] for r in refused]}
        text = json.dumps(document, ensure_ascii=False)
        (part / RECORD).write_text(text, encoding="utf-8")
        (part / SEAL).write_text(_sha(text.encode()), encoding="utf-8")
        try:
            part.replace(self.folder / key)
        except OSError:  # another review was faster
            shutil.rmtree(part, ignore_errors=True)
        self._drop_oldest()

    def _drop_oldest(self) -> None:
        entries = sorted(_sized(self.folder), reverse=True)
        for (_, entry, _), total in zip(entries, accumulate(size for _, _, size in entries), strict=True):
            if total > self.most:
                shutil.rmtree(entry, ignore_errors=True)


def _sized(folder: Path) -> Iterator[tuple[float, Path, int]]:
    """Age, entry and bytes of what is kept; another review may take an entry away meanwhile."""
    for record in folder.glob(f"*/{RECORD}"):
        with suppress(FileNotFoundError):
            yield record.stat().st_mtime, record.parent, sum(f.stat().st_size for f in record.parent.iterdir())


def _read(entry: Path, target: Path) -> Kept:
    text = (entry / RECORD).read_bytes()
    if _sha(text) != (entry / SEAL).read_text(encoding="utf-8"):
        raise ValueError("the record is not what was put in")
    document = json.loads(text)
    contents = {name: (entry / f"file-{name}").read_bytes() for name in document["files"]}
    if any(_sha(contents[name]) != sha256 for name, (_, sha256) in document["files"].items()):
        raise ValueError("a file is not what was put in")
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (target / name).write_bytes(content)
    said: dict[str, Any] = document["record"] | {"notebook": Path(document["record"]["notebook"]), "cached": True}
    record = RunRecord(**said)
    files = {name: SafeFile(name, target / name, size, sha256) for name, (size, sha256) in document["files"].items()}
    return record, files, [Refused(name, reason) for name, reason in document["refused"]]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
