"""What may never be committed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile(r"(/work/|/root/|/home/\w+/|--(?:extra-)?index-url|--find-links|pypi\.org|files\.pythonhosted)")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_no_machine_path_and_no_registry_in_a_tracked_file():
    here = Path(__file__)
    hits = []
    for path in tracked():
        if path.parent == here.parent or path.suffix in {".png", ".parquet"}:
            continue
        hits += [f"{path.name}: {m.group()}" for m in FORBIDDEN.finditer(path.read_text(encoding="utf-8"))]
    assert not hits


def test_notebooks_are_stored_without_outputs():
    dirty = []
    for path in tracked("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if any(c.get("outputs") or c.get("execution_count") or c.get("attachments") for c in cells):
            dirty.append(path.name)
    assert not dirty


def test_every_error_code_is_raised_in_one_room_only():
    """A code is what people search for: one prefix, one room."""
    rooms = {"C": {"catalog"}, "A": {"access"}, "P": {"product", "review", "dossier"}, "O": {"product"}, "S": {"review"}, "R": {"review"}, "V": {"product"}, "W": {"serving"}, "U": {"product", "serving"}, "T": {"product", "dossier"}}
    wrong = []
    for path in (ROOT / "kit").rglob("*.py"):
        room = path.relative_to(ROOT / "kit").parts[0]
        for letter in re.findall(r'"KIT-([A-Z])\d{3}"', path.read_text(encoding="utf-8")):
            if room not in rooms.get(letter, {room}) | {"cli", "lab"}:
                wrong.append((str(path.relative_to(ROOT)), letter))
    assert not wrong
