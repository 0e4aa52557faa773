"""Tables whose rows are people: k, l and t, and the checks that ask for them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.product.plan import DATASET, SERVICE, Output
from kit.review.anonymity import anonymity, closeness, diversity
from kit.review.checks import diverse_groups, k_anonymous, small_cells
from tests.unit.release import Left, fields, statuses

PEOPLE = Output("people", DATASET, "逐人", fields=fields(county="string", age="string", illness="string"), quasi_identifiers=("county", "age"),
                sensitive=("illness",))  # fmt: skip


def frame(sizes: tuple[int, ...] = (12, 12, 12, 12), illness: str = "") -> pd.DataFrame:
    groups = [("甲", "0-29"), ("甲", "30+"), ("乙", "0-29"), ("乙", "30+")]
    rows = [(*g, "ABC"[n % 3]) for g, size in zip(groups, sizes, strict=True) for n in range(size)]
    out = pd.DataFrame(rows, columns=["county", "age", "illness"])
    if illness:
        out.loc[: sizes[0] - 1, "illness"] = illness
    return out


def judged(home, released, output=PEOPLE, module=k_anonymous):
    (found,) = module.check(Left(home, output).leave("people.parquet", released).evidence)
    return found


def test_groups_of_ten_pass_and_one_of_nine_fails(tmp_path):
    assert judged(tmp_path / "ten", frame((10, 12, 12, 12))).status == "passed"
    assert judged(tmp_path / "nine", frame((9, 12, 12, 12))).status == "failed"


@pytest.mark.parametrize("change", [{"sensitive": ()}, {"quasi_identifiers": ("county",)}, {"key": ("county",)}])
def test_every_field_is_one_that_tells_people_apart_or_one_that_is_sensitive(tmp_path, change):
    """A field that is neither would not be looked at, and a key points at one person."""
    assert judged(tmp_path, frame(), Output(**{**vars(PEOPLE), **change})).status == "failed"


def test_a_group_of_one_illness_asks_for_rectification(tmp_path):
    assert judged(tmp_path / "varied", frame(), module=diverse_groups).status == "passed"
    found = judged(tmp_path / "alike", frame(illness="A"), module=diverse_groups)
    assert (found.status, diverse_groups.ON_FAIL) == ("failed", "限期整改")
    assert "A" not in "".join(found.detail)


def test_a_group_far_from_everybody_asks_for_rectification(tmp_path):
    far = frame()
    far.loc[:10, "illness"] = "D"
    found = judged(tmp_path, far, module=diverse_groups)
    assert found.status == "failed"
    assert "相差" in found.detail[0]


def test_a_table_of_people_need_not_count_people_in_each_row(tmp_path):
    evidence = Left(tmp_path / "people", PEOPLE).leave("people.parquet", frame()).evidence
    assert statuses(small_cells.check(evidence)) == ["passed"]
    bare = Output("people", DATASET, "汇总", fields=PEOPLE.fields)
    assert statuses(small_cells.check(Left(tmp_path / "bare", bare).leave("people.parquet", frame()).evidence)) == ["failed"]


@pytest.mark.parametrize("kind", [DATASET, SERVICE])
@pytest.mark.parametrize(("few", "status"), [(9, "failed"), (None, "failed"), (10, "passed")])
def test_aggregates_over_people_are_over_ten(tmp_path, kind, few, status):
    """Whether they leave as a whole or one answer at a time."""
    output = Output("rates", kind, "汇总", key=("county",), persons="patients", fields=fields(county="string", patients="integer"))
    released = pd.DataFrame({"county": ["甲", "乙"], "patients": pd.array([few, 40], dtype="Int64")})
    assert statuses(small_cells.check(Left(tmp_path, output).leave("rates.parquet", released).evidence)) == [status]


VISITS = {"outpatient_visit": ("patient_id", "diag_code")}


@pytest.mark.parametrize(("tables", "without_visits", "status"), [
    (VISITS, "same", "passed"), (VISITS, "other", "failed"), (VISITS, "", "failed"),
    ({**VISITS, "patient_basic": ("patient_id", "gender")}, "same", "failed"),
])  # fmt: skip
def test_what_is_left_though_nobody_was_there_holds_nobody(tmp_path, tables, without_visits, status):
    """The run on an empty table proves it, unless another table of people could have told the same."""
    output = Output("places", DATASET, "地点", key=("county",), fields=fields(county="string"))
    left = Left(tmp_path, output, tables=tables).leave("places.parquet", pd.DataFrame({"county": ["甲", "乙"]}))
    own = left.files["places.parquet"]
    found = {"same": {"places.parquet": own}, "other": {"places.parquet": replace(own, sha256="0")}, "": {}}[without_visits]
    for slug in tables:
        left.evidence.runs[f"empty:{slug}"] = replace(left.evidence.plain, name=f"empty:{slug}", files=found)
    assert statuses(small_cells.check(left.evidence)) == [status]


def test_a_service_about_one_person_at_a_time_is_no_aggregate(tmp_path):
    output = Output("record", SERVICE, "逐人", key=("patient_id",), fields=fields(patient_id="string"))
    evidence = Left(tmp_path, output).leave("record.parquet", pd.DataFrame({"patient_id": ["P1"]})).evidence
    assert statuses(small_cells.check(evidence)) == ["passed"]


ROWS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 4)), min_size=1, max_size=60)


@given(ROWS)
def test_k_l_and_t_by_their_definitions(rows):
    people = pd.DataFrame(rows, columns=["q", "r", "s"])
    groups = [g["s"].tolist() for _, g in people.groupby(["q", "r"])]
    everybody = people["s"].tolist()
    assert anonymity(people, ["q", "r"]) == min(map(len, groups))
    assert diversity(people, ["q", "r"], "s") == min(len(set(g)) for g in groups)
    values = sorted(set(everybody))
    shares = [[abs(g.count(v) / len(g) - everybody.count(v) / len(everybody)) for v in values] for g in groups]
    assert closeness(people.astype({"s": str}), ["q", "r"], "s") == pytest.approx(max(map(sum, shares)) / 2 if len(values) > 1 else 0)
    assert 0 <= closeness(people, ["q", "r"], "s") <= 1


def test_an_empty_value_is_a_value():
    people = pd.DataFrame({"q": ["a", "a", None], "s": ["x", None, "x"]})
    assert anonymity(people, ["q"]) == 1
    assert diversity(people, ["q"], "s") == 1
    assert closeness(people, ["q"], "s") == pytest.approx(1 / 3)
