"""地区人群流行病学分析报告: what is a case, standardised rates, signals, and cells that stay hidden."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from tests.products.load import module_of, tables

SLUG = "regional_epidemiology_report"
CUTOFF = dt.date(2025, 6, 30)
f, rates, farrington, suppress, expected = (module_of(SLUG, name) for name in ("features", "rates", "farrington", "suppress", "expected"))


def cases(*visits, patients=(("U1", "2020-01-15", "341523"), ("U2", None, "341523"), ("U3", "1950-01-01", None))):
    tables_ = tables(outpatient_visit=("patient_id visit_time diag_code", visits), patient_basic=("patient_id birth_date county_code", patients))
    return f.cases(tables_, CUTOFF).order_by("icd10", "month").execute()


def test_a_patient_is_one_case_a_month_and_illness():
    found = cases(("U1", "2025-05-03 09:00", "B08.4"), ("U1", "2025-05-20 09:00", "B08.4"), ("U1", "2025-05-20 09:00", "J18.9"), ("U1", "2025-06-01 09:00", "B08.4"))
    assert found[["icd10", "month"]].values.tolist() == [["B08.4", "2025-05"], ["B08.4", "2025-06"], ["J18.9", "2025-05"]]
    assert found["age"].tolist() == [1, 1, 1]


def test_the_future_and_those_without_age_or_county_are_no_cases():
    assert len(cases(("U1", "2025-07-01 00:10", "B08.4"), ("U2", "2025-05-03 09:00", "B08.4"), ("U3", "2025-05-03 09:00", "B08.4"))) == 0


def test_who_died_or_was_not_born_yet_is_not_in_the_denominator():
    people = [("1950-01-01", "341523", None), ("1950-01-01", "341523", "2024-06-01"), ("2025-01-01", "341523", None)]
    tables_ = tables(household_registration=("birth_date county_code cancel_date", people))
    assert f.population(tables_, dt.date(2024, 12, 31)).execute()[["age", "people"]].values.tolist() == [[14, 1]]


def test_rates_are_those_of_fay_and_feuer():
    """Down's syndrome in Michigan by mother's age, fifth births and later; the figures that the R package dsrTest gives for their method."""
    born, standard = [327, 30666, 123419, 149919, 104088, 34392], [319933, 931318, 786511, 488235, 237863, 61313]
    got = rates.standardised(np.array([0, 8, 63, 112, 262, 295]), np.array(born), np.array(standard))
    assert [float(v) for v in (got.rate, got.low, got.high)] == pytest.approx([75.52901, 67.70212, 188.30017], abs=1e-5)


@given(st.integers(0, 400), st.integers(1_000, 10**6))
@settings(deadline=None)
def test_in_one_age_group_the_interval_is_the_exact_one_of_poisson(count, people):
    got = rates.standardised(np.array([count]), np.array([people]), np.array([1.0]))
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    assert float(got.low) == pytest.approx(low / people * rates.PER)
    assert float(got.high) == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2 / people * rates.PER)


def test_the_standard_population_is_whole():
    assert f.STANDARD.sum() == pytest.approx(100.0, abs=0.05)


def series(months=42, mean=40.0, seed=1):
    season = 1 + 0.5 * np.sin(np.arange(months) * np.pi / 6)
    return np.random.default_rng(seed).poisson(mean * season, size=(60, months))


def test_an_outbreak_is_signalled_and_ordinary_months_hardly_ever():
    counts = series()
    false = [counts[:, at] > farrington.upper(counts, at)[1] for at in range(30, 42)]
    assert np.mean(false) < 0.01
    counts[7, 41] *= 7
    assert np.flatnonzero(counts[:, 41] > farrington.upper(counts, 41)[1]).tolist() == [7]


def test_the_month_itself_is_not_in_its_own_reference_and_an_earlier_outbreak_counts_for_less():
    counts = series()
    usual = farrington.upper(counts, 41)[1]
    changed = counts.copy()
    changed[:, 41] = 10_000
    assert (farrington.upper(changed, 41)[1] == usual).all()
    struck = counts.copy()
    struck[:, 29] *= 7
    expected_, _ = farrington.upper(struck, 41)
    plain = struck[:, [4, 5, 6, 16, 17, 18, 28, 29, 30]].mean(axis=1)
    assert np.median(expected_ / plain) < 0.9


PATIENTS = st.lists(st.lists(st.integers(0, 40), min_size=12, max_size=12), min_size=1, max_size=7)


@given(PATIENTS)
@settings(deadline=None)
def test_hidden_cells_of_a_row_hold_ten_people_in_more_than_one_cell(counts):
    patients = np.array(counts, dtype=float)
    show = suppress.rows(patients)
    assert (patients[show] >= suppress.LEAST).all()
    for row, own in zip(patients, show, strict=True):
        hidden = row[~own]
        assert own.all() or not own.any() or (hidden.sum() >= suppress.LEAST and (hidden > 0).sum() > 1)


def test_one_small_cell_takes_the_smallest_other_with_it():
    assert suppress.rows(np.array([[30.0, 4, 20, 25]])).tolist() == [[True, False, False, True]]


def test_forecasts_follow_season_level_and_their_interval():
    truth = np.outer([100.0, 300.0], 1 + 0.5 * np.sin(np.arange(42) * np.pi / 6))
    counts = np.random.default_rng(3).poisson(truth)
    middle, low, high = expected.forecast(counts[:, :36], np.ones((2, 36), bool), 1, 6)
    assert np.abs(middle / truth[:, 36:] - 1).max() < 0.2
    assert ((low <= counts[:, 36:]) & (counts[:, 36:] <= high)).mean() > 0.7


def test_the_rule_knows_no_season_nor_size():
    counts = np.array([[[10.0] * 12 + [16.0, 9.0] + [10.0] * 10]])
    assert f.last_year_rule(counts, 12, 10)[0, 0, :2].tolist() == [True, False]
