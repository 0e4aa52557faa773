"""A service asks the register: at its start, and each second while it runs."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kit.dossier import plan
from kit.dossier.registry import Registry
from kit.errors import UseError
from kit.product.artefact import open_artefact
from kit.product.contract import check_offer
from kit.serving.api.access_log import entries
from kit.serving.api.app import create_app
from kit.serving.api.keys import new_key, now
from kit.serving.api.log_writer import LogWriter
from kit.serving.api.served import Served
from kit.serving.api.state import State
from tests.lifecycle.people import PARTNER
from tests.serving.conftest import INDEX, KNOWN, artefact, promoted

NAME = INDEX.name


@pytest.fixture
def home(tmp_path) -> Path:
    """The index, promoted as exactly the files in ``review``."""
    return promoted(tmp_path / "register", artefact(tmp_path / "review", personal=True))


def test_a_withdrawal_closes_a_running_service_at_once_and_the_log_says_so(home, tmp_path):
    served = Served(open_artefact(tmp_path / "review"), register=home)
    state = State(f"sqlite:///{tmp_path / 'state.sqlite'}")
    key, token = new_key("测试", (NAME,), expires=now() + dt.timedelta(days=1), rate=1e6, burst=10**6)
    state.add(key)
    log = tmp_path / "access.log"
    ask = {"url": f"/v1/{NAME}/query", "json": {"query": {"uscc": KNOWN}, "purpose": "贷前核验", "consent": "CONSENT-2026-1"}, "headers": {"Authorization": f"Bearer {token}"}}
    with TestClient(create_app({NAME: served}, state, LogWriter(log, state))) as client:
        time.sleep(1.5)
        assert client.post(**ask).status_code == 200
        plan.withdraw(Registry(home), NAME, PARTNER, "partner", "不再需要这个场景了,撤回")
        until = time.monotonic() + 30
        while (answer := client.post(**ask)).status_code == 200 and time.monotonic() < until:
            time.sleep(0.1)
    assert answer.status_code == 403
    assert answer.json()["code"] == "KIT-W015"
    assert [e for e, _, _ in entries(log) if e["event"] == "query"][-1]["code"] == "KIT-W015"


def test_what_was_withdrawn_before_is_not_served_even_as_a_preview(home, tmp_path):
    found = open_artefact(tmp_path / "review")
    check_offer(found.plan, found.digest, home, dt.date.today(), preview=False)
    plan.withdraw(Registry(home), NAME, PARTNER, "partner", "不再需要这个场景了,撤回")
    for preview in (False, True):
        with pytest.raises(UseError) as refused:
            check_offer(found.plan, found.digest, home, dt.date.today(), preview=preview)
        assert refused.value.code == "KIT-U102"


def test_a_register_that_is_broken_closes_the_service(home, tmp_path):
    served = Served(open_artefact(tmp_path / "review"), register=home)
    served.recheck()
    assert not served.closed
    with (home / "ledger.jsonl").open("ab") as file:
        file.write(b"{}\n")
    served.recheck()
    assert served.closed


def test_a_register_that_is_gone_closes_the_service(home, tmp_path):
    served = Served(open_artefact(tmp_path / "review"), register=home)
    served.recheck()
    assert not served.closed
    (home / "ledger.jsonl").unlink()
    served.recheck()
    assert served.closed
