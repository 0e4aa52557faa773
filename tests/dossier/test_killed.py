"""``kill -9`` at every write of register, consent, promote and cancel: the ledger verifies, and every dossier that it names is there whole."""

from __future__ import annotations

import shutil
import signal
from hashlib import sha256
from pathlib import Path

import pytest

from kit.dossier import keys
from kit.dossier.build import build
from kit.dossier.filing import gather
from kit.dossier.registry import Registry
from kit.dossier.verify import verify
from tests.dossier.made import AUTHORITY, OPERATOR, PRODUCT, REASON, decided
from tests.lifecycle.test_killed import ended, start

COMMANDS = (
    ["register", PRODUCT, "--as", OPERATOR], ["register", PRODUCT, "--kind", "correct", "--code", "编码", "--as", OPERATOR], ["consent", PRODUCT, "--as", AUTHORITY],
    ["promote", PRODUCT, "--as", OPERATOR], ["register", PRODUCT, "--kind", "cancel", "--role", "authority", "--as", AUTHORITY],
)  # fmt: skip


def whole(home: Path, before: int) -> int:
    registry = Registry(home)
    assert registry.verify() == []
    entries = registry.ledger.entries()
    assert len(entries) in (before, before + 1)
    for entry in entries:
        if "file" in entry.facts:
            path = home / "dossiers" / entry.facts["file"]
            assert sha256(path.read_bytes()).hexdigest() == entry.digests["dossier"]
            assert verify(path, {registry.root()})[1] == []
    return len(entries)


@pytest.mark.slow
def test_at_every_write(tmp_path):
    registry, review = decided(tmp_path)
    build(gather(registry, review, OPERATOR, "first", REASON), keys.load(registry.keys, OPERATOR))  # whatever is imported on the way is there before the forks
    home, kept = registry.home, tmp_path / "kept"
    for given in COMMANDS:
        command = [*given, "--reason", REASON, "--registry", str(home)] + (["--reviews", str(review.parent)] if given[0] == "register" else [])
        before, count, done = len(Registry(home).ledger.entries()), 1, False
        while not done:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(home, kept)
            code = ended(start(command, count))
            done = code == 0
            assert code in (0, -signal.SIGKILL)
            assert whole(home, before) == before + 1 or not done
            if not done:
                shutil.rmtree(home)
                shutil.copytree(kept, home)
            count += 1
        assert count > 3
