"""The access log hangs together, tells of tampering, and survives what a crash leaves."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import ServiceError
from kit.serving.api.access_log import consent_hash, entries, verify
from kit.serving.api.log_writer import LogWriter
from kit.serving.api.state import State
from tests.serving.conftest import state_url


def call(key: str = "k1", count: int = 1, status: int = 200) -> dict:
    return {"event": "query", "key": key, "product": "p", "status": status, "code": "", "count": count}


def written(home: Path, *calls: dict, state: State | None = None) -> tuple[Path, State]:
    """A log with these calls, closed in order."""
    state = state or State(state_url(home))
    writer = LogWriter(home / "access.log", state)

    async def all_at_once() -> None:
        await asyncio.gather(*(writer.append(c) for c in calls))

    asyncio.run(all_at_once())
    writer.close()
    state.set_mark(writer.log, *writer.durable)
    return home / "access.log", state


def test_calls_that_come_together_stand_in_one_chain(tmp_path):
    path, state = written(tmp_path, *[call() for _ in range(200)])
    found = verify(path, state)
    assert (found.entries, found.torn, found.fault) == (202, 0, "")
    assert [e["n"] for e, _, _ in entries(path)] == list(range(1, 203))


def test_a_log_goes_on_where_it_ended(tmp_path):
    _, state = written(tmp_path, call(), call("k2", 3))
    path, _ = written(tmp_path, call(), state=state)
    assert verify(path, state).fault == ""
    assert state.used() == {"k1": 2, "k2": 3}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[bytes, State]:
    home = tmp_path_factory.mktemp("whole")
    path, state = written(home, *[call(count=n) for n in range(1, 9)])
    return path.read_bytes(), state


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_any_changed_bit_is_noticed(whole, tmp_path_factory, at, bit):
    data = bytearray(whole[0])
    at %= len(data)
    data[at] ^= 1 << bit
    path = tmp_path_factory.mktemp("changed") / "access.log"
    path.write_bytes(bytes(data))
    found = verify(path, whole[1])
    # The line's own end may turn into a torn end; the state knows that entries are missing then.
    assert found.fault


@given(line=st.integers(0, 9))
@settings(max_examples=10, deadline=None)
def test_a_line_taken_out_or_told_twice_is_noticed(whole, tmp_path_factory, line):
    lines = whole[0].splitlines(keepends=True)
    home = tmp_path_factory.mktemp("lines")
    for name, kept in (("out", lines[:line] + lines[line + 1 :]), ("twice", lines[: line + 1] + lines[line:])):
        (home / name).write_bytes(b"".join(kept))
        assert verify(home / name, whole[1]).fault, name


@given(size=st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_a_crash_at_any_byte_loses_only_the_entry_that_was_being_written(whole, tmp_path_factory, size):
    data = whole[0][: size % len(whole[0])]
    home = tmp_path_factory.mktemp("crash")
    (home / "access.log").write_bytes(data)
    found = verify(home / "access.log")
    assert found.fault == ""
    assert found.entries == data.count(b"\n")
    assert found.torn == len(data) - (data.rfind(b"\n") + 1)
    path, state = written(home, call("after"))
    again = verify(path, state)
    assert (again.fault, again.torn, again.entries) == ("", 0, found.entries + 3)


def test_usage_is_read_back_from_the_log_after_a_crash(tmp_path):
    path, state = written(tmp_path, call(), call(count=4), call(status=429))
    State(state_url(tmp_path / "new"))  # a state that never heard of it counts from the beginning
    fresh = State(state_url(tmp_path / "new"))
    writer = LogWriter(path, fresh)
    assert writer.used == {"k1": 5}
    writer.close()
    assert state.used() == {"k1": 5}


def test_a_log_cut_behind_the_states_back_is_refused_and_named(tmp_path):
    path, state = written(tmp_path, *[call() for _ in range(5)])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]))
    assert "删去" in verify(path, state).fault
    with pytest.raises(ServiceError, match="KIT-W024"):
        LogWriter(path, state)


def test_a_rewritten_log_is_noticed_by_the_state(tmp_path):
    path, state = written(tmp_path, call(), call())
    log = json.loads(path.read_bytes().splitlines()[0])["log"]
    from kit.serving.api.access_log import FIRST, seal

    head, forged = FIRST, b""
    for n, entry in enumerate(({"event": "start", "log": log, "torn": 0}, call(count=2), call(), {"event": "stop"}), 1):
        head, line = seal({"n": n, "time": "2026-01-01T00:00:00.000Z", **entry}, head)
        forged += line
    path.write_bytes(forged)
    assert verify(path).fault == ""
    assert "改写" in verify(path, state).fault


def test_two_writers_cannot_share_a_log(tmp_path):
    state = State(state_url(tmp_path))
    first = LogWriter(tmp_path / "access.log", state)
    with pytest.raises(ServiceError, match="KIT-W025"):
        LogWriter(tmp_path / "access.log", state)
    first.close()


def test_what_cannot_reach_the_disk_is_not_acknowledged(tmp_path, monkeypatch):
    writer = LogWriter(tmp_path / "access.log", State(state_url(tmp_path)))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    async def try_it() -> list[BaseException | None]:
        monkeypatch.setattr(os, "fdatasync", full)
        first = await asyncio.gather(*(writer.append(call()) for _ in range(3)), return_exceptions=True)
        monkeypatch.undo()
        return [*first, *await asyncio.gather(writer.append(call()), return_exceptions=True)]

    assert all(isinstance(said, OSError) for said in asyncio.run(try_it()))
    assert writer.broken
    writer.close()


def test_consent_references_are_found_again_by_who_holds_the_secret(tmp_path):
    secret = State(state_url(tmp_path)).setting("consent_secret")
    assert consent_hash(secret, "C-1") == consent_hash(secret, "C-1") != consent_hash(secret, "C-2")
    assert consent_hash("00" * 32, "C-1") != consent_hash(secret, "C-1")
