"""``kill -9`` at any moment of any command: the register opens, the ledger verifies, and a step is there whole or not at all."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine.default import DefaultDialect

from kit.cli import main
from kit.dossier.record import record_review
from kit.dossier.registry import Registry
from kit.product.artefact import digest
from kit.review.decide import decide
from kit.review.ledger import earlier
from tests.lifecycle.people import (
    AUTHORITY,
    FOLDER,
    OPERATOR,
    PARTNER,
    PRODUCT,
    REVIEWER,
    WHY,
    registry,
    reviewed,
    walk,
)
from tests.unit.test_differencing import undecided

TURNS = 50
LONGEST = 0.05  # seconds after which most commands are done


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


def start(command: list[str], count: int = 0) -> int:
    """The command in a process of its own; with ``count`` it ends itself at that many a call by which something gets onto the disk."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if count:
            end_at(count)
        main(command)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        os._exit(code)


def end_at(count: int) -> None:
    left = iter(range(count - 1, -1, -1))

    def counted(call):
        def through(*arguments, **named):
            if next(left, -1) == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return through

    for name in ("fsync", "write", "replace", "ftruncate", "unlink"):
        setattr(os, name, counted(getattr(os, name)))
    DefaultDialect.do_commit = counted(DefaultDialect.do_commit)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


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
        pid = start(command, count)
        if seconds:
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
        code = ended(pid)
        hits += code == -signal.SIGKILL
        after = check_whole(home, before)
        assert code in (0, -signal.SIGKILL)
        assert after == before + 1 or code
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
            kills = iter([(chance.uniform(0.0005, LONGEST), 0) for _ in range(3)]) if hits < TURNS else iter(())
            hits += until_done(command, home, before, kills)
        turn += 1
    assert hits >= TURNS


@pytest.mark.slow
def test_at_every_write_of_every_command(tmp_path):
    """Not at random: the process ends itself at its first write, its second, and so on, until the command gets through."""
    home, review, kept = tmp_path / "register", tmp_path / "review", tmp_path / "kept"
    for command in commands(home, review):
        before = prepare(home, review, command)
        copy(home, kept / "home")
        copy(review, kept / "review")
        count = 1
        while (code := ended(start(command, count))) != 0:
            assert code == -signal.SIGKILL
            check_whole(home, before)
            copy(kept / "home", home)
            copy(kept / "review", review)
            count += 1
        assert check_whole(home, before) == before + 1
        assert count > 4


def test_a_release_is_known_exactly_when_it_was_decided(tmp_path):
    """``kit decide`` killed at its first write, its second, and so on: the decision and what later releases are held against agree."""
    decided = 0
    for count in range(1, 30):
        reviews = tmp_path / str(count)
        folder = undecided(reviews, tmp_path / f"left{count}")
        code = ended(start(["decide", str(folder), "--decision", "通过", "--reviewer", REVIEWER, "--reason", WHY], count))
        kept = json.loads((folder / "decision.json").read_text(encoding="utf-8")) if (folder / "decision.json").exists() else None
        for _ in range(2):
            assert [t.output for t in earlier(reviews)] == (["rates"] if kept else [])
        assert code in (0, -signal.SIGKILL)
        decided += kept is not None
        if code == 0:
            break
    assert code == 0
    assert count > 5
    assert 2 < decided < count


def copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target)


def test_a_decision_that_was_taken_without_its_entry_gets_it(tmp_path):
    """Between decision.json and the ledger a kill leaves the one without the other: the same command mends it, once."""
    home, review = tmp_path / "register", tmp_path / "review"
    made = walk(registry(home), "approve_plan")
    record_review(made, reviewed(review), REVIEWER)
    decide(review, "通过", REVIEWER, WHY)
    taken = (review / "decision.json").read_bytes()
    command = ["decide", str(review), "--decision", "通过", "--reviewer", REVIEWER, "--reason", WHY, "--registry", str(home)]
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 0
    assert (review / "decision.json").read_bytes() == taken
    entry = made.standing(PRODUCT).acts["pass_product"]
    assert entry.digests["artefact"] == json.loads(taken)["artefact"] == digest(review / "artefact")
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 2
    assert made.standing(PRODUCT).acts["pass_product"] == entry
