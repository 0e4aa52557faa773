"""The state behaves alike on SQLite and on PostgreSQL (``make test-postgres`` starts one)."""

from __future__ import annotations

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.errors import ServiceError
from kit.serving.api.gate import Bucket, Gate
from kit.serving.api.keys import authenticate, new_key, now
from kit.serving.api.log_writer import LogWriter
from kit.serving.api.problems import Problem
from kit.serving.api.state import META, Mark, State
from tests.serving.conftest import state_url

POSTGRES = os.environ.get("KIT_TEST_POSTGRES", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="make test-postgres"))])
def url(request, tmp_path):
    if request.param == "sqlite":
        return state_url(tmp_path)
    META.drop_all(State(POSTGRES).engine)
    return POSTGRES


def test_a_key_comes_back_as_it_was_and_its_secret_is_nowhere(url):
    state = State(url)
    key, token = new_key("银行", ("a", "b"), expires=now() + dt.timedelta(days=3), rate=0.5, burst=7, budget=10**12)
    state.add(key)
    assert State(url).keys() == {key.id: key}
    assert token.rpartition("_")[2] not in repr(key)


def test_keys_are_revoked_once(url):
    state = State(url)
    key, token = new_key("银行", ("a",))
    state.add(key)
    state.revoke(key.id)
    with pytest.raises(ServiceError, match="KIT-W020"):
        state.revoke(key.id)
    with pytest.raises(Problem):
        authenticate(state.keys(), f"Bearer {token}", "a", now())


def test_usage_adds_up_over_logs_and_moves_with_the_mark(url):
    state = State(url)
    state.set_mark("one", Mark(3, "h", 300), {"k": 5, "m": 1})
    state.set_mark("two", Mark(1, "g", 100), {"k": 2})
    state.set_mark("one", Mark(4, "i", 400), {"k": 6, "m": 1})
    assert state.used() == {"k": 8, "m": 1}
    assert state.used(besides="one") == {"k": 2}
    assert state.used_in("one") == {"k": 6, "m": 1}
    assert (state.mark("one"), state.mark("none")) == (Mark(4, "i", 400), None)


def test_the_consent_secret_stays_what_it_is(url):
    assert State(url).setting("consent_secret") == State(url).setting("consent_secret")


def test_many_services_may_start_at_once(url):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: State(url).setting("consent_secret"), range(8)))
    assert len(secrets) == 1


def test_two_services_on_one_state_share_a_budget(url, tmp_path):
    state = State(url)
    key, _ = new_key("银行", ("a",), budget=10)
    state.add(key)
    one, two = (LogWriter(tmp_path / name, state) for name in ("one.log", "two.log"))
    first, second = Gate(state, one), Gate(state, two)
    one._count({"event": "query", "key": key.id, "status": 200, "count": 9})
    one.durable = one._reached()
    first.refresh()
    second.refresh()
    second.spend(key, 1)
    with pytest.raises(Problem, match="KIT-W012"):
        second.spend(key, 2)
    one.close()
    two.close()


def test_an_unusable_address_is_a_sentence():
    for url, code in (("nonsense", "KIT-W022"), ("oracle+x://y", "KIT-W022"), ("sqlite:////dev/null/x", "KIT-W021"), ("postgresql+psycopg://127.0.0.1:1/x", "KIT-W021")):
        with pytest.raises(ServiceError, match=code):
            State(url)


def test_a_bucket_refills_lends_and_never_overflows():
    bucket = Bucket(10.0, 0.0)
    assert [bucket.take(5, 1.0, 10, 0.0) for _ in range(2)] == [0.0, 0.0]
    assert bucket.take(1, 1.0, 10, 0.5) == pytest.approx(0.5)
    assert bucket.take(50, 1.0, 10, 100.0) == 0.0  # more than it holds: lent once it is full
    assert bucket.take(1, 1.0, 10, 100.0) == pytest.approx(41.0)
    assert bucket.take(1, 1.0, 10, 141.5) == 0.0
