"""Each planted effect is found again in the tables, within the band that the data card publishes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.review.figures import area
from synthetic_data.city import answers_folder, build
from synthetic_data.world.effects import effects
from tests.spec.recovery import within

TABLES = ["enterprise_basic", "social_insurance_payment", "tax_arrears", "water_usage"]


@pytest.fixture(scope="module")
def firms_city(tmp_path_factory) -> Path:
    """Firms only, 8 % of the city: enough revocations to measure."""
    out = tmp_path_factory.mktemp("effects") / "city"
    build(out, size=0.08, seed=21, only=TABLES, wanted={"water_usage": {"user_nature": ("非居民", "特种行业")}})
    return out


@pytest.fixture(scope="module")
def firms(firms_city) -> pd.DataFrame:
    table = pd.read_parquet(firms_city / "enterprise_basic")
    truth = pd.read_parquet(answers_folder(firms_city) / "enterprise")
    out = table.merge(truth, on="uscc")
    for name in ("est_date", "revoke_date", "deregister_date"):
        out[name] = pd.to_datetime(out[name])
    return out


def active(firms, day):
    day = pd.Timestamp(day)
    gone = (firms["revoke_date"] <= day) | (firms["deregister_date"] <= day)
    return firms[(firms["est_date"] <= day) & ~gone]


def test_shells_are_as_many_as_declared(firms):
    assert firms["is_shell"].mean() == pytest.approx(effects()["shell"]["share"], abs=0.005)


def test_shells_are_revoked_one_to_two_years_after_formation(firms):
    old = firms[(firms["is_shell"] == 1) & (firms["est_date"] < "2023-12-01")]
    months = (old["revoke_date"].fillna(old["deregister_date"]) - old["est_date"]).dt.days
    assert months.between(364, 731).mean() == pytest.approx(effects()["shell"]["revoked_12_24"], abs=0.08)


def test_knowing_the_shells_helps_but_does_not_settle_who_is_revoked(firms):
    then = active(firms, "2024-06-30")
    revoked = then["revoke_date"] <= "2025-12-31"
    assert within(then.loc[revoked, "is_shell"].mean(), "shell", "share_of_revocations")
    assert within(area(revoked.to_numpy().astype(int), then["is_shell"].to_numpy()), "shell", "auc")


def test_look_alikes_share_addresses_but_live_on(firms):
    old = firms[(firms["est_date"] < "2022-01-01") & (firms["est_date"] > "2017-01-01")]
    gone = old["revoke_date"].notna() | old["deregister_date"].notna()
    assert gone[old["kind"].isin(["incubator", "cluster"])].mean() < gone[old["kind"] == "shell"].mean() - 0.2


def test_shells_pay_no_insurance_and_use_no_water(firms, firms_city):
    paid = set(pd.read_parquet(firms_city / "social_insurance_payment", columns=["uscc"])["uscc"])
    water = set(pd.read_parquet(firms_city / "water_usage", columns=["uscc"])["uscc"])
    then = active(firms, "2024-06-30")
    shells, others = then[then["is_shell"] == 1], then[then["kind"] == "ordinary"]
    assert shells["uscc"].isin(paid).mean() < 0.45 < others["uscc"].isin(paid).mean()
    assert shells["uscc"].isin(water).mean() < 0.3 < others["uscc"].isin(water).mean()


def overdue(city, quarters, months):
    tax, paid = pd.read_parquet(city / "tax_arrears"), pd.read_parquet(city / "social_insurance_payment")
    owes = tax[tax["notice_period"].isin(quarters) & (tax["new_amount"] > 0)]["taxpayer_no"]
    short = paid[paid["period"].between(*months) & (paid["pay_status"] != "足额")]["uscc"]
    return set(owes) | set(short)


def test_pressure_comes_before_arrears_within_the_band(firms, firms_city):
    then = active(firms, "2025-06-30")
    then = then[then["pressure_2025_06"].notna()]
    label = then["uscc"].isin(overdue(firms_city, ["2025Q3", "2025Q4"], ("2025-07", "2025-12"))).to_numpy().astype(int)
    assert within(label.mean(), "stress", "base_rate")
    # The pressure itself is hidden; whoever knew it would still be far from certain.
    assert within(area(label, then["pressure_2025_06"].to_numpy()), "stress", "auc")


def test_no_single_column_settles_a_label(firms, firms_city):
    """Every number of every table, summed up by firm before the day, against both labels after it."""
    then = active(firms, "2024-06-30")
    revoked = (then["revoke_date"] <= "2025-12-31").to_numpy().astype(int)
    owes = then["uscc"].isin(overdue(firms_city, ["2024Q3", "2024Q4"], ("2024-07", "2024-12"))).to_numpy().astype(int)
    asked = 0
    for table, key, when, until in (("social_insurance_payment", "uscc", "period", "2024-06"), ("tax_arrears", "taxpayer_no", "notice_period", "2024Q2"),
                                    ("water_usage", "uscc", "data_month", "2024-06"), ("enterprise_basic", "uscc", None, None)):  # fmt: skip
        rows = pd.read_parquet(firms_city / table)
        of_firm = (rows[rows[when] <= until] if when else rows).groupby(key)
        columns = of_firm.mean(numeric_only=True).add_suffix(".mean").join(of_firm.size().rename("rows"))
        for column in columns:
            values = then["uscc"].map(columns[column]).fillna(-1).to_numpy()
            for label in (revoked, owes):
                assert 0.10 < area(label, values) < 0.90, f"{table}.{column}"
                asked += 1
    assert asked > 20


def test_ordinary_firms_leave_at_the_declared_rate(firms):
    ordinary = firms[(firms["kind"] == "ordinary") & (firms["est_date"] < "2022-01-01")]
    then = active(ordinary, "2022-01-01")
    left = (then["revoke_date"].notna() | then["deregister_date"].notna()).mean() / 4
    assert within(left, "ordinary_exit", "yearly")


def test_the_card_publishes_every_effect():
    from synthetic_data.card import card, page

    sections = card()
    assert {s["name"] for s in sections} == set(effects())
    assert "孵化器入驻企业" in page(sections)


def test_the_city_is_close_to_public_figures_or_says_that_a_figure_is_our_choice(city):
    from synthetic_data.card import calibration

    figures = calibration(city)
    assert sum(f.public is not None for f in figures) >= 8
    assert [f.title for f in figures if not f.close] == []
    assert all(f.source == "我们的选择" for f in figures if f.public is None)


def test_a_city_that_differs_from_a_public_figure_is_noticed(city, tmp_path):
    import json
    import shutil

    from synthetic_data.card import calibration

    shutil.copytree(city / "household_registration", tmp_path / "household_registration")
    (tmp_path / "datapackage.json").write_text(json.dumps({"fraction": 0.02}))
    assert not next(f for f in calibration(tmp_path) if f.title == "户籍人口").close
