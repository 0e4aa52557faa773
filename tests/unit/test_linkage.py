"""Records find their persons, and rather nobody than the wrong one."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.modelling.linkage import FACTS, GIVEN, NUMBER, link

PEOPLE = pd.DataFrame([("P1", "甲", "1980"), ("P2", "乙", "1990"), ("P3", "丙", "1970"), ("P4", "丙", "1970")], columns=["person", "name", "born"])


def linked(*records, people=PEOPLE):
    frame = pd.DataFrame(records, columns=["record", "person", "number", "name", "born"])
    out = link(frame, people, key="record", person="person", number="number", facts=["name", "born"]).set_index("record")
    return {key: (row["person"], row["how"]) for key, row in out.astype(object).where(out.notna(), None).iterrows()}


def test_what_is_known_stays_and_spreads_to_the_same_number():
    assert linked(("a", "P9", "1", "甲", "1980"), ("b", None, "1", "甲", "1981")) == {"a": ("P9", GIVEN), "b": ("P9", NUMBER)}


def test_a_number_of_two_persons_spreads_nothing():
    found = linked(("a", "P8", "1", "x", "1"), ("b", "P9", "1", "x", "1"), ("c", None, "1", "x", "2"))
    assert found["c"] == (None, None)


def test_facts_that_fit_one_person_link_and_those_that_fit_two_do_not():
    assert linked(("a", None, "1", "甲", "1980"), ("b", None, "2", "丙", "1970")) == {"a": ("P1", FACTS), "b": (None, None)}


@pytest.mark.parametrize("other", [("b", "P1", "2", "甲", "1980"), ("b", None, "2", "甲", "1980")])
def test_nobody_has_two_numbers(other):
    assert linked(("a", None, "1", "甲", "1980"), other)["a"] == (None, None)


def test_a_missing_fact_or_number_is_no_agreement_and_no_contradiction():
    found = linked(("a", None, None, "甲", "1980"), ("b", None, "2", None, "1990"), ("c", "P1", "1", "甲", "1980"))
    assert found["a"] == ("P1", FACTS)
    assert found["b"] == (None, None)


def test_rows_sent_twice_are_one_record():
    record = ("a", None, "1", "甲", "1980")
    assert linked(record, record, people=pd.concat([PEOPLE, PEOPLE])) == {"a": ("P1", FACTS)}
