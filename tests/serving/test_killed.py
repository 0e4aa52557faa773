"""``kill -9`` in the middle of a load: no answered query is missing from the log, and the service starts again."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from kit.serving.api.access_log import entries, log_id, verify
from kit.serving.api.state import State
from tests.serving.conftest import KNOWN, Running, artefact, start, stop

POSTGRES = os.environ.get("KIT_TEST_POSTGRES", "")
GOOD = {"query": {"uscc": KNOWN}}


@pytest.mark.slow
@pytest.mark.parametrize("url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="make test-postgres"))])
def test_nothing_that_was_answered_is_lost(tmp_path, url):
    address = POSTGRES if url == "postgresql" else ""
    review = artefact(tmp_path / "review")
    answered = 0
    for seconds in (0.1, 1.2, 2.9):
        running = start(tmp_path, review, address=address)
        answered += load(running, seconds)
        found = verify(running.log, running.state)
        assert found.fault == ""
        kept = [e for e, _, _ in entries(running.log) if e.get("status") == 200]
        assert len(kept) >= answered  # an entry may be durable although its answer did not get out
        answered = len(kept)
    again = start(tmp_path, review, address=address)
    assert httpx.post(f"{again.url}/v1/enterprise_overdue_risk_index/query", json=GOOD, headers=again.headers).status_code == 200
    stop(again)
    assert sum(again.state.used_in(log_id(again.log)).values()) == answered + 1  # the database may hold other logs
    assert verify(again.log, again.state).fault == ""


def load(running: Running, seconds: float) -> int:
    """Ask from eight threads, kill the service meanwhile; returns how many were answered."""
    counts = [0] * 8

    def ask(at: int) -> None:
        with httpx.Client(base_url=running.url, headers=running.headers) as client:
            try:
                while client.post("/v1/enterprise_overdue_risk_index/query", json=GOOD).status_code == 200:
                    counts[at] += 1
            except httpx.HTTPError:
                return

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    while sum(counts) < 50 and any(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    time.sleep(seconds)
    os.kill(running.process.pid, signal.SIGKILL)
    for thread in threads:
        thread.join(30)
    running.process.wait(10)
    assert sum(counts) >= 50
    return sum(counts)


def test_a_log_with_a_torn_end_is_mended_at_the_next_start_and_the_cut_is_told(tmp_path: Path):
    review = artefact(tmp_path / "review")
    stop(start(tmp_path, review))
    log = tmp_path / "access.log"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"n":3,"time":"20')
    stop(start(tmp_path, review))
    assert log.read_bytes().startswith(whole)
    assert [e["torn"] for e, _, _ in entries(log) if e["event"] == "start"] == [0, 17]
    assert verify(log, State(f"sqlite:///{tmp_path / 'state.sqlite'}")).fault == ""
