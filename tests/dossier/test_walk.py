"""``examples/walk.sh`` from the first step to the last; only the review, which takes minutes, is stood in for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kit.dossier.registry import Registry
from tests.conftest import ROOT
from tests.dossier.made import PRODUCT

STAND_IN = f"""#!{sys.executable}
import os, sys
from pathlib import Path
home = Path(os.environ["KIT_REGISTRY"])
sys.path.insert(0, {str(ROOT)!r})
if sys.argv[1] != "review":
    from kit.cli import main
    main()
    sys.exit()
from tests.dossier.made import review_folder
from kit.dossier.record import record_review
from kit.dossier.registry import Registry
record_review(Registry(home), review_folder(home.parent), "审查丙")
"""


@pytest.mark.slow
def test_all_seven_steps_by_four_roles(tmp_path):
    kit = tmp_path / "kit"
    kit.write_text(STAND_IN, encoding="utf-8")
    kit.chmod(0o755)
    home = tmp_path / "walk"
    environment = {**os.environ, "KIT": str(kit), "PYTHON": sys.executable}
    done = subprocess.run([str(ROOT / "examples" / "walk.sh"), str(home)], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.count("拒绝:[KIT-") == 6
    assert "核对无误" in done.stdout
    assert "rocrate 读得出" in done.stdout
    registry = Registry(home / "registry")
    assert registry.standing(PRODUCT).state == "withdrawn"
    assert {e.role for e in registry.ledger.entries()} == {"operator", "partner", "reviewer", "authority"}
    assert registry.verify() == []
