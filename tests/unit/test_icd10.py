"""Codes and ranges of ICD-10, and the Charlson index on them."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.modelling import charlson
from kit.modelling.icd10 import CHAPTERS, covered, groups_of, plain


@pytest.mark.parametrize(("code", "said"), [("I10", "I10"), ("e11.9", "E119"), ("I10.x05", "I10"), ("Ｉ２１．９", "I219"), ("C34.900", "C34900"), ("?", ""), (None, ""), ("糖尿病", "")])
def test_a_code_is_read_however_it_is_written(code, said):
    assert plain(code) == said


@pytest.mark.parametrize(("code", "ranges", "is_in"), [
    ("I21.9", "I21-I22 I25.2", True), ("I25.2", "I21-I22 I25.2", True), ("I25.1", "I21-I22 I25.2", False), ("I22.8", "I21-I22", True), ("I23.0", "I21-I22", False),
    ("E11.5", "E11.2-E11.5", True), ("E11", "E11.2-E11.5", False), ("I10.x05", "I10-I15", True), ("", "A00-Z99", False),
])  # fmt: skip
def test_a_range_covers_what_begins_with_its_ends_and_lies_between(code, ranges, is_in):
    assert covered(code, ranges) is is_in


def test_a_code_may_stand_in_several_groups_or_none():
    assert groups_of(["I21.9", "J06.9"], {"心": "I21", "循环": "I00-I99"}) == {"I21.9": ["心", "循环"], "J06.9": []}


def test_every_code_has_one_chapter():
    codes = [f"{letter}{n:02d}" for letter in "ABCDEFGHIJKLMNOPQRSTZ" for n in (0, 20, 48, 59, 60, 70)]
    found = groups_of(codes, {title: ranges for ranges, title in CHAPTERS.items()})
    assert all(len(titles) <= 1 for titles in found.values())
    assert found["H59"] == ["眼和附器疾病"]
    assert found["H60"] == ["耳和乳突疾病"]


def test_the_index_adds_weights_and_counts_the_graver_of_a_pair_once():
    has = pd.DataFrame([(True, False, False, False), (True, True, False, True), (False, False, True, True)], columns=["糖尿病", "糖尿病伴并发症", "转移性肿瘤", "恶性肿瘤"])
    assert charlson.index(has).tolist() == [1, 4, 6]


def test_codes_and_weights_speak_of_the_same_seventeen_conditions():
    assert set(charlson.CODES) == set(charlson.WEIGHTS)
    assert len(charlson.WEIGHTS) == 17
    assert sorted(charlson.WEIGHTS.values()) == [1] * 10 + [2] * 4 + [3, 6, 6]
