"""A GTFS feed beside a data set: outputs named ``gtfs_…`` are its files, in the plain CSV that the standard asks for."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX, FEED = "gtfs_", "gtfs.zip"
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest day that a zip can hold: the same feed gives the same bytes


def write(frames: Mapping[str, Any], path: Path) -> Path | None:
    """``path`` with a file for each of the ``frames`` that belong to a feed; nothing when none does."""
    feed = {name.removeprefix(PREFIX): frame for name, frame in sorted(frames.items()) if name.startswith(PREFIX)}
    if not feed:
        return None
    with zipfile.ZipFile(path, "w") as archive:
        for name, frame in feed.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt", BEGINNING), frame.to_csv(index=False, lineterminator="\n"), zipfile.ZIP_DEFLATED)
    return path
