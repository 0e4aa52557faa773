"""A review that is killed leaves no half evidence, no process and, at the latest when the next one starts, no hidden data."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from kit.review.sandbox import cgroup, supervise
from kit.review.sandbox.clear import BOX, TEMPORARY, abandoned
from kit.review.workspace import PASSING, RUNNING, sweep
from tests.conftest import ROOT

PRODUCT = ROOT / "tests" / "hostile" / "submissions" / "honest"

MARK = "KIT_TEST_REVIEW"  # in the environment of the review and its workers


def killed_after(seconds: float, how: int, out: Path) -> None:
    command = [sys.executable, "-m", "kit", "review", str(PRODUCT), "--out", str(out), "--size", "0.01", "--seed", "3"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                               env=os.environ | {MARK: str(out)})  # fmt: skip
    time.sleep(seconds)
    os.kill(started.pid, how)
    started.wait(60)


def still_there(out: Path) -> list[str]:
    """Processes that have to do with the review: its sandboxes, kernels and workers."""
    found = psutil.process_iter(["name", "cmdline", "environ"])
    return [p.info["name"] for p in found if str(out) in " ".join(p.info["cmdline"] or []) or (p.info["environ"] or {}).get(MARK) == str(out)]


def check_nothing_is_left(out: Path) -> None:
    until = time.monotonic() + 20
    while still_there(out) and time.monotonic() < until:
        time.sleep(0.2)
    assert still_there(out) == []
    sweep(out)
    for folder in out.glob("*"):
        assert not any((folder / name).exists() for name in (*PASSING, RUNNING)), folder
        assert not list(folder.glob("*.part")) or not (folder / "report.json").exists()
        assert (folder / "report.json").exists() <= (folder / "report.html").exists()
    assert str(out) not in Path("/proc/mounts").read_text()
    assert not [p for p in TEMPORARY.glob(f"{BOX}*-*") if abandoned(p.name.removeprefix(BOX))]
    place = cgroup.home()
    assert not place or not [p for p in place.folder.glob("kit-*-*") if abandoned(p.name.removeprefix("kit-"))]


@pytest.mark.parametrize(("seconds", "how"), [(6.0, signal.SIGKILL), (9.0, signal.SIGTERM)])
def test_a_killed_review_leaves_nothing(tmp_path, seconds, how):
    killed_after(seconds, how, tmp_path / "reviews")
    check_nothing_is_left(tmp_path / "reviews")


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(20))
def test_whenever_it_is_killed(tmp_path, turn):
    random.seed(turn)
    killed_after(random.uniform(0.5, 25), signal.SIGKILL, tmp_path / "reviews")
    check_nothing_is_left(tmp_path / "reviews")


DIES = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, '-I', '-S', sys.argv[1], str(os.getpid()), '/bin/sh', '-c', f'setsid sleep {sys.argv[2]} & exec sleep {sys.argv[2]}'])
time.sleep(float(sys.argv[3]))
os._exit(0)
"""


def test_whenever_a_review_dies_its_supervisor_lets_nothing_live(tmp_path):
    """Also in the first moments, when what it starts has not yet asked to die with anyone."""
    sleep = str(10_000_000 + os.getpid())
    for moment in range(25):
        subprocess.run([sys.executable, "-I", "-S", "-c", DIES, supervise.__file__, sleep, str(moment * 0.004)], check=True)
    until = time.monotonic() + 10
    while still_there(Path(sleep)) and time.monotonic() < until:
        time.sleep(0.05)
    assert still_there(Path(sleep)) == []


def test_a_running_review_is_left_alone(tmp_path):
    busy, dead = tmp_path / "busy", tmp_path / "dead"
    for folder, number in ((busy, os.getpid()), (dead, 2**22 + 1)):
        (folder / "hidden").mkdir(parents=True)
        (folder / RUNNING).write_text(str(number))
    assert sweep(tmp_path) == [dead]
    assert (busy / "hidden").exists()
    assert not (dead / "hidden").exists()
