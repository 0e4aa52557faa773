"""The code blocks of a page: each runs, is written to a file, quotes something that is tested, is an example that is tried, or says why it can't be run.

The first word of a fence is its language; what follows says which of these it is:

    run            a step of the page, run in order in one shell
    slow           the same, a minute long: only ``make test-slow`` runs it
    file PATH      is written to PATH of the reader's folder, as the page says
    from PATH      is a part of that file of ours, which is tested where it stands
    spec WHAT      is an example of a rule, tried on the kit (``tests/docs/spec.py``)
    unrun REASON   can't be run by a test
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from tests.conftest import ROOT

KINDS = ("run", "slow", "file", "from", "spec", "unrun")
NEEDS_NOTE = {"file", "from", "spec", "unrun"}
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "notebooks" / "workshop" / "guide.md",
                *(ROOT / "docs" / "guide").glob("*.md"), *(ROOT / "docs" / "developers").glob("*.md")])  # fmt: skip


@dataclass(frozen=True)
class Block:
    line: int
    language: str
    kind: str
    note: str
    code: str

    @property
    def fault(self) -> str:
        """What is wrong with how the block is marked; nothing where it is right."""
        if self.kind not in KINDS:
            return f"line {self.line}: neither run nor explained"
        return f"line {self.line}: {self.kind} what?" if (self.kind in NEEDS_NOTE) != bool(self.note) else ""


def blocks(text: str) -> list[Block]:
    """Every code block of a page, indented ones too (which have no language and so no kind)."""
    found = [t for t in MarkdownIt().parse(text) if t.type in ("fence", "code_block")]
    infos = [(t, *[*t.info.split(maxsplit=2), "", "", ""][:3]) for t in found]
    return [Block(t.map[0] + 1 if t.map else 0, language, kind, note, t.content) for t, language, kind, note in infos]


def run(page: list[Block], folder: Path, kinds: tuple[str, ...], path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Do what a page says, in one shell, in a folder that has our products as a clone would; ``path`` holds another kit."""
    if not (folder / "products").exists():
        shutil.copytree(ROOT / "products", folder / "products", ignore=shutil.ignore_patterns(".kit", "__pycache__", ".ipynb_checkpoints"))
    steps = "\n".join(f"echo '--- line {b.line}' >&2\n{_shell(b)}" for b in page if b.kind in (*kinds, "file"))
    script = f"set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{steps}\n"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KIT_")} | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    if path:
        environment["PYTHONPATH"] = str(path)
    with (folder / "said.txt").open("w", encoding="utf-8") as said:  # no pipe: what runs in the background would hold it open
        done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT, timeout=1500, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, (folder / "said.txt").read_text(encoding="utf-8"))


def _shell(block: Block) -> str:
    if block.kind == "file":
        return f"mkdir -p {shlex.quote(str(Path(block.note).parent))}\ncat > {shlex.quote(block.note)} <<'END-OF-BLOCK'\n{block.code}END-OF-BLOCK"
    return f"python - <<'END-OF-BLOCK'\n{block.code}END-OF-BLOCK" if block.language == "python" else block.code


def is_part(block: Block) -> bool:
    """A quotation is in its source: YAML by its structure, code line by line."""
    source = ROOT / block.note
    if block.language == "yaml":
        return _within(yaml.safe_load(block.code), yaml.safe_load(source.read_text(encoding="utf-8")))
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".ipynb":
        text = "\n".join("".join(c["source"]) for c in json.loads(text)["cells"])
    return all(line.strip() in text for line in re.sub(r"  #.*", "", block.code).splitlines())


def _within(part: Any, whole: Any) -> bool:
    """Every key and value of ``part`` is in ``whole``; of a list any items, in their order."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and _within(v, whole[k]) for k, v in part.items())
    if isinstance(part, list):
        rest = iter(whole if isinstance(whole, list) else [])
        return all(any(_within(p, w) for w in rest) for p in part)
    return part == whole
