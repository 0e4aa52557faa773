"""Whatever lies in the out folder, the host takes over plain files only and follows nothing."""

from __future__ import annotations

import os
import sys

import pytest

from kit.review.sandbox import collect, safe_read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


def test_links_pipes_and_odd_names_are_refused(tmp_path):
    out, secret = tmp_path / "out", tmp_path / "secret.txt"
    out.mkdir()
    secret.write_text("the answer key")
    (out / "good.parquet").write_bytes(b"data")
    (out / "link.parquet").symlink_to(secret)
    os.link(secret, out / "hard.parquet")
    os.mkfifo(out / "pipe.parquet")
    (out / "folder").mkdir()
    (out / "中文 名.txt").write_text("x")
    (out / "<script>.html").write_text("x")
    files, refused = collect(out, tmp_path / "taken")
    assert set(files) == {"good.parquet"}
    assert [p.name for p in (tmp_path / "taken").iterdir()] == ["good.parquet"]
    assert len(refused) == 6
    assert not any("answer" in r.reason or "script" in r.name for r in refused)


def test_too_large_and_too_many_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_read, "MAX_BYTES", 1000)
    monkeypatch.setattr(safe_read, "MAX_FILES", 3)
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.parquet").write_bytes(b"x" * 1001)
    for n in range(5):
        (out / f"b{n}.parquet").write_bytes(b"x")
    files, refused = collect(out, tmp_path / "taken")
    assert set(files) == {"b0.parquet", "b1.parquet"}
    assert len(refused) == 2


def test_an_out_folder_replaced_by_a_link_is_not_entered(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotADirectoryError):
        collect(tmp_path / "out", tmp_path / "taken")
