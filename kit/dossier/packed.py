"""A folder as one file, in the one way it can be written: whoever reads it back can tell that no byte was changed.

Names in order, contents stored as they are, one fixed day. Writing again what was read must give the same bytes, so that
dates, attributes, comments and everything before, between and after the contents count as well.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from kit.errors import LifecycleError

DAY = (1980, 1, 1, 0, 0, 0)
LARGEST = 256 << 20  # bytes of a dossier (our choice): pages, JSON and sources, no data
UNIX, FILE_MODE = 3, 0o644


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, DAY)
            about.create_system, about.external_attr = UNIX, FILE_MODE << 16
            archive.writestr(about, files[name])
    return out.getvalue()


def unpacked(path: Path) -> dict[str, bytes]:
    """What is in the file, by name; LifecycleError when it is nothing that ``packed`` could have made."""
    raw = _raw(path)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = archive.infolist()
            if any(not _plain(i) for i in listed) or len({i.filename for i in listed}) != len(listed):
                raise ValueError("names")
            files = {i.filename: archive.read(i) for i in listed}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError):
        raise _broken(path) from None
    if packed(files) != raw:
        raise _broken(path)
    return files


def _raw(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise LifecycleError("KIT-T120", f"文件大于 {LARGEST >> 20} MB,不是登记材料", where=path.name, next_step="指向 kit register 写出的 .zip。")
        return path.read_bytes()
    except OSError:
        raise LifecycleError("KIT-T121", "没有这个文件", where=path.name, next_step="指向 kit register 写出的 .zip。") from None


def _plain(about: zipfile.ZipInfo) -> bool:
    """Stored, no larger than it says, and of a name that stays below the folder."""
    name = PurePosixPath(about.filename)
    safe = not name.is_absolute() and ".." not in name.parts and "\\" not in about.filename and not about.is_dir()
    return safe and about.compress_type == zipfile.ZIP_STORED and about.file_size == about.compress_size <= LARGEST


def _broken(path: Path) -> LifecycleError:
    return LifecycleError("KIT-T122", "文件被改动过,或不是 kit 写出的登记材料", where=path.name, next_step="向登记的一方重新取得。")
