"""``kill -9`` at any moment of any command: the register opens, the ledger verifies, and a step is there whole or not at all."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.dossier.record import record_review
from kit.dossier.registry import Registry
from kit.product.artefact import digest
from tests.conftest import ROOT
from tests.lifecycle.people import AUTHORITY, FOLDER, OPERATOR, PARTNER, PRODUCT, REVIEWER, WHY, reviewed

TURNS = 50
# Says that it is ready when everything is imported, so that the signal falls into the command itself.
# With a count, the process ends itself at that many a call by which something gets onto the disk.
DRIVER = """
import os, sys, signal
import sqlalchemy, kit.cli, kit.cli.people, kit.cli.partner, kit.cli.plan, kit.cli.decide, kit.dossier.plan, kit.dossier.partner, kit.dossier.record
from kit.dossier.submission import all_checks
all_checks()
left = int(sys.argv[1])
def counted(call):
    def through(*a, **k):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*a, **k)
    return through
if left:
    os.fsync, os.write, os.replace, os.ftruncate = counted(os.fsync), counted(os.write), counted(os.replace), counted(os.ftruncate)
    import sqlalchemy.engine.default as d
    d.DefaultDialect.do_commit = counted(d.DefaultDialect.do_commit)
print("ready", flush=True)
kit.cli.main(sys.argv[2:])
"""


def commands(home: Path, review: Path) -> list[list[str]]:
    """Every command that writes, in an order in which each may be given; each adds one entry."""
    join = ["--contact", "数据负责人(岗位)", "--agreement", "HHR-1", "--since", "2026-01-01", "--until", "2030-12-31", "--as", OPERATOR]
    given = [
        ["people", "found", OPERATOR, "--organisation", "运营机构(模拟)"],
        ["people", "enrol", REVIEWER, "--role", "reviewer", "--organisation", "评审中心(模拟)", "--as", OPERATOR],
        ["people", "enrol", AUTHORITY, "--role", "authority", "--organisation", "市数管局", "--as", OPERATOR],
        ["partner", "join", PARTNER, "--organisation", "甲公司(模拟)", *join],
        ["plan", "submit", str(FOLDER), "--as", PARTNER],
        ["plan", "review", PRODUCT, "--decision", "限期整改", "--reason", WHY, "--as", REVIEWER],
        ["plan", "submit", str(FOLDER), "--as", PARTNER],
        ["plan", "review", PRODUCT, "--decision", "通过", "--reason", WHY, "--as", REVIEWER],
        ["decide", str(review), "--decision", "通过", "--reviewer", REVIEWER, "--reason", WHY],
        ["plan", "withdraw", PRODUCT, "--reason", "不再需要这个场景了,撤回", "--as", PARTNER],
        ["plan", "submit", str(FOLDER), "--as", PARTNER],
        ["people", "revoke", AUTHORITY, "--reason", "岗位变动", "--as", OPERATOR],
        ["partner", "leave", PARTNER, "--reason", "期满不续签", "--handed-back", "数据已销毁", "--as", OPERATOR],
    ]
    return [[*command, "--registry", str(home)] for command in given]


def start(command: list[str], count: int = 0) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", DRIVER, str(count), *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def check_whole(home: Path, before: int) -> int:
    """What is there after a kill can be opened and verified; returns how many entries there are."""
    made = Registry(home)
    assert made.verify() == []
    count = len(made.ledger.entries())
    assert count in (before, before + 1)
    for entry in made.ledger.entries():
        if "contract" in entry.digests:
            assert (home / "contracts" / f"{entry.digests['contract']}.json").exists()
        if "plan" in entry.digests:
            assert (home / "plans" / entry.digests["plan"] / PRODUCT / "product.yaml").exists()
    assert [p.name for p in made.people().values() if p.revoked and (made.keys / f"{p.name}.key").exists()] == []
    return count


def until_done(command: list[str], home: Path, before: int, kills: Iterator[tuple[float, int]]) -> int:
    """Give the command again and again, killing it as ``kills`` say, until its entry is there; returns kills that hit."""
    hits = 0
    while len(Registry(home).ledger.entries()) == before:
        seconds, count = next(kills, (0.0, 0))
        process = start(command, count)
        if seconds:
            time.sleep(seconds)
            os.kill(process.pid, signal.SIGKILL)
        _, said = process.communicate(timeout=120)
        hits += process.returncode == -signal.SIGKILL
        after = check_whole(home, before)
        if process.returncode == 0:
            assert after == before + 1
        else:
            assert process.returncode == -signal.SIGKILL, said
    return hits


def prepare(made_home: Path, review: Path, command: list[str]) -> int:
    """A review by the reviewer comes before the decision on it; returns how many entries there are now."""
    if command[0] == "decide" and not (review / "decision.json").exists():
        record_review(Registry(made_home), reviewed(review), REVIEWER)
    return len(Registry(made_home).ledger.entries())


@pytest.mark.slow
def test_at_fifty_random_moments(tmp_path):
    chance = random.Random(50)
    hits = turn = 0
    while hits < TURNS:
        home, review = tmp_path / f"register{turn}", tmp_path / f"review{turn}"
        for command in commands(home, review):
            before = prepare(home, review, command)
            kills = iter([(chance.uniform(0.001, 0.25), 0) for _ in range(3)]) if hits < TURNS else iter(())
            hits += until_done(command, home, before, kills)
        turn += 1
    assert hits >= TURNS


@pytest.mark.slow
def test_at_every_write_of_every_command(tmp_path):
    """Not at random: the process ends itself at its first write, its second, and so on, until the command gets through."""
    home, review = tmp_path / "register", tmp_path / "review"
    for command in commands(home, review):
        before = prepare(home, review, command)
        kept = tmp_path / "kept"
        count, ended = 1, False
        while not ended:
            for source, target in ((home, kept / "home"), (review, kept / "review")):
                shutil.rmtree(target, ignore_errors=True)
                if source.exists():
                    shutil.copytree(source, target)
            process = start(command, count)
            _, said = process.communicate(timeout=120)
            ended = process.returncode == 0
            assert ended or process.returncode == -signal.SIGKILL, said
            after = check_whole(home, before)
            assert after == before + 1 or not ended
            if not ended:
                for source, target in ((kept / "home", home), (kept / "review", review)):
                    shutil.rmtree(target, ignore_errors=True)
                    if source.exists():
                        shutil.copytree(source, target)
            count += 1
        assert count > 2


def test_a_decision_that_was_taken_without_its_entry_gets_it(tmp_path):
    """Between decision.json and the ledger a kill leaves the one without the other: the same command mends it, once."""
    from kit.cli import main
    from kit.review.decide import decide

    home, review = tmp_path / "register", tmp_path / "review"
    from tests.lifecycle.people import registry, walk

    made = walk(registry(home), "approve_plan")
    record_review(made, reviewed(review), REVIEWER)
    decide(review, "通过", REVIEWER, WHY)
    taken = (review / "decision.json").read_bytes()
    command = ["decide", str(review), "--decision", "通过", "--reviewer", REVIEWER, "--reason", WHY, "--registry", str(home)]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    assert (review / "decision.json").read_bytes() == taken
    entry = made.standing(PRODUCT).acts["pass_product"]
    assert entry.digests["artefact"] == json.loads(taken)["artefact"] == digest(review / "artefact")
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    assert made.standing(PRODUCT).acts["pass_product"] == entry
