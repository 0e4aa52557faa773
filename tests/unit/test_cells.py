"""Cells under release control: true to their contributors, safe, and not to be computed back once they are empty."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.product.plan import DATASET, Control, Output
from kit.review.cells import cells_of, measure
from kit.review.checks import no_recovery, safe_cells, true_cells
from kit.review.recovery import recovered
from tests.unit.release import PEOPLE, VISITS, Left, behind, fields, statuses

CONTROL = Control("spending", "patient_id", {"cost": "fee"}, "patients")
BEHIND = behind("spending", county="string", year="integer", patient_id="string", fee="number")
TABLE = Output("rates", DATASET, "花费", key=("county", "year"), fields=fields(county="string", year="string", patients="integer", cost="number"),
               control=CONTROL)  # fmt: skip
COUNTIES, YEARS = ["甲", "乙", "丙"], [2023, 2024, 2025]


def contributions(size: int = 30, small: int = 30) -> pd.DataFrame:
    """``size`` people in each of nine cells, ``small`` in the first."""
    rows, people = [], itertools.cycle(PEOPLE)
    for county, year in itertools.product(COUNTIES, YEARS):
        many = small if (county, year) == ("甲", 2023) else size
        rows += [(county, year, next(people), 100.0 + n) for n in range(many)]
    return pd.DataFrame(rows, columns=["county", "year", "patient_id", "fee"])


def table(given: pd.DataFrame, totals: bool = True) -> pd.DataFrame:
    """Counts and sums of every cell, with totals over years, over counties and over both."""
    def grouped(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.astype({"year": str}).groupby(["county", "year"], as_index=False).agg(patients=("patient_id", "nunique"), cost=("fee", "sum"))

    if not totals:
        return grouped(given)
    return pd.concat([grouped(given), grouped(given.assign(year="合计")), grouped(given.assign(county="合计")),
                      grouped(given.assign(year="合计", county="合计"))], ignore_index=True)  # fmt: skip


def hide(frame: pd.DataFrame, *cells: tuple[str, str]) -> pd.DataFrame:
    frame = frame.astype({"patients": "Int64"})
    for county, year in cells:
        frame.loc[(frame["county"] == county) & (frame["year"] == year), ["patients", "cost"]] = None
    return frame


def left(home: Path, released: pd.DataFrame, given: pd.DataFrame) -> Left:
    return Left(home, TABLE, BEHIND).leave("rates.parquet", released).leave("spending.parquet", given)


def test_a_true_and_safe_table_passes_all_three(tmp_path):
    evidence = left(tmp_path, table(contributions()), contributions()).evidence
    for module in (true_cells, safe_cells, no_recovery):
        assert statuses(module.check(evidence)) == ["passed"], module.__name__


@pytest.mark.parametrize("how", ["count", "sum", "total", "nobody there", "unknown person", "record", "no person", "ready total", "spare number"])
def test_a_cell_that_is_not_what_its_contributors_give(tmp_path, how):
    given, released = contributions(), table(contributions())
    if how == "count":
        released.loc[0, "patients"] += 1
    elif how == "sum":
        released.loc[3, "cost"] *= 1.01
    elif how == "total":
        released.loc[released["county"].eq("合计") & released["year"].eq("合计"), "patients"] = 5000
    elif how == "nobody there":
        released.loc[len(released)] = ["丁", "2024", 12, 1200.0]
    elif how == "unknown person":
        given.loc[0, "patient_id"] = "P-somebody-else"
    elif how == "record":
        given["patient_id"] = (VISITS * 2)[: len(given)]
    elif how == "no person":
        given.loc[0, "patient_id"] = None
    elif how == "ready total":
        given = pd.concat([given, given.assign(county="合计")])
    evidence = left(tmp_path, released, given).evidence
    if how == "spare number":
        spare = Output(**{**vars(TABLE), "fields": (*TABLE.fields, *fields(rate="number"))})
        evidence = Left(tmp_path / "other", spare, BEHIND).leave("rates.parquet", released.assign(rate=0.5)).leave("spending.parquet", given).evidence
    assert statuses(true_cells.check(evidence)) == ["failed"]


def test_cents_may_be_rounded(tmp_path):
    given = contributions().assign(fee=lambda t: t["fee"] / 7)
    assert statuses(true_cells.check(left(tmp_path, table(given).round(2), given).evidence)) == ["passed"]


@pytest.mark.parametrize("how", ["nine people", "two give 95 %", "one gives nearly all of the rest", "nine of ten give nothing"])
def test_an_unsafe_cell_that_is_shown(tmp_path, how):
    given = contributions(small=9 if how == "nine people" else 30)
    first = given.index[(given["county"] == "甲") & (given["year"] == 2023)]
    if how == "two give 95 %":
        given.loc[first, "fee"] = [5000.0, 4500.0] + [500 / 28] * 28
    elif how == "one gives nearly all of the rest":
        given.loc[first, "fee"] = [10000.0, 1.0] + [30.0] * 28
    elif how == "nine of ten give nothing":
        given.loc[first, "fee"] = [100.0] * 9 + [0.0] * 21
    (found,) = safe_cells.check(left(tmp_path, table(given, totals=False), given).evidence)
    assert found.status == "failed"
    assert ("人数" in "".join(found.detail)) == (how == "nine people")


def test_an_unsafe_cell_that_is_empty_or_left_out(tmp_path):
    given = contributions(small=4)
    whole = table(given, totals=False)
    for name, released in (("empty", hide(whole, ("甲", "2023"))), ("out", whole[whole["patients"] >= 10])):
        evidence = left(tmp_path / name, released, given).evidence
        assert statuses(safe_cells.check(evidence)) == statuses(no_recovery.check(evidence)) == ["passed"]


@pytest.mark.parametrize(("also", "status"), [
    ([], "failed"), ([("甲", "2024")], "failed"), ([("甲", "2024"), ("乙", "2023"), ("乙", "2024")], "passed"), ([("甲", "合计"), ("合计", "2023")], "failed"),
    ([("甲", "合计"), ("合计", "2023"), ("合计", "合计")], "passed"),
])  # fmt: skip
def test_a_hidden_cell_comes_back_from_totals_unless_others_are_hidden_too(tmp_path, also, status):
    given = contributions(small=4)
    released = hide(table(given), ("甲", "2023"), *also)
    assert statuses(no_recovery.check(left(tmp_path, released, given).evidence)) == [status]


def test_hidden_cells_that_hold_nine_people_together_are_a_cell_of_nine(tmp_path):
    given = contributions(size=5, small=4)
    released = table(given)
    released = hide(released, *[(c, str(y)) for c in COUNTIES for y in YEARS])
    (found,) = no_recovery.check(left(tmp_path, released[released["year"] != "x"], given).evidence)
    assert found.status == "passed"  # rows of 14 and 15 people
    given = given[~((given["county"] == "甲") & (given["year"] == 2025))]
    released = hide(table(given), *[(c, str(y)) for c in COUNTIES for y in YEARS])
    (found,) = no_recovery.check(left(tmp_path / "nine", released, given).evidence)
    assert found.status == "failed"
    assert "很窄" in "".join(found.detail)


@pytest.mark.parametrize(("also", "status"), [((("甲", "2024"), ("乙", "2023"), ("乙", "2024")), "passed"), ((), "failed")])
def test_a_hidden_cell_that_nobody_is_in_is_as_unknown_as_any_other(tmp_path, also, status):
    """Empty rows stand for it; only if the totals give it away it is one to object to."""
    given = contributions(small=0)
    released = hide(pd.concat([table(given), pd.DataFrame({"county": ["甲"], "year": ["2023"]})], ignore_index=True), ("甲", "2023"), *also)
    assert statuses(no_recovery.check(left(tmp_path, released, given).evidence)) == [status]


def test_a_coarser_table_of_the_same_product_gives_the_totals(tmp_path):
    given = contributions(small=4)
    fine = hide(table(given, totals=False), ("甲", "2023"))
    coarse = given.groupby("county", as_index=False).agg(patients=("patient_id", "nunique"), cost=("fee", "sum"))
    other = Output("by_county", DATASET, "分县", key=("county",), fields=fields(county="string", patients="integer", cost="number"), control=CONTROL)
    evidence = Left(tmp_path, TABLE, other, BEHIND).leave("rates.parquet", fine).leave("spending.parquet", given).leave("by_county.parquet", coarse).evidence
    assert statuses(safe_cells.check(evidence)) == ["passed"]
    assert statuses(no_recovery.check(evidence)) == ["failed"]


def test_no_table_under_control_is_nothing_to_object_to(tmp_path):
    plain = Output("rates", DATASET, "花费", fields=fields(county="string"))
    evidence = Left(tmp_path, plain).leave("rates.parquet", pd.DataFrame({"county": ["甲"]})).evidence
    assert [s for m in (true_cells, safe_cells, no_recovery) for s in statuses(m.check(evidence))] == ["passed"] * 3


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 14), st.floats(0, 1000)), min_size=1, max_size=120))
def test_the_rules_are_those_of_their_definitions(rows):
    cell, who, value = (np.array(column) for column in zip(*rows, strict=True))
    total, safe = measure(cell, who, value, 4)
    count, many = measure(cell, who, None, 4)
    for c in range(4):
        given = pd.Series(value[cell == c]).groupby(who[cell == c]).sum().sort_values(ascending=False).tolist()
        assert total[c] == pytest.approx(sum(given))
        assert count[c] == len(given)
        assert many[c] == (len(given) >= 10)
        whole, top = sum(given), sum(given[:2])
        clear = abs(top - 0.9 * whole) > 1e-6 and given and abs(whole - top - 0.1 * given[0]) > 1e-6
        if clear:
            assert safe[c] == (sum(g > 0 for g in given) >= 10 and whole > 0 and top < 0.9 * whole and whole - top >= 0.1 * given[0])


def test_numbers_and_texts_name_the_same_cell():
    frame = pd.DataFrame({"year": [2024.0, 2024.0, None], "who": list("abc")})
    assert cells_of(frame, ["year"], "who", [])["year"].tolist() == ["", "2024"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=12, max_size=12), st.sets(st.integers(0, 11), min_size=1, max_size=6))
def test_what_is_said_to_follow_exactly_follows(values, hidden):
    """Against brute force over a 3 × 4 table with margins: a cell follows if no step between hidden cells leaves all margins alone."""
    rows, columns = [f"r{n}" for n in range(3)], [f"c{n}" for n in range(4)]
    base = pd.DataFrame(list(itertools.product(rows, columns)), columns=["r", "c"]).assign(true=[float(v) for v in values])
    fine = base.assign(shown=[None if n in hidden else v for n, v in enumerate(values)], safe=base["true"] >= 10)
    margins = [base.groupby("r", as_index=False)["true"].sum().assign(c=None), base.groupby("c", as_index=False)["true"].sum().assign(r=None)]
    cells = pd.concat([fine, *[m.assign(shown=m["true"], safe=True) for m in margins]], ignore_index=True)
    exact, close = recovered(base, cells, ["r", "c"], counts=True)
    place = {n: (n // 4, n % 4) for n in hidden}
    equations = np.array([[place[n][0] == r for n in hidden] for r in range(3)] + [[place[n][1] == c for n in hidden] for c in range(4)], float)
    free = np.linalg.svd(equations)[2][np.linalg.matrix_rank(equations) :]
    fixed = [bool(np.abs(free[:, i]).max(initial=0) < 1e-9) for i in range(len(hidden))]
    unsafe = [values[n] < 10 for n in hidden]
    assert exact == sum(f and u for f, u in zip(fixed, unsafe, strict=True))
    assert 0 <= close <= sum(unsafe) - exact
