"""Packages as a whole: versions, digests, refusals, and never half a folder."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from typer.testing import CliRunner

from kit.errors import ArtefactError, UseError
from kit.product.artefact import open_artefact
from kit.serving import publish as room
from kit.serving.publish import publish
from kit.serving.publish.folder import verify
from kit.serving.whole import whole
from tests.publish.made import FIGURES, bus, bus_frame, index


def test_the_manifest_holds_every_file_and_notices_a_change(tmp_path):
    package, _ = publish(bus(tmp_path), tmp_path / "out")
    listed = package.manifest["files"]
    there = {p.relative_to(package.folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in package.folder.rglob("*") if p.is_file()}
    del there["manifest.json"]
    assert {name: f["sha256"] for name, f in listed.items()} == there
    assert verify(package.folder) == []
    (package.folder / "dataset" / "extra.txt").write_text("x", encoding="utf-8")
    (package.folder / "dataset" / "card.html").write_text("x", encoding="utf-8")
    (package.folder / "dataset" / "changes.json").unlink()
    assert verify(package.folder) == ["dataset/card.html", "dataset/changes.json", "dataset/extra.txt"]


def test_the_same_artefact_is_published_once_and_byte_for_byte_alike(tmp_path):
    first, new = publish(bus(tmp_path), tmp_path / "out")
    again, newer = publish(bus(tmp_path), tmp_path / "out")
    assert (new, newer, again.folder) == (True, False, first.folder)
    elsewhere, _ = publish(bus(tmp_path), tmp_path / "other")
    assert elsewhere.manifest["files"] == first.manifest["files"]


def test_a_version_that_was_changed_stops_the_next_one(tmp_path):
    first, _ = publish(bus(tmp_path), tmp_path / "out")
    (first.folder / "dataset" / "card.html").write_text("x", encoding="utf-8")
    with pytest.raises(ArtefactError) as refused:
        publish(bus(tmp_path, bus_frame().iloc[1:]), tmp_path / "out")
    assert refused.value.code == "KIT-W201"


def test_a_preview_says_so_everywhere_and_is_no_version(tmp_path):
    for _ in range(2):  # the second replaces the first
        package, _ = publish(bus(tmp_path, decided=False), tmp_path / "out")
    assert package.folder.name == "preview"
    assert package.manifest["preview"] is True
    assert "不得交付" in (package.folder / "dataset" / "card.html").read_text(encoding="utf-8")
    assert json.loads((package.folder / "dataset" / "datapackage.json").read_text(encoding="utf-8"))["preview"] is True
    assert publish(bus(tmp_path), tmp_path / "out")[0].version == 1


def test_a_broken_maker_leaves_nothing_behind(tmp_path, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(room, "_maker", lambda form: broken)
    with pytest.raises(ZeroDivisionError):
        publish(bus(tmp_path), tmp_path / "out")
    assert list((tmp_path / "out" / "bus_operation_analysis").iterdir()) == []


def test_somebody_elses_folder_is_never_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ArtefactError) as refused, whole(tmp_path / "mine", replaces="gallery.json") as part:
        (part / "gallery.json").write_text("[]", encoding="utf-8")
    assert refused.value.code == "KIT-W202"
    assert (tmp_path / "mine" / "thesis.txt").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def kit(*arguments: str):
    from kit.cli import app

    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def test_the_command_makes_a_preview_of_what_was_decided_and_no_register_knows(tmp_path):
    """What a register knows is published in ``tests/dossier/test_promotion.py``."""
    bus(tmp_path)
    command = ["publish", "公交运营情况分析", "--reviews", str(tmp_path / "reviews"), "--out", str(tmp_path / "out"), "--json"]
    refused = kit(*command).exception
    assert isinstance(refused, UseError)
    assert refused.code == "KIT-U110"
    told = json.loads(kit(*command, "--preview").stdout)
    assert (told["preview"], told["new"], told["forms"]) == (True, True, {"数据集": "dataset"})


@pytest.mark.parametrize(("spoil", "code"), [("none", "KIT-V001"), ("undecided", "KIT-V003"), ("changed", "KIT-V002")])
def test_the_command_refuses_what_was_not_let_pass(tmp_path, spoil, code):
    if spoil != "none":
        artefact = bus(tmp_path, decided=spoil != "undecided")
    if spoil == "changed":
        (artefact.outputs / "line_hours.parquet").write_bytes(b"other")
    done = kit("publish", "公交运营情况分析", "--reviews", str(tmp_path / "reviews"), "--out", str(tmp_path / "out"))
    assert isinstance(done.exception, ArtefactError)
    assert done.exception.code == code
    assert not (tmp_path / "out").exists()


def test_a_product_of_two_forms_gets_both(tmp_path):
    package, _ = publish(index(tmp_path), tmp_path / "out")
    assert sorted(p.name for p in package.folder.iterdir()) == ["api", "dataset", "manifest.json"]
    card = (package.folder / "dataset" / "card.html").read_text(encoding="utf-8")
    assert f"{FIGURES['auc']:.3f}" in card
    assert "0.800(0.770 至 0.830)" in card
    assert "太少,不评判" in card
    assert open_artefact(tmp_path / "reviews" / "enterprise_overdue_risk_index").digest in card


def test_claims_of_accuracy_stand_beside_what_was_found(tmp_path):
    folder = publish(bus(tmp_path), tmp_path / "out")[0].folder
    card = (folder / "dataset" / "card.html").read_text(encoding="utf-8")
    for said in ("1,200 例,98.0% 有回答;基准 20(好出 6 至 9,95% 区间);所说区间含真值 81.0%", "要紧的说法 400 次,说错 1 次(错误率 95% 上限 1.2%)", "没有留下可用的估计"):
        assert said in card
    assert "nan" not in card
