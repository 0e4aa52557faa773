"""Which sources a bundle of the JupyterLab panel was built of; ``make lab-build`` writes it down, a contract holds it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAB, BUNDLE = ROOT / "lab", ROOT / "kit" / "lab" / "share" / "labextensions" / "luan-data-kit-lab"
BUILT_OF = BUNDLE / "built_of.json"


def sources() -> dict[str, str]:
    """Every file that a bundle comes from, with its digest; line ends of Windows do not count."""
    named = [LAB / name for name in (".npmrc", "package.json", "tsconfig.json", "webpack.config.js")]
    files = sorted([*named, *(p for folder in ("src", "style") for p in (LAB / folder).rglob("*") if p.is_file())])
    return {p.relative_to(LAB).as_posix(): sha256(p.read_bytes().replace(b"\r\n", b"\n")).hexdigest() for p in files}


def built() -> dict[str, str]:
    """Every file that was built, with its digest."""
    files = sorted(p for p in BUNDLE.rglob("*") if p.is_file() and p != BUILT_OF)
    return {p.relative_to(BUNDLE).as_posix(): sha256(p.read_bytes().replace(b"\r\n", b"\n")).hexdigest() for p in files}


if __name__ == "__main__":
    BUILT_OF.write_text(json.dumps({"sources": sources(), "built": built()}, indent=1) + "\n", encoding="utf-8")
