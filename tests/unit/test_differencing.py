"""Releases held against earlier ones: subtracting them must not show a group that is too small."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from kit.product.artefact import digest
from kit.product.plan import DATASET, Control, Output
from kit.review.checks import no_differencing
from kit.review.decide import decide
from kit.review.differencing import differences
from kit.review.ledger import FILE, Table, earlier, record, tables, with_rows
from tests.unit.release import Left, behind, fields, statuses

OUTPUT = Output("rates", DATASET, "就诊人数", key=("county", "year"), persons="patients", fields=fields(county="string", year="integer", patients="integer"))
CELLS = pd.DataFrame({"county": ["甲", "甲", "乙", "乙"], "year": [2024, 2025, 2024, 2025], "patients": [40, 52, 61, 33]})


def table(frame: pd.DataFrame = CELLS, **changed) -> Table:
    key = [c for c in frame if c not in ("patients", "cost")]
    about = {"product": "产品", "output": "rates", "data": "d", "sources": ["patient_basic"], "key": key, "total": "合计", "measures": {"patients": "count"}}
    return with_rows(about | changed, frame)


def more(cell: int, people: int) -> pd.DataFrame:
    frame = CELLS.copy()
    frame.loc[cell, "patients"] += people
    return frame


def test_the_same_again_tells_nothing():
    assert differences(table(), table()) == 0
    assert differences(table(), table(product="另一个", output="other")) == 0


@pytest.mark.parametrize(("people", "cells"), [(3, 1), (-3, 1), (9, 1), (10, 0), (200, 0)])
def test_fewer_than_ten_people_more_or_less(people, cells):
    assert differences(table(more(1, people)), table()) == cells
    assert differences(table(more(1, people)), table(product="另一个", output="other")) == cells


def test_moving_three_people_from_one_cell_to_another_is_seen():
    moved = more(0, 3).assign(patients=lambda t: t["patients"] - [0, 0, 0, 3])
    assert differences(table(moved), table()) == 2


def test_a_table_of_other_people_is_no_near_copy():
    women = CELLS.assign(patients=[45, 48, 66, 30])
    assert differences(table(women, output="women"), table()) == 0
    assert differences(table(women), table()) == 4  # under the same name it is the same table, counted otherwise
    assert differences(table(more(1, 3), product="另一个", sources=["bus_card_tap"]), table()) == 0


def test_the_sum_of_several_cells_of_the_other():
    coarse = pd.DataFrame({"county": ["甲", "乙"], "patients": [95, 94]})
    for old in (table(), table(output="finer")):
        assert differences(table(coarse), old) == 1
    assert differences(table(), table(coarse)) == 1
    whole = pd.DataFrame({"county": ["合计"], "year": ["合计"], "patients": [190]})
    assert differences(table(whole), table()) == 1


def test_sums_are_compared_where_nothing_is_counted():
    costs = CELLS[["county", "year"]].assign(cost=[400.0, 500.0, 600.0, 300.0])
    of = {"measures": {"cost": "fee"}}
    nearly = costs.assign(cost=[400.0, 500.0, 630.0, 300.0])
    assert differences(table(nearly, **of), table(costs, **of)) == 1
    assert differences(table(costs, **of), table(costs, **of)) == 0


def released(home, frame: pd.DataFrame, **more) -> Left:
    return Left(home, OUTPUT, **more).leave("rates.parquet", frame)


def let_pass(reviews, left: Left, name: str = "earlier"):
    """A review's folder as it stands when a reviewer decides."""
    folder = reviews / name
    (folder / "artefact" / "outputs").mkdir(parents=True)
    (folder / "artefact" / "outputs" / "rates.parquet").write_bytes((left.out / "rates.parquet").read_bytes())
    report = {"artefact": name, "evidence": {"tables": tables(left.evidence)}}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    record(reviews, folder, "2026-01-01")
    return reviews / FILE


def test_the_ledger_keeps_what_was_shown_and_is_only_appended_to(tmp_path):
    hidden = CELLS.astype({"patients": "Int64"})
    hidden.loc[3, "patients"] = None
    ledger = let_pass(tmp_path, released(tmp_path / "one", hidden))
    first = ledger.read_text(encoding="utf-8")
    let_pass(tmp_path, released(tmp_path / "two", CELLS), "later")
    assert ledger.read_text(encoding="utf-8").startswith(first)
    one, two = earlier(tmp_path)
    assert [list(r) for r in one.rows] == [["甲", "2024", 40], ["甲", "2025", 52], ["乙", "2024", 61]]
    assert len(two.rows) == 4
    assert earlier(tmp_path / "nowhere") == []


