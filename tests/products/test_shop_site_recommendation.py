"""店铺选址推荐: streets are read from addresses, exits compared with what is usual, people spread by Huff, answers ranked."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tests.products.load import module_of, tables

SLUG = "shop_site_recommendation"
DAY = dt.date(2024, 6, 30)
f, survival, service = (module_of(SLUG, name) for name in ("features", "survival", "service"))


def firm(number: str, address: str, left: str | None = None, code: str = "F5211", est: str = "2020-01-01"):
    return (number, "50", est, code, address, "341502", None, left)


def read(*firms) -> pd.DataFrame:
    names = "uscc ent_type est_date industry_code reg_address county_code revoke_date deregister_date"
    return f.tidy(f.shops(tables(enterprise_basic=(names, firms)), DAY).execute())


def test_the_street_is_read_and_nothing_else_of_the_address():
    rows = read(firm("A", "安徽省六安市金安区长岭路341号2室"), firm("B", "安徽省六安市霍邱县龙业大道68号"), firm("C", "安徽省六安市金安区某地"))
    assert rows.set_index("uscc")["street"].to_dict() == {"A": "长岭路", "B": "龙业大道"}


def test_an_exit_after_the_as_of_date_is_not_known_yet():
    rows = read(firm("A", "安徽省六安市金安区长岭路1号", "2024-07-15"), firm("B", "安徽省六安市金安区长岭路2号", "2024-06-15")).set_index("uscc")
    assert pd.isna(rows["left"]["A"])
    assert rows["left"]["B"] == pd.Timestamp("2024-06-15")


def town(streets: int = 40, each: int = 30, bad: int = 1) -> pd.DataFrame:
    """Shops of one kind; on the first ``bad`` streets three times as many have gone."""
    random = np.random.default_rng(3)
    street = np.repeat(np.arange(streets), each)
    est = pd.Timestamp("2016-01-01") + pd.to_timedelta(random.integers(0, 2000, len(street)), unit="D")
    gone = random.random(len(street)) < np.where(street < bad, 0.6, 0.2)
    left = (est + pd.to_timedelta(random.integers(200, 1500, len(street)), unit="D")).where(gone)
    names = np.char.add("街", street.astype(str))
    return pd.DataFrame({"uscc": np.arange(len(street)).astype(str), "county_code": "341502", "street": names, "trade": "零售", "solo": 1, "est_date": est,
                         "left": pd.Series(left).where(pd.Series(left) <= pd.Timestamp(DAY))})  # fmt: skip


def test_what_is_expected_adds_up_to_what_happened():
    known = survival.expected_and_observed(town(), DAY)
    assert known["expected"].sum() == pytest.approx(known["observed"].sum(), rel=1e-6)
    assert known["observed"].isin([0, 1]).all()


def test_a_bad_street_is_seen():
    alive = survival.living(town(), DAY)
    risk = alive.groupby("street")["risk"].mean()
    assert risk["街0"] > 2
    assert risk.drop("街0").max() < risk["街0"] - 0.5
    assert alive["left"].isna().all()


def test_streets_that_do_not_differ_are_drawn_to_the_average():
    streets = pd.DataFrame({"expected": np.full(2000, 2.0), "observed": np.random.default_rng(1).poisson(2.0, 2000).astype(float)})
    assert survival.doubt(streets) > 10
    assert survival.doubt(streets.assign(observed=[0.0, 8.0] * 1000)) < 2


def test_huff_gives_out_all_the_people_and_less_to_each_where_shops_crowd():
    streets = pd.DataFrame({"county_code": "341502", "longitude": [116.50, 116.51, 116.60], "latitude": 31.75, "routes": [2, 1, 1], "shops": [10, 40, 5]})
    each = survival.huff(streets)
    assert (each * streets["shops"]).sum() == pytest.approx(streets["routes"].sum())
    assert each[2] > each[1]


def test_the_label_is_what_came_within_the_months():
    shops = pd.DataFrame({"uscc": ["A", "B", "C"], "left": pd.to_datetime(["2025-01-01", "2026-03-01", None])})
    assert f.gone_within(shops, shops["uscc"], DAY, 18).tolist() == [1, 0, 0]


@pytest.fixture
def loaded():
    streets = pd.DataFrame({
        "county_code": "341502", "county": "金安区", "street": [f"街{n}" for n in range(20)], "trade": "餐饮", "survival": np.linspace(0.95, 0.7, 20), "low": 0.6, "high": 0.97,
        "risk": np.linspace(0.5, 1.5, 20), "evidence": np.linspace(0.2, 6, 20), "shops": 5, "competitors": 0, "routes": 2, "longitude": np.nan, "latitude": 31.7, "rank": range(1, 21),
    })  # fmt: skip
    return service.load({"streets": streets})


def test_candidates_come_in_order_and_a_street_that_was_asked_for_is_graded(loaded):
    said = service.answer({"county_code": "341502", "trade": "餐饮", "street": "街19"}, loaded)
    assert [c["rank"] for c in said["candidates"]] == list(range(1, 11))
    assert (said["site"]["grade"], said["candidates"][0]["grade"]) == ("E", "A")
    assert said["site"]["reasons"] == ["这条街路上店铺的退出率比同类平均高 50%", "眼下没有同业", "有 2 条公交线路停靠"]
    assert (said["site"]["evidence"], said["candidates"][0]["evidence"]) == ("较多", "很少")
    assert "longitude" not in said["site"]


@pytest.mark.parametrize("change", [{"county_code": "999999"}, {"trade": "网吧"}, {"street": "无此街"}])
def test_whatever_is_not_known_is_none(loaded, change):
    assert service.answer({"county_code": "341502", "trade": "餐饮", **change}, loaded) is None
