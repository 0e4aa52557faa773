"""``kit serve key`` and ``kit serve log`` on the command line."""

from __future__ import annotations

import json

import pytest

from kit.cli import main
from tests.serving.conftest import state_url
from tests.serving.test_access_log import call, written


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main(["serve", *arguments])
    assert left.value.code == code
    return capsys.readouterr().out


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(tmp_path, capsys):
    state = ("--state", state_url(tmp_path))
    made = json.loads(said(capsys, "key", "new", "某银行", "--product", "企业逾期风险指数", "--budget", "7", *state, "--json"))
    assert made["key"].startswith(f"kit_{made['id']}_")
    listed = said(capsys, "key", "list", *state, "--json")
    assert made["key"].split("_", 2)[2] not in listed
    (row,) = json.loads(listed)
    assert (row["products"], row["budget"], row["used"], row["revoked"]) == (["enterprise_overdue_risk_index"], 7, 0, None)
    said(capsys, "key", "revoke", made["id"], *state)
    assert json.loads(said(capsys, "key", "list", *state, "--json"))[0]["revoked"]
    said(capsys, "key", "revoke", made["id"], *state, code=2)


def test_a_log_is_verified_and_shown_by_key(tmp_path, capsys):
    path, _ = written(tmp_path, call("one"), call("two"))
    where = ("--log", str(path), "--state", state_url(tmp_path))
    assert json.loads(said(capsys, "log", "verify", *where, "--json"))["ok"] is True
    assert [e["key"] for e in json.loads(said(capsys, "log", "show", "--key", "two", *where, "--json"))] == ["two"]
    path.write_bytes(path.read_bytes().replace(b'"two"', b'"six"'))
    assert "改动" in said(capsys, "log", "verify", *where, code=3)


def test_mistakes_are_sentences(tmp_path, capsys):
    state = ("--state", state_url(tmp_path))
    assert said(capsys, "log", "verify", "--log", str(tmp_path / "none"), *state, code=2) == ""
    said(capsys, "企业逾期风险指数", "--reviews", str(tmp_path), *state, code=2)
    said(capsys, "没有这个产品", *state, code=2)
