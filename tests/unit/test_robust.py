"""The check of runs on bad, other and missing data, on records made by hand: it fails where it must and never by chance."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from kit.product.plan import DATASET, Output
from kit.product.run import FAILED as BROKE
from kit.product.run import OK, RunRecord
from kit.product.spent import cpu_seconds
from kit.review.checks import robust
from kit.review.finding import FAILED, PASSED, SKIPPED
from tests.unit.release import Left, fields

COUNTS = Output("counts", DATASET, "人数", fields=fields(persons="integer"))
CLEAR = "[KIT-A010] 用水信息一行也没有"
STRESSED = ("dirty", "drift", "small", "empty:patient_basic")


@pytest.fixture
def left(tmp_path):
    """What an honest product does: it goes on with data that will do, and stops with a code without any."""
    out = Left(tmp_path, COUNTS).leave("counts.parquet", pd.DataFrame({"persons": [12]}))
    out.evidence.runs["plain"] = of(out, "plain", cpu=20.0)
    for name in STRESSED:
        out.evidence.runs[name] = of(out, name, cpu=4.0)
    out.evidence.runs["empty:patient_basic"] = of(out, "empty:patient_basic", status=BROKE, explanation=CLEAR)
    return out


def of(out, name, **record):
    run = replace(out.evidence.runs["plain"], name=name, record=RunRecord(**({"status": OK, "seconds": 5.0, "isolation": "none", "notebook": out.out} | record)))
    return replace(run, files=dict(out.files))


def found(out):
    (finding,) = robust.check(out.evidence)
    return finding


def test_who_goes_on_sensibly_or_stops_with_a_code_passes(left):
    assert found(left).status == PASSED
    assert len(found(left).detail) == len(STRESSED)


def test_without_the_runs_nothing_is_claimed(left):
    del left.evidence.runs["drift"]
    assert found(left).status == SKIPPED


@pytest.mark.parametrize(
    ("name", "record", "said"),
    [
        ("dirty", {"status": BROKE, "explanation": "KeyError(错误文字可能含数据,不外传)"}, "没有说清是数据的问题"),
        ("empty:patient_basic", {}, "没有报错,照样给出了结果"),
        ("small", {"cpu": 1.0}, "20 倍的处理器时间"),
    ],
)
def test_each_way_to_be_careless_fails(left, name, record, said):
    left.evidence.runs[name] = of(left, name, **record)
    assert found(left).status == FAILED
    assert said in found(left).detail[0]


def test_nonsense_on_dirty_data_fails(left, tmp_path):
    spoilt = tmp_path / "spoilt.parquet"
    pd.DataFrame({"persons": ["十二"]}).to_parquet(spoilt)
    run = left.evidence.runs["dirty"]
    left.evidence.runs["dirty"] = replace(run, files={"counts.parquet": replace(run.files["counts.parquet"], path=spoilt)})
    assert "与声明不符" in found(left).detail[0]


@pytest.mark.parametrize(("auc", "status"), [(0.76, PASSED), (0.74, FAILED)])
def test_scores_may_get_a_little_worse_on_dirty_data(left, auc, status):
    left.evidence.__dict__ |= {"figures": {"plain": SimpleNamespace(auc=0.8)}, "figures_under_stress": {"dirty": SimpleNamespace(auc=auc)}}
    assert found(left).status == status


@pytest.mark.parametrize("seconds", [5.0, 500.0])
def test_a_loaded_machine_fails_nobody(left, seconds):
    """By the clock the whole city took a hundred times as long; it was waiting, not computing."""
    left.evidence.runs["plain"] = of(left, "plain", seconds=seconds, cpu=20.0)
    assert found(left).status == PASSED


def test_where_computing_cannot_be_told_the_clock_is_not_taken_instead(left):
    left.evidence.runs["plain"] = of(left, "plain", seconds=500.0)
    assert found(left).status == PASSED


BURN = "import time\nwhile time.process_time() < 0.5: pass\nprint(flush=True)\n"


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        (BURN, 0.4, 3.0),
        ("import time; time.sleep(0.8); print(flush=True)\n", 0.0, 0.39),
        (f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\n", 0.4, 3.0),
    ],
    ids=["computing", "waiting", "by a child"],
)
def test_what_is_counted_is_computing(code, least, most):
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", f"{code}import time; time.sleep(60)"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.1)
        spent = cpu_seconds(process.pid)
        process.kill()
    assert spent is not None
    assert least <= spent < most


def test_of_a_process_that_is_gone_nothing_is_known():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert cpu_seconds(process.pid) is None
