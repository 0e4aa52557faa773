"""A run is found again only when nothing that could change it has changed, and only as it was put in."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kit.product.run import DEADLINE, FAILED, OK, RunRecord
from kit.review import cache as module
from kit.review import runs
from kit.review.cache import RECORD, Cache, fingerprint, key_of
from kit.review.sandbox import Level, Limits, Refused, collect
from kit.review.sandbox.machine import _allowed, at_once, free_memory

INPUTS: dict[str, Any] = {"product": "p", "room": "r", "as_of": dt.date(2024, 1, 1), "seed": 1, "engine": "duckdb", "level": "BWRAP", "limits": {"memory": 1}}
OTHER: dict[str, Any] = {"product": "q", "room": "s", "as_of": dt.date(2024, 1, 2), "seed": 2, "engine": "spark", "level": "LANDLOCK", "limits": {"memory": 2}}


@pytest.fixture
def kept(tmp_path) -> tuple[Cache, RunRecord]:
    """A cache in which ``k`` is a run with two files and one refusal."""
    left = tmp_path / "left"
    left.mkdir()
    (left / "a.parquet").write_bytes(b"a" * 1000)
    (left / "b.json").write_text("{}")
    (left / "坏名字").write_text("x")
    files, refused = collect(left, tmp_path / "taken")
    record = RunRecord(OK, 1.5, "bwrap", tmp_path / "out.ipynb", limits={"memory": "watch"})
    store = Cache(tmp_path / "cache")
    store.put("k", record, files, refused)
    return store, record


def test_a_hit_gives_the_same_files_and_says_that_it_was_kept(kept, tmp_path):
    store, record = kept
    found, files, refused = store.get("k", tmp_path / "again")
    assert found.cached
    assert (found.status, found.seconds, found.limits) == (record.status, record.seconds, record.limits)
    assert {n: f.path.read_bytes() for n, f in files.items()} == {"a.parquet": b"a" * 1000, "b.json": b"{}"}
    assert [f.path.parent for f in files.values()] == [tmp_path / "again"] * 2
    assert isinstance(refused[0], Refused)


@pytest.mark.parametrize("name", OTHER)
def test_each_condition_is_part_of_the_key(name):
    assert key_of(**INPUTS) == key_of(**INPUTS)
    assert key_of(**INPUTS) != key_of(**INPUTS | {name: OTHER[name]})


@pytest.mark.parametrize("name", ["kit", "catalogs", "python", "libraries"])
def test_so_is_what_surrounds_the_run(name, monkeypatch):
    before, around = key_of(**INPUTS), module.surroundings()
    monkeypatch.setattr(module, "surroundings", lambda: around | {name: "changed"})
    assert key_of(**INPUTS) != before


def test_a_fingerprint_follows_names_and_contents_only(tmp_path):
    first = tmp_path / "first"
    (first / "t").mkdir(parents=True)
    (first / "t" / "rows.parquet").write_bytes(b"1")
    shutil.copytree(first, tmp_path / "second")
    os.utime(tmp_path / "second" / "t" / "rows.parquet", (0, 0))
    same = fingerprint(first)
    assert fingerprint(tmp_path / "second") == same
    (tmp_path / "second" / "t" / "rows.parquet").write_bytes(b"2")
    assert fingerprint(tmp_path / "second") != same
    (first / "t" / "rows.parquet").rename(first / "t" / "other.parquet")
    assert fingerprint(first) != same


@pytest.mark.parametrize("name", ["file-a.parquet", RECORD, "seal"])
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_entry_is_a_miss_and_goes(kept, tmp_path, name, damage):
    store, _ = kept
    path = store.folder / "k" / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"a", b"b", 1) + b" ")
    assert store.get("k", tmp_path / "again") is None
    assert not (store.folder / "k").exists()
    assert not (tmp_path / "again").exists()


def test_a_run_that_was_ended_is_not_kept(tmp_path):
    store = Cache(tmp_path / "cache")
    for status in (DEADLINE, "kernel_died", "files", "memory", "processes", "printed"):
        store.put(status, RunRecord(status, 1, "bwrap", tmp_path), {}, [])
        assert store.get(status, tmp_path / "out") is None
    store.put("k", RunRecord(FAILED, 1, "bwrap", tmp_path), {}, [])
    assert store.get("k", tmp_path / "out") is not None


def test_the_oldest_make_room(kept, tmp_path):
    store, record = kept
    os.utime(store.folder / "k" / RECORD, (1, 1))
    small = Cache(store.folder, most=1)
    small.put("new", record, {}, [])
    assert not (store.folder / "k").exists()
    roomy = Cache(store.folder)
    roomy.put("newer", record, {}, [])
    assert roomy.get("newer", tmp_path / "out") is not None


def test_what_another_review_takes_away_meanwhile_does_not_matter(kept, tmp_path):
    store, record = kept
    (store.folder / "k" / "file-gone").symlink_to("nowhere")  # listed, and not there when it is looked at
    store.put("new", record, {}, [])
    assert store.get("new", tmp_path / "out") is not None


def one(tmp_path: Path, monkeypatch, name: str, store: Cache | None, times: int = 2) -> int:
    """How often the notebook is really run when the same run is asked for ``times`` times."""
    ran = []

    def run(product: Path, room: Path, left: Path, **more: Any) -> RunRecord:
        ran.append(more["seed"])
        (left / "a.parquet").write_bytes(b"x")
        return RunRecord(OK, 1, "bwrap", left)

    monkeypatch.setattr(runs, "run", run)
    self = SimpleNamespace(cache=store, out=tmp_path, as_of=dt.date(2024, 1, 1), deadline=1, limits=Limits(), evidence=SimpleNamespace(level=Level.NONE))
    for folder in ("product", "room", "left"):
        (tmp_path / folder).mkdir(exist_ok=True)
    for _ in range(times):
        record, files, _ = runs.Runs._kept_or_run(self, name, tmp_path / "product", tmp_path / "room", tmp_path / "left")
        assert record.ok
        assert set(files) == {"a.parquet"}
    return len(ran)


def test_the_second_time_nothing_is_run(tmp_path, monkeypatch):
    store = Cache(tmp_path / "cache")
    assert one(tmp_path, monkeypatch, "plain", store) == 1
    assert one(tmp_path, monkeypatch, "other_seed", store) == 1  # the same but for its seed
    (tmp_path / "room" / "x").write_text("changed")
    assert one(tmp_path, monkeypatch, "plain", store) == 1


def test_the_repeated_run_is_always_a_real_one(tmp_path, monkeypatch):
    assert one(tmp_path, monkeypatch, "repeat", Cache(tmp_path / "cache"), 3) == 3


def test_without_a_cache_everything_is_run(tmp_path, monkeypatch):
    assert one(tmp_path, monkeypatch, "plain", None, 3) == 3


def test_no_more_kernels_at_once_than_cores_and_memory_allow():
    gigabyte = 1 << 30
    assert at_once(8, 64 * gigabyte, 3 * gigabyte) == 8
    assert at_once(8, 10 * gigabyte, 3 * gigabyte) == 3
    assert at_once(2, gigabyte, 3 * gigabyte) == 1  # one must be tried in any case
    assert 0 < free_memory() < 1 << 60


def test_what_a_container_may_still_take_counts(tmp_path):
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("400\n")
    assert list(_allowed(tmp_path)) == [600]
    (tmp_path / "memory.max").write_text("max\n")
    assert list(_allowed(tmp_path)) == []
