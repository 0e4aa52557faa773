"""A city is the same bytes however it is built, and never half there."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import pytest

from kit.access import conform
from kit.errors import DataError
from kit.synth import processes
from synthetic_data.city import Tables, answers_folder, available, build, fraction_of

SMALL = ["enterprise_basic", "social_insurance_payment", "social_insurance_detail", "tax_arrears"]


def hashes(folder):
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.*")) if p.is_file()}


def test_one_and_two_workers_write_the_same_bytes(tmp_path):
    for workers in (1, 2):
        build(tmp_path / str(workers), size="tiny", seed=9, only=SMALL, engine=processes(workers))
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")
    build(tmp_path / "other", size="tiny", seed=10, only=SMALL)
    assert hashes(tmp_path / "other") != hashes(tmp_path / "1")


def test_blocks_and_files_do_not_change_rows():
    import numpy as np
    import pyarrow as pa

    from kit.synth.arrow import to_table

    city = Tables()
    world = city.world(4, 0.001)
    for name in available():
        catalog, parts = city.table(name)
        for part in parts:
            total = part.parents(world)
            whole = to_table(catalog, part.rows(world, np.arange(total)))
            halves = [to_table(catalog, part.rows(world, np.arange(*r))) for r in ((0, total // 2), (total // 2, total))]
            assert pa.concat_tables(halves).combine_chunks().equals(whole), name


def test_a_table_built_alone_is_the_table_of_the_full_build(tmp_path):
    build(tmp_path / "full", size="tiny", seed=9, answers=False)
    for name in available():
        build(tmp_path / "alone", size="tiny", seed=9, only=[name], answers=False)
        assert hashes(tmp_path / "alone" / name) == hashes(tmp_path / "full" / name), name


def test_every_table_keeps_its_contract(city):
    assert conform(city) == []


def test_the_package_describes_the_files(city):
    package = json.loads((city / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["name"] for r in package["resources"]} == set(available())
    for resource in package["resources"]:
        for path, digest in zip(resource["path"], resource["hash"], strict=True):
            assert hashlib.sha256((city / path).read_bytes()).hexdigest() == digest.removeprefix("sha256:")


def test_the_answer_key_lies_apart(city):
    assert answers_folder(city).is_dir()
    assert not any("answer" in p.name for p in city.rglob("*"))


def test_a_killed_build_leaves_no_half_table(tmp_path):
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom synthetic_data.city import build\n"
        "build(Path(sys.argv[1]), size='tiny', seed=1, only=['enterprise_basic', 'water_usage'],"
        " progress=lambda name, done, total: os._exit(9) if name == 'water_usage' else None)"
    )
    out = tmp_path / "city"
    done = subprocess.run([sys.executable, "-c", code, str(out)], check=False)
    assert done.returncode == 9
    assert (out / "enterprise_basic").is_dir()
    assert not (out / "water_usage").exists()
    build(out, size="tiny", seed=1, only=["enterprise_basic", "water_usage"])
    build(tmp_path / "unbroken", size="tiny", seed=1, only=["enterprise_basic", "water_usage"])
    assert conform(out) == []
    assert hashes(out) == hashes(tmp_path / "unbroken")


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(DataError, match="KIT-D012"):
        build(tmp_path, size="tiny", only=["enterprise_basic"])
    assert (tmp_path / "diary.txt").read_text() == "mine"


@pytest.mark.parametrize("size", ["0", "1.5", "huge", "-1", "nan"])
def test_a_size_outside_the_city_is_refused(size):
    with pytest.raises(DataError, match="KIT-D011"):
        fraction_of(size)
