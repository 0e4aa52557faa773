"""A cgroup of its own for a run: its limits hold for all processes together, and it is gone afterwards.

Where no group can be made the tests that need one are skipped; the first two need none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.review.sandbox import cgroup

HERE = cgroup.home() if sys.platform == "linux" else None
HELD = HERE.controllers if HERE else ()
FORKS = "import os, time\nfor n in range(60):\n    if not os.fork():\n        time.sleep(4)\n        os._exit(0)"
HOG = "import os\nfor _ in range(4):\n    if not os.fork():\n        b = bytes(b'x') * (30 << 20)\n        import time; time.sleep(60)\nos.wait()"


def test_nowhere_to_make_one_is_no_error(monkeypatch):
    monkeypatch.setattr(cgroup, "home", lambda: None)
    assert cgroup.make(1 << 30, 100) is None


def test_a_folder_that_is_no_cgroup_is_not_taken_for_one(tmp_path):
    """Found by doing it: a file called memory.max bounds nothing."""
    (tmp_path / "cgroup.controllers").write_text("memory pids")
    (tmp_path / "cgroup.subtree_control").write_text("memory pids")
    assert cgroup._tried(tmp_path) is None


@pytest.mark.skipif(HERE is None, reason="no cgroup can be made here")
def test_everything_in_it_ends_at_once_and_nothing_stays():
    group = cgroup.make(1 << 28, 100)
    assert group is not None
    with subprocess.Popen(group.enter(["setsid", "-w", "sh", "-c", "sleep 60 & setsid sleep 60"])) as process:
        until = time.monotonic() + 10
        while len((group.folder / "cgroup.procs").read_text().split()) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        assert len((group.folder / "cgroup.procs").read_text().split()) >= 3
        group.remove()
        assert process.wait(5) != 0
    assert not group.folder.exists()


@pytest.mark.skipif("pids" not in HELD, reason="no pids controller here")
def test_processes_are_counted_together():
    group = cgroup.make(1 << 28, 20)
    assert group is not None
    done = subprocess.run(group.enter([sys.executable, "-c", FORKS]), capture_output=True, text=True, timeout=60, check=False)
    group.remove()
    assert "BlockingIOError" in done.stderr
    assert not group.folder.exists()


@pytest.mark.skipif("memory" not in HELD, reason="no memory controller here")
def test_memory_is_counted_together():
    group = cgroup.make(80 << 20, 100)
    assert group is not None
    done = subprocess.run(group.enter([sys.executable, "-c", HOG]), capture_output=True, timeout=120, check=False)
    assert done.returncode != 0
    assert group.ran_out_of_memory()
    group.remove()
    assert not group.folder.exists()


@pytest.mark.skipif(HERE is None, reason="no cgroup can be made here")
def test_none_is_left_of_all_that_was_tried():
    assert HERE is not None
    assert not [p for p in Path(HERE.folder).glob("kit-*") if p.name.split("-")[1] == str(os.getpid())]
