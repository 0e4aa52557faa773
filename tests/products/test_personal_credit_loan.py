"""个人信用贷: whose account it is, whose arrears count, and what never becomes a feature."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kit.product.read_plan import read_plan
from tests.conftest import ROOT
from tests.products.load import module_of, tables

SLUG = "personal_credit_loan"
CUTOFF = dt.date(2025, 6, 30)
f, service = module_of(SLUG, "features"), module_of(SLUG, "service")
PLACE, LONG = "金安区安平苑18#1802", "安徽省六安市金安区安平苑18栋1802室"
BORN = "1980-01-01"


def city(used=(), holders=(), people=(("P1", "甲一", LONG, BORN, "1", "341502", None),)):
    return tables(
        water_usage=("user_no user_name address house_unit_no data_month overdue_periods", used),
        real_estate_right_holder=("unit_no holder_name seq holder_id register_date cancel_date", holders),
        household_registration=("person_id name address birth_date gender county_code cancel_date", people),
    )  # fmt: skip


def bill(month, behind=0, name="甲一", address=PLACE, unit=None, no="W1"):
    return (no, name, address, unit, month, behind)


def links(*bills, **parts):
    tables_ = city([*bills], **parts)
    account, owner, adult = (part(tables_, CUTOFF).execute() for part in (f.accounts, f.owners, f.adults))
    return f.linked(account, owner, adult)[["person_id", "how"]].values.tolist()


def history(*bills, cutoff=CUTOFF, **parts):
    return f.history(city([*bills], **parts), cutoff, CUTOFF).execute().set_index("user_no").loc["W1"]


@pytest.mark.parametrize("address", [PLACE, LONG])
def test_without_a_unit_number_name_and_address_tell(address):
    assert links(bill("2025-06", address=address)) == [["P1", "姓名与地址"]]
    assert links(bill("2025-06", address=address, name="乙二")) == []


def test_two_of_one_name_at_one_address_are_not_guessed():
    twice = [("P1", "甲一", LONG, BORN, "1", "341502", None), ("P2", "甲一", LONG, BORN, "1", "341502", None)]
    assert links(bill("2025-06"), people=twice) == []


def test_the_title_decides_and_among_owners_the_name_on_the_account():
    people = [(p, n, LONG, BORN, "1", "341502", None) for p, n in (("P1", "甲一"), ("P2", "乙二"))]
    holders = [("U", "乙二", 1, "P2", "2015-01-01 09:00", None), ("U", "甲一", 2, "P1", "2015-01-01 09:00", None)]
    assert links(bill("2025-06", unit="U"), holders=holders, people=people) == [["P1", "不动产单元号"]]
    assert links(bill("2025-06", unit="U", name="前任"), holders=holders, people=people) == [["P2", "不动产单元号"]]


@pytest.mark.parametrize("person", [("P1", "甲一", LONG, "2010-01-01", "1", "341502", None), ("P1", "甲一", LONG, BORN, "1", "341502", "2025-01-01")])
def test_minors_and_people_no_longer_registered_are_left_out(person):
    assert links(bill("2025-06"), people=[person]) == []


def test_arrears_are_counted_by_window_and_a_repeated_row_once():
    bills = [bill(m, 1) for m in ("2025-05", "2025-05", "2024-12", "2023-08")] + [bill("2025-06"), bill("2023-06", 1)]
    found = history(*bills)
    assert found.tolist() == [1, 1, 1, 1]
    assert history(bill("2025-06"))["since"] == 25


def test_the_former_owners_arrears_are_not_laid_on_the_new_one():
    holders = [("U", "甲一", 1, "P1", "2025-03-15 09:00", None), ("U", "前任", 1, "P9", "2010-01-01 09:00", "2025-03-15 09:00")]
    found = history(bill("2025-01", 1, unit="U"), bill("2025-04", 1, unit="U"), holders=holders)
    assert (found["behind_3"], found["behind_4_12"]) == (1, 0)


def test_the_future_is_the_label_and_only_that():
    later = city([bill("2025-07", 1), bill("2025-12", 1, no="W2"), bill("2026-01", 1, no="W3"), bill("2025-06", 1, no="W4"), bill("2025-08", 0, no="W5")])
    assert set(f.fell_behind(later, CUTOFF).execute()["user_no"]) == {"W1", "W2"}


def test_other_accounts_of_one_person_are_seen():
    who = pd.DataFrame({"user_no": ["W1", "W2", "W3"], "person_id": ["P1", "P1", "P2"], "how": "姓名与地址"})
    water = pd.DataFrame({"user_no": ["W1", "W2", "W3"], "behind_3": [1, 0, 2], "behind_4_12": [1, 0, 0], "behind_13_24": 0, "since": 1})
    assert f.joined(who, water)["elsewhere"].tolist() == [0, 2, 0]


def test_a_person_gets_the_likeliest_of_their_accounts():
    frame = pd.DataFrame({"person_id": ["P1", "P1", "P2"], "user_no": ["W1", "W2", "W3"], "probability": [0.1, 0.3, 0.2]})
    assert f.of_person(frame)["user_no"].tolist() == ["W2", "W3"]


def test_no_protected_attribute_is_a_feature():
    plan = read_plan(ROOT / "products" / SLUG)
    assert plan.evaluation is not None
    assert not set(f.TITLES) & {*plan.evaluation.protected, "gender", "birth_date", "county_code", "marital_status", "ethnicity"}
    assert plan.personal_data is not None
    assert (plan.personal_data.ground, plan.personal_data.per_query) == ("单独同意", True)


def test_whoever_is_not_scored_gets_the_same_answer():
    credit = pd.DataFrame({"person_id": ["P1"], "score": [659], "grade": ["A"], "probability": [0.08], "reason_1": [None], "reason_2": [None], "reason_3": [None], "as_of": [CUTOFF]})
    loaded = service.load({"credit": credit})
    assert service.answer({"person_id": "P1"}, loaded) == {"score": 659, "grade": "A", "probability": 0.08, "reasons": [], "as_of": "2025-06-30"}
    assert service.answer({"person_id": "P2"}, loaded) is None
