"""Tables tell one story."""

from __future__ import annotations

import pandas as pd


def test_the_units_payment_is_the_sum_of_its_people(city):
    detail, unit = pd.read_parquet(city / "social_insurance_detail"), pd.read_parquet(city / "social_insurance_payment")
    key = ["uscc", "period", "insurance_type"]
    summed = detail.assign(payable=detail["unit_amount"] + detail["person_amount"]).groupby(key).agg(
        people=("person_id", "nunique"), base=("pay_base", "sum"), payable=("payable", "sum"))  # fmt: skip
    both = unit.set_index(key).join(summed, how="outer")
    assert both.notna()[["people", "insured_count"]].all().all()
    assert (both["people"] == both["insured_count"]).all()
    assert ((both["base"] - both["pay_base_total"]).abs() < 1e-6).all()
    assert ((both["payable"] - both["payable_amount"]).abs() < 0.01 * both["people"] + 0.01).all()


def test_nobody_holds_two_jobs_in_a_month(city):
    detail = pd.read_parquet(city / "social_insurance_detail", columns=["person_id", "period", "insurance_type", "uscc"])
    jobs = detail[detail["insurance_type"] == "110"].groupby(["person_id", "period"])["uscc"].nunique()
    assert jobs.max() == 1


def test_nothing_happens_to_a_firm_before_it_is_formed(city):
    firms = pd.read_parquet(city / "enterprise_basic").set_index("uscc")
    for table, key, date in (("dual_publicity", "uscc", "decision_date"), ("enterprise_ip", "uscc", "apply_date"),
                             ("construction_bid_award", "win_bidder_uscc", "win_notice_date")):  # fmt: skip
        rows = pd.read_parquet(city / table)
        formed = pd.to_datetime(rows[key].map(firms["est_date"]))
        assert (pd.to_datetime(rows[date]) >= formed).all(), table


def test_a_penalty_in_the_case_file_is_the_published_one(city):
    cases, public = pd.read_parquet(city / "enforcement_case"), pd.read_parquet(city / "dual_publicity")
    both = cases.merge(public, on="doc_no", suffixes=("", "_public"))
    assert len(both) == len(cases)
    assert (both["uscc"] == both["uscc_public"]).all()
    assert (both["fine_amount"] == both["fine_amount_public"]).all()


def test_ages_look_like_the_citys(city):
    people = pd.read_parquet(city / "household_registration", columns=["birth_date"])
    age = 2025 - pd.to_datetime(people["birth_date"]).dt.year
    # Seventh census, Anhui: 15 % were 65 or older in 2020 and 19 % under 15; the register ages on. Bands are ours.
    assert 0.14 < (age >= 65).mean() < 0.24
    assert 0.08 < (age < 15).mean() < 0.22
