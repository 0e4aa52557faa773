"""Hospitals and medical insurance tell one story, and what is planted in it is found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.review.figures import area
from synthetic_data.city import answers_folder
from synthetic_data.world.health.diagnoses import age_group
from tests.spec.recovery import within


@pytest.fixture(scope="module")
def patients(city: Path) -> pd.DataFrame:
    return pd.read_parquet(city / "patient_basic")


@pytest.fixture(scope="module")
def visits(city: Path) -> pd.DataFrame:
    return pd.read_parquet(city / "outpatient_visit")


@pytest.fixture(scope="module")
def bills(city: Path) -> pd.DataFrame:
    return pd.read_parquet(city / "medins_reimbursement").merge(pd.read_parquet(city / "medins_expenditure"), on="setl_id", suffixes=("", "_fund"))


def test_a_visit_follows_its_registration(city, visits):
    registered = pd.read_parquet(city / "outpatient_registration").set_index("register_id")
    mine = registered.loc[visits["register_id"]]
    assert (mine["status"] == "诊疗完毕").all()
    assert len(visits) == (registered["status"] == "诊疗完毕").sum()
    assert (mine["patient_id"].to_numpy() == visits["patient_id"].to_numpy()).all()
    assert (visits["visit_time"].to_numpy() > mine["register_time"].to_numpy()).all()


def test_an_admission_follows_the_visit_that_ordered_it(city, visits):
    stays = pd.read_parquet(city / "inpatient_admission")
    ordered = stays.dropna(subset=["visit_id"]).merge(visits, on="visit_id", suffixes=("", "_visit"))
    assert (ordered["outcome"] == "收入院").all()
    assert (ordered["admission_time"] > ordered["visit_time"]).all()
    assert (ordered["diag_code"] == ordered["diag_code_visit"]).all()
    assert ((stays["discharge_time"] > stays["admission_time"]) | stays["discharge_time"].isna()).all()
    assert (stays["discharge_time"].isna() == (stays["status"] == "在院")).all()
    rank = stays.sort_values(["patient_id", "admission_time"]).groupby("patient_id").cumcount() + 1
    assert (rank.sort_index() == stays["admission_count"]).all()


def test_nobody_is_treated_before_birth_or_after_death(city, patients, visits):
    people = pd.read_parquet(city / "household_registration").set_index("person_id")
    both = visits.merge(patients.dropna(subset=["person_id"]), on="patient_id")
    day = both["visit_time"].dt.normalize()
    assert (day >= pd.to_datetime(both["birth_date"])).all()
    assert not (day > pd.to_datetime(both["person_id"].map(people["cancel_date"])) + pd.Timedelta(days=1)).any()


def test_every_bill_adds_up(bills):
    funds = ["hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "othfund_pay"]
    assert (bills[funds].sum(axis=1) - bills["fund_pay_sumamt"]).abs().max() < 1e-6
    assert (bills["fund_pay_sumamt"] == bills["fund_pay_sumamt_fund"]).all()
    assert (bills["fund_pay_sumamt"] + bills["acct_pay"] + bills["cash_payamt"] - bills["medfee_sumamt"]).abs().max() < 1e-6
    parts = ["inscp_scp_amt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt"]
    assert (bills[parts].sum(axis=1) - bills["medfee_sumamt"]).abs().max() < 1e-6
    assert bills[[*funds, *parts, "cash_payamt", "acct_pay"]].min().min() >= 0


def test_an_account_is_what_was_there_plus_what_came_less_what_went(city, bills):
    accounts = pd.read_parquet(city / "medins_account")
    own = accounts[accounts["psn_type"] == "11"].set_index(["psn_no", "insured_year"])
    after = accounts.assign(insured_year=accounts["insured_year"] - 1).set_index(["psn_no", "insured_year"])["acct_balance"].reindex(own.index)
    spent = bills.groupby(["psn_no", bills["setl_time"].dt.year.rename("insured_year")])["acct_pay"].sum().reindex(own.index).fillna(0)
    came = (own["pay_amount"] * 2 / 8.5).round(2)  # the person's 2 of 8.5 per cent
    gap = (own["acct_balance"] + came - spent - after).dropna()
    assert len(gap) > 1000
    assert gap.abs().max() < 0.011
    assert accounts["acct_balance"].min() >= 0


def test_an_employees_account_names_the_employer_who_pays(city):
    accounts = pd.read_parquet(city / "medins_account").query("psn_type == '11' and insured_year == 2024")
    paid = pd.read_parquet(city / "social_insurance_detail").query("period == '2024-01' and insurance_type == '310'").set_index("person_id")
    assert set(accounts["person_id"]) <= set(paid.index)
    assert (paid.loc[accounts["person_id"], "uscc"].to_numpy() == accounts["emp_uscc"].to_numpy()).all()


def test_patients_are_linked_at_the_published_rate(city, patients):
    assert within(patients["person_id"].isna().mean(), "links", "patient_unlinked")
    truth = pd.read_parquet(answers_folder(city) / "patient").set_index("patient_id")["person_id"]
    known = patients.dropna(subset=["person_id"])
    assert (truth.loc[known["patient_id"]].to_numpy() == known["person_id"].to_numpy()).all()


def test_colds_come_in_winter_and_upset_stomachs_in_summer(visits):
    month = visits["visit_time"].dt.month
    for code, high, low in (("J06.9", [12, 1], [6, 7]), ("A09.9", [6, 7], [12, 1])):
        rows = month[visits["diag_code"] == code]
        assert rows.isin(high).sum() > 2 * rows.isin(low).sum(), code


def test_illness_fits_age_and_sex(patients, visits):
    both = visits.merge(patients[["patient_id", "birth_date", "gender"]], on="patient_id")
    age = 2024 - pd.to_datetime(both["birth_date"]).dt.year
    assert (both.loc[both["diag_code"] == "Z34.9", "gender"] == "2").all()
    assert (both.loc[both["diag_code"] == "N40.0", "gender"] == "1").all()
    assert age[both["diag_code"] == "B08.4"].max() < 18
    assert age[both["diag_code"] == "H25.9"].min() >= 45


def test_the_past_foretells_admission_within_the_band(city, patients, visits):
    """Visits, conditions and earlier stays of three years against a stay in the fourth; rules learnt on half the people."""
    from sklearn.linear_model import LogisticRegression

    stays = pd.read_parquet(city / "inpatient_admission")
    before, ids = visits[visits["visit_time"] < "2025-01-01"], patients["patient_id"]
    chronic = before[before["diag_code"].isin(["I10", "E11.9", "I25.1", "J44.1", "I63.9", "C34.9", "C16.9"])]
    columns = [before.groupby("patient_id").size(), chronic.groupby("patient_id")["diag_code"].nunique(),
               stays[stays["admission_time"] < "2025-01-01"].groupby("patient_id").size()]  # fmt: skip
    known = np.column_stack([*(ids.map(c).fillna(0) for c in columns), 2025 - pd.to_datetime(patients["birth_date"]).dt.year])
    label = ids.isin(set(stays.loc[stays["admission_time"] >= "2025-01-01", "patient_id"])).to_numpy().astype(int)
    half = np.arange(len(label)) % 2 == 0
    model = LogisticRegression(max_iter=1000).fit(known[half], label[half])
    assert within(area(label[~half], model.predict_proba(known[~half])[:, 1]), "illness", "admission_auc")
    assert max(area(label, column) for column in known.T) < 0.90


def test_regional_differences_show_once_ages_are_evened_out(city, patients, visits):
    people = pd.read_parquet(city / "household_registration", columns=["county_code", "birth_date"])
    for table in (people, patients):
        table["group"] = age_group((2024 - pd.to_datetime(table["birth_date"]).dt.year).to_numpy())
    weights = people["group"].value_counts(normalize=True).sort_index()
    size = people.groupby(["county_code", "group"]).size().unstack()
    both = visits.merge(patients[["patient_id", "county_code", "group"]], on="patient_id")

    def standardised(code: str) -> pd.Series:
        seen = both[both["diag_code"] == code].groupby(["county_code", "group"]).size().unstack(fill_value=0)
        return (seen.reindex(columns=weights.index, fill_value=0) / size * weights).sum(axis=1)

    for code, county in (("J20.9", "341524"), ("J44.1", "341524"), ("B18.1", "341523"), ("I10", "341522")):
        rate = standardised(code)
        assert within(rate[county] / rate.drop(county).mean(), "regional_illness", "standardised_ratio"), code


def test_the_outbreak_stands_out_of_its_season(patients, visits):
    children = visits[visits["diag_code"] == "B08.4"].merge(patients[["patient_id", "county_code"]], on="patient_id")
    months = children[children["county_code"] == "341523"]["visit_time"].dt.to_period("M").value_counts()
    usual = np.mean([months.get(pd.Period(f"{year}-05"), 0) for year in (2022, 2023, 2024)])
    assert within(months[pd.Period("2025-05")] / usual, "regional_illness", "outbreak_ratio")


def test_employees_get_more_back_from_a_stay_than_residents(bills):
    stays = bills[bills["med_type"].isin(["21", "24"])]
    back = stays.groupby("insutype")[["fund_pay_sumamt", "medfee_sumamt"]].sum().pipe(lambda t: t["fund_pay_sumamt"] / t["medfee_sumamt"])
    assert within(back["310"] / back["390"], "medical_cost", "employee_over_resident")
