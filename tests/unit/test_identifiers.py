"""Identifiers have the right form and can belong to nobody."""

from __future__ import annotations

import pandas as pd

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def person_check(number: str) -> bool:
    return "10X98765432"[sum(int(c) * w for c, w in zip(number[:17], WEIGHTS, strict=True)) % 11] == number[17]


def credit_check(code: str) -> bool:
    total = sum(LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return LETTERS[(31 - total % 31) % 31] == code[17]


def test_person_numbers_are_well_formed_unique_and_nobodys(city):
    people = pd.read_parquet(city / "household_registration")
    assert people["id_no"].is_unique
    assert people["id_no"].str.startswith("39").all()  # no province has the code 39
    assert people["id_no"].head(500).map(person_check).all()
    assert (people["id_no"].str[6:14] == pd.to_datetime(people["birth_date"]).dt.strftime("%Y%m%d")).all()
    odd = people["id_no"].str[16].astype(int) % 2 == 1
    assert (odd == (people["gender"] == "1")).all()


def test_credit_codes_are_well_formed_unique_and_nobodys(city):
    firms = pd.read_parquet(city / "enterprise_basic")
    assert firms["uscc"].is_unique
    assert (firms["uscc"].str[2:4] == "39").all()
    assert firms["uscc"].head(500).map(credit_check).all()
    first = firms["uscc"].iloc[0]
    assert not any(credit_check(first[:17] + c) for c in LETTERS if c != first[17])


def test_every_firm_is_marked_as_simulated(city):
    assert pd.read_parquet(city / "enterprise_basic")["ent_name"].str.contains("（模拟）").all()
