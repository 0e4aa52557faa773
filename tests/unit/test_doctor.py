"""``kit doctor`` says what works, and for what does not, how to get it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kit.cli import app, doctor
from kit.review.sandbox import Limits, cgroup, machine


def rows(monkeypatch) -> dict[str, dict]:
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 0, done.output
    return {r["item"]: r for r in json.loads(done.stdout)}


def test_it_names_levels_limits_memory_and_disk(monkeypatch):
    found = rows(monkeypatch)
    assert {"处理器", "磁盘", "内存", "用户命名空间", "cgroup v2", "产品审查", "隔离:bubblewrap + seccomp"} <= set(found)
    assert all(r["ok"] or r["next_step"] for r in found.values())


@pytest.mark.parametrize(("controllers", "ok"), [(("memory", "pids"), True), ((), False), (None, False)])
def test_a_cgroup_counts_only_with_its_controllers(monkeypatch, tmp_path, controllers, ok):
    monkeypatch.setattr(cgroup, "home", lambda: None if controllers is None else cgroup.Home(tmp_path, controllers))
    monkeypatch.setattr(doctor.platform, "system", lambda: "Linux")
    found = rows(monkeypatch)["cgroup v2"]
    assert found["ok"] is ok
    assert ("内存、进程数" in found["found"]) is ok


def test_too_little_memory_is_said(monkeypatch):
    monkeypatch.setattr(machine, "free_memory", lambda: Limits().memory // 2)
    found = rows(monkeypatch)["内存"]
    assert not found["ok"]
    assert "1 个内核" in found["found"]
