"""Columns are pure functions of (seed, column, index)."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kit.synth import draw

seeds, sizes = st.integers(0, 2**31), st.integers(1, 5000)


@given(seeds, st.integers(0, 10**9), st.integers(1, 500))
def test_a_row_is_the_same_in_any_company(seed, low, n):
    index = np.arange(low, low + n)
    stream = draw.key(seed, "column")
    whole = draw.unit(index, stream)
    assert np.array_equal(whole[n // 2 :], draw.unit(index[n // 2 :], stream))
    assert np.array_equal(whole[::-1], draw.unit(index[::-1], stream))


@given(seeds, sizes)
def test_permute_is_a_bijection(seed, n):
    image = draw.permute(np.arange(n), n, draw.key(seed, "p"))
    assert np.array_equal(np.sort(image), np.arange(n))


def test_columns_and_seeds_are_independent():
    index = np.arange(20_000)
    a, b, c = (draw.unit(index, draw.key(*k)) for k in ((1, "a"), (1, "b"), (2, "a")))
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.03
    assert abs(np.corrcoef(a, c)[0, 1]) < 0.03


def test_draws_have_the_distribution_they_promise():
    index = np.arange(200_000)
    z = draw.normal(index, draw.key(5, "z"))
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1) < 0.01
    share = np.bincount(draw.choice(index, draw.key(5, "c"), [1, 2, 7])) / len(index)
    assert np.allclose(share, [0.1, 0.2, 0.7], atol=0.005)
    assert set(np.unique(draw.below(index, draw.key(5, "d"), 6))) == set(range(6))