def undecided(reviews, home):
    """A review of a release on which nobody has decided yet; the ledger is empty."""
    folder = let_pass(reviews, released(home, CELLS)).parent / "earlier"
    (reviews / FILE).unlink()
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    report |= {"product": "p", "title": "产品", "verdict": "通过", "strict": True, "partner": "合伙人", "findings": [], "artefact": digest(folder / "artefact")}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("word", "lines"), [("通过", 1), ("限期整改", 0), ("未通过", 0)])
def test_only_a_decision_to_let_pass_is_entered(tmp_path, word, lines):
    folder = undecided(tmp_path, tmp_path / "one")
    decision = decide(folder, word, "甲", "材料齐全,效果经复核属实")
    entered = earlier(tmp_path)
    assert len(entered) == lines
    if lines:
        assert decision["decided"] in (tmp_path / FILE).read_text(encoding="utf-8")


def decided(reviews, name: str, word: str = "通过"):
    """Decided, and killed before the ledger had it."""
    decision = {"decision": word, "artefact": name, "decided": f"2026-02-01 {name}"}
    (reviews / name / "decision.json").write_text(json.dumps(decision, ensure_ascii=False), encoding="utf-8")
    return reviews / name


def test_what_was_decided_and_not_entered_is_entered_once_before_anything_is_held_against_it(tmp_path):
    ledger = let_pass(tmp_path, released(tmp_path / "one", CELLS), "first")
    for name in ("aside", "here", "refused"):
        let_pass(tmp_path, released(tmp_path / f"left-{name}", CELLS), name)
    ledger.write_bytes(ledger.read_bytes().split(b"\n")[0] + b'\n{"artefact": "he')  # and a line that was being written
    decided(tmp_path, "refused", "未通过")
    decided(tmp_path, "here")
    (tmp_path / ".earlier" / "product").mkdir(parents=True)
    decided(tmp_path, "aside").rename(tmp_path / ".earlier" / "product" / "1")
    for _ in range(2):
        assert len(earlier(tmp_path)) == 3
    assert [json.loads(line)["artefact"] for line in ledger.read_text(encoding="utf-8").splitlines()] == ["first", "aside", "here"]


def test_a_release_is_held_against_earlier_ones_on_the_same_data(tmp_path):
    let_pass(tmp_path, released(tmp_path / "one", CELLS))
    for name, frame, seeds, status in (("same", CELLS, 5, "passed"), ("three", more(2, 3), 5, "failed"), ("elsewhere", more(2, 3), 77, "passed")):
        evidence = replace(released(tmp_path / name, frame).evidence, seeds={"plain": seeds}, out=tmp_path / "now")
        (found,) = no_differencing.check(evidence)
        assert found.status == status, name
        assert ("0 张出自" in found.detail[-1]) == (name == "elsewhere")


@pytest.mark.parametrize(("total", "status"), [(92, "passed"), (96, "failed"), (102, "passed")])
def test_a_total_must_not_leave_a_few_over_the_cells_below_it(tmp_path, total, status):
    output = Output(**{**vars(OUTPUT), "fields": fields(county="string", year="string", patients="integer")})
    frame = pd.concat([CELLS.astype({"year": str}), pd.DataFrame({"county": ["甲"], "year": ["合计"], "patients": [total]})])
    assert statuses(no_differencing.check(Left(tmp_path, output).leave("rates.parquet", frame).evidence)) == [status]


def test_measures_of_a_controlled_table_are_named_by_what_they_add_up(tmp_path):
    control = Control("c", "who", {"cost": "fee"}, "patients")
    output = Output("rates", DATASET, "花费", key=("county",), fields=fields(county="string", patients="integer", cost="number"), control=control)
    (about,) = tables(Left(tmp_path, output, behind("c", county="string", who="string", fee="number")).evidence)
    assert about["measures"] == {"cost": "fee", "patients": "count"}
    assert about["sources"] == ["outpatient_visit", "patient_basic"]
