"""The model package: it scores alone, exactly, with reasons that add up, and a broken file is said to be broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
import pytest

from kit.errors import KitError
from kit.serving.publish import publish
from kit.serving.publish.model import split_points
from tests.publish.made import shell, shell_model


@pytest.fixture(scope="module")
def delivered(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("model")
    return publish(shell(home), home / "out")[0].folder / "model"


@pytest.fixture
def folder(delivered, tmp_path) -> Path:
    """A copy to do anything with."""
    return Path(shutil.copytree(delivered, tmp_path / "model")) / "shell_model"


def run(folder: Path, *arguments: str, blocked: tuple[str, ...] = ("kit", "sklearn.ensemble", "ibis", "duckdb")) -> subprocess.CompletedProcess:
    """The delivered program in a process that cannot import the kit."""
    code = f"import sys, runpy; sys.modules.update(dict.fromkeys({blocked!r})); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run([sys.executable, "-B", "-c", code, str(folder / "predict.py"), *arguments], capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"]}, check=False)


def test_it_scores_the_example_as_the_sender_did_without_the_kit(folder):
    done = run(folder, "--check")
    assert done.returncode == 0, done.stderr
    assert "一致:20 行" in done.stdout
    given = pd.read_csv(folder / "example_output.csv")
    booster = lightgbm.Booster(model_file=str(folder / "shell_model.lgb.txt"))
    rows = pd.read_csv(folder / "example_input.csv")
    assert np.array_equal(given["score"], booster.predict(rows[booster.feature_name()]))
    assert given["reasons"].str.len().gt(0).any()
    assert given["score"].nunique() > 5


def test_missing_values_go_where_the_model_sends_them(folder, tmp_path):
    rows = pd.read_csv(folder / "example_input.csv").mask(np.random.default_rng(1).random((20, 22)) < 0.3)
    rows.assign(row="x").to_csv(tmp_path / "in.csv", index=False)
    done = run(folder, str(tmp_path / "in.csv"), str(tmp_path / "out.csv"))
    assert done.returncode == 0, done.stderr
    assert len(pd.read_csv(tmp_path / "out.csv")) == 20


@pytest.mark.parametrize(("spoil", "says"), [
    (lambda content: content[:-400], "字节"), (lambda content: content[: len(content) // 2], "字节"), (lambda content: b"", "字节"),
    (lambda content: content.replace(b"leaf_value=", b"leaf_value=9", 1), "不一致"),
])  # fmt: skip
def test_a_broken_model_file_is_said_to_be_broken(folder, spoil, says):
    path = folder / "shell_model.lgb.txt"
    path.write_bytes(spoil(path.read_bytes()))
    done = run(folder, "--check")
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("change", "says"), [
    (lambda rows: rows.drop(columns="capital"), "缺少 1 列:capital"), (lambda rows: rows.assign(capital="很多"), "不是数的值:capital"),
    (lambda rows: rows.assign(capital=np.inf), "无穷大"),
])  # fmt: skip
def test_bad_input_is_explained(folder, tmp_path, change, says):
    change(pd.read_csv(folder / "example_input.csv")).to_csv(tmp_path / "in.csv", index=False)
    done = run(folder, str(tmp_path / "in.csv"), str(tmp_path / "out.csv"))
    assert done.returncode == 1
    assert says in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_the_delivered_files_are_the_reviewed_ones_and_the_signs_are_told(folder):
    assert (folder / "shell_model.lgb.txt").read_bytes() == shell_model()["shell_model.lgb.txt"]
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert {f["direction"] for f in about["features"]} == {-1, 0, 1}
    card = (folder.parent / "card.html").read_text(encoding="utf-8")
    assert "越大分数越低" in card
    assert "0.810" in card


def test_split_points_are_those_of_the_model():
    text = shell_model()["shell_model.lgb.txt"].decode()
    booster = lightgbm.Booster(model_str=text)
    frame = booster.trees_to_dataframe().dropna(subset=["split_feature"])
    cuts = split_points(text, booster.feature_name())
    assert {n: set(c) for n, c in cuts.items() if c} == {n: set(g["threshold"]) for n, g in frame.groupby("split_feature")}


@pytest.mark.parametrize(("change", "code"), [
    (lambda text: text.replace("leaf_count=0", "leaf_count=7", 1), "KIT-W210"), (lambda text: text + "note=x\n", "KIT-W210"),
    (lambda text: text.replace("left_child=", "left_child=9", 1), "KIT-O010"), (lambda text: "tree\n", "KIT-O010"),
])  # fmt: skip
def test_a_model_that_was_not_rewritten_is_not_published(tmp_path, change, code):
    files = shell_model()
    files["shell_model.lgb.txt"] = change(files["shell_model.lgb.txt"].decode()).encode()
    with pytest.raises(KitError) as refused:
        publish(shell(tmp_path, files), tmp_path / "out")
    assert refused.value.code == code
    assert not list((tmp_path / "out").glob("*/*"))


def test_a_model_that_cannot_score_is_not_published(tmp_path, monkeypatch):
    (tmp_path / "predict.py").write_text("import os; os.abort()", encoding="utf-8")
    monkeypatch.setattr("kit.serving.publish.model.TEMPLATES", tmp_path)
    with pytest.raises(KitError) as refused:
        publish(shell(tmp_path), tmp_path / "out")
    assert refused.value.code == "KIT-W211"
    assert not list((tmp_path / "out").glob("*/*"))
