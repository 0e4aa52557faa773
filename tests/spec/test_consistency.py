"""Tables tell one story."""

from __future__ import annotations

import pandas as pd

from synthetic_data.city import answers_folder, build
from tests.spec.recovery import within


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


def test_a_dwelling_has_one_history(city):
    new, filing = pd.read_parquet(city / "new_home_contract"), pd.read_parquet(city / "new_home_filing")
    both = new.merge(filing, on="contract_no", suffixes=("", "_filed"))
    assert len(both) == len(new) == len(filing)
    assert (both["unit_no"] == both["unit_no_filed"]).all()
    assert (both["total_price"] == both["total_price_filed"]).all()
    assert (pd.to_datetime(both["filing_date"]) > pd.to_datetime(both["sign_date"])).all()
    holders = pd.read_parquet(city / "real_estate_right_holder")
    resold = pd.read_parquet(city / "existing_home_filing").merge(holders[holders["right_status"] == "1"], on="unit_no")
    assert len(resold) > 0
    assert set(resold["buyer_id"]) <= set(resold["holder_id"])
    earlier = holders[holders["right_status"] == "2"]
    assert (earlier["cancel_date"] > earlier["register_date"]).all()


def test_no_two_dwellings_share_a_place_and_no_two_titles_a_number(city):
    units, titles = pd.read_parquet(city / "real_estate_unit"), pd.read_parquet(city / "real_estate_certificate")
    assert units["location"].is_unique
    assert titles["cert_no"].is_unique
    assert set(titles["unit_no"]) <= set(units["unit_no"])


def test_the_bidding_tables_agree_on_each_section(city):
    award, candidates = pd.read_parquet(city / "construction_bid_award"), pd.read_parquet(city / "bid_candidate_notice")
    both = award.merge(candidates.query("candidate_order == 1"), on="bid_section_code", suffixes=("", "_other"))
    assert len(both) == len(award)
    assert (both["win_bidder_uscc"] == both["candidate_uscc"]).all()
    assert (both["bid_amount"] == both["bid_price"]).all()
    assert not candidates.duplicated(["bid_section_code", "candidate_uscc"]).any()


def test_a_result_notice_is_of_one_section_however_it_is_written(tmp_path):
    build(tmp_path / "city", size=0.2, seed=33, only=["construction_bid_award", "bid_result_notice"])
    award, result = pd.read_parquet(tmp_path / "city" / "construction_bid_award"), pd.read_parquet(tmp_path / "city" / "bid_result_notice")
    truth = pd.read_parquet(answers_folder(tmp_path / "city") / "tender_notice")
    whole = result.merge(truth, on="notice_id", suffixes=("_written", ""))
    works = whole[~whole["notice_title"].str.contains("监理")]
    assert len(whole) == len(result)
    assert works["bid_section_code"].notna().all()
    assert whole["bid_section_code"].notna().sum() == len(works)
    both = works.merge(award, on="bid_section_code", suffixes=("_notice", ""))
    assert len(both) == len(works) < len(award)
    written = both["bid_section_code_written"].dropna()
    assert (written == both.loc[written.index, "bid_section_code"]).all()
    assert within(works["bid_section_code_written"].isna().mean(), "tender_notices", "section_missing")
    amount = both["bid_amount_notice"] / both["price_unit_notice"].map({"0": 10_000.0, "1": 1.0})
    original = (both["notice_type"] == "中标结果公告") & amount.notna()
    assert ((amount - both["bid_amount"]).abs() < 0.01)[original].all()


def test_a_car_park_is_never_fuller_than_it_is(city):
    lots, hours = pd.read_parquet(city / "public_parking_lot"), pd.read_parquet(city / "realtime_parking")
    assert (hours["occupied_spaces"] + hours["free_spaces"] == hours["total_spaces"]).all()
    assert hours[["occupied_spaces", "free_spaces", "in_count", "out_count"]].min().min() >= 0
    assert hours["lot_code"].isin(lots["lot_code"]).all()


def test_utilities_link_to_dwellings_at_the_published_rates(city):
    from synthetic_data.world.effects import effects

    accounts = pd.read_parquet(city / "water_usage").query("user_nature == '居民生活'").drop_duplicates("user_no")
    assert within(accounts["house_unit_no"].isna().mean(), "links", "unit_missing")
    units = pd.read_parquet(city / "real_estate_unit").set_index("unit_no")["location"]
    known = accounts.dropna(subset=["house_unit_no"])
    short = (known["address"] != known["house_unit_no"].map(units)).mean()
    assert abs(short - effects()["links"]["address_variant"]) < 0.02


def test_low_income_changes_follow_each_other(city):
    rows = pd.read_parquet(city / "low_income_person")
    first = rows.sort_values("data_month", kind="stable").groupby("person_id")["change_type"].first()
    assert first.isin(["存量", "新增"]).all()
    assert rows.groupby("person_id").size().max() <= 2


def test_every_tourism_table_counts_the_same_visitors(city):
    origin = pd.read_parquet(city / "visitor_origin").groupby(["stat_date", "scenic_id"])["visitor_count"].sum()
    dwell = pd.read_parquet(city / "scenic_dwell").groupby(["stat_date", "scenic_id"])["visitor_count"].sum()
    profile = pd.read_parquet(city / "scenic_visitor_profile").groupby(["stat_date", "scenic_id", "dimension"])["visitor_count"].sum()
    assert (origin == dwell).all()
    assert (profile.unstack("dimension").eq(origin, axis=0)).all().all()


def test_output_value_adds_up(city):
    rows = pd.read_parquet(city / "agri_output_value")
    wide = rows.pivot_table(index=["stat_year", "quarter", "county_code"], columns="industry", values="output_constant")
    assert (wide.drop(columns="合计").sum(axis=1) - wide["合计"]).abs().max() < 1
    total = wide["合计"].unstack("county_code")
    assert (total.drop(columns="341500").sum(axis=1) - total["341500"]).abs().max() < 1


def test_there_are_about_as_many_pupils_as_children_of_school_age(city, tmp_path):
    """Schools of the whole city, as a few large ones decide in a small one; the children of a hundredth of it."""
    build(tmp_path / "whole", size=1.0, seed=3, only=["school_info"])
    schools = pd.read_parquet(tmp_path / "whole" / "school_info").query("stat_year == 2024")
    born = pd.to_datetime(pd.read_parquet(city / "household_registration", columns=["birth_date"])["birth_date"])
    children = 100 * born.between("2006-09-01", "2018-08-31").sum()
    assert 0.85 < schools["student_count"].sum() / children < 1.15
    assert len(pd.read_parquet(city / "school_info").query("stat_year == 2024")) == 11
