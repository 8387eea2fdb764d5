"""Best-of-k estimates against their definition, the mean over every subset."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.at_k import best_of_k, pass_at_k


@st.composite
def values_and_k(draw):
    values = draw(st.lists(st.floats(-3, 3, allow_subnormal=False), min_size=1, max_size=8))
    return values, draw(st.integers(1, len(values)))


@given(values_and_k())
def test_best_of_k_is_the_mean_over_all_subsets(case):
    values, k = case
    subsets = list(itertools.combinations(values, k))
    expected = math.fsum(max(subset) for subset in subsets) / len(subsets)
    assert best_of_k(values, k) == pytest.approx(expected, abs=1e-12)


@given(st.integers(1, 30), st.data())
def test_pass_at_k_is_best_of_k_of_zeros_and_ones(n, data):
    c = data.draw(st.integers(0, n))
    k = data.draw(st.integers(1, n))
    assert pass_at_k(n, c, k) == pytest.approx(best_of_k([1.0] * c + [0.0] * (n - c), k), abs=1e-12)


@given(st.integers(1, 200), st.data())
def test_pass_at_1_is_the_share_of_right_samples(n, data):
    c = data.draw(st.integers(0, n))
    assert pass_at_k(n, c, 1) == c / n


def test_pass_at_k_by_hand():
    assert pass_at_k(5, 2, 3) == 0.9  # 1 - C(3, 3) / C(5, 3)
    assert pass_at_k(10, 0, 5) == 0.0
    assert pass_at_k(10, 10, 1) == 1.0
    assert pass_at_k(10, 1, 10) == 1.0


@pytest.mark.parametrize(("n", "c", "k"), [(1000, 1, 100), (1000, 500, 100), (2000, 3, 1999)])
def test_pass_at_k_is_exact_for_large_n(n, c, k):
    wrong = Fraction(math.comb(n - c, k), math.comb(n, k))
    assert pass_at_k(n, c, k) == float(1 - wrong)


def test_pass_at_k_is_unbiased():
    n, k, p = 6, 3, 0.3
    mean = sum(
        math.comb(n, c) * p**c * (1 - p) ** (n - c) * pass_at_k(n, c, k) for c in range(n + 1)
    )
    assert mean == pytest.approx(1 - (1 - p) ** k)


def test_best_of_k_is_stable_for_many_samples():
    values = np.random.default_rng(5).random(5000)
    assert best_of_k(values, 1) == pytest.approx(values.mean(), rel=1e-12)
    assert best_of_k(values, 5000) == values.max()
    assert best_of_k([0.7] * 5000, 2500) == pytest.approx(0.7, rel=1e-12)


@given(values_and_k())
def test_best_of_k_grows_with_k_and_ignores_the_order(case):
    values, k = case
    assert best_of_k(values, k) == best_of_k(values[::-1], k)
    if k < len(values):
        assert best_of_k(values, k) <= best_of_k(values, k + 1) + 1e-12


@pytest.mark.parametrize(("n", "c", "k"), [(3, 1, 4), (3, 1, 0), (0, 0, 1), (3, 4, 1), (3, -1, 1)])
def test_pass_at_k_refuses_what_it_can_not_estimate(n, c, k):
    with pytest.raises(ValueError):
        pass_at_k(n, c, k)


@pytest.mark.parametrize(
    ("values", "k"), [([], 1), ([1.0], 2), ([1.0], 0), ([math.nan], 1), ([[1.0]], 1)]
)
def test_best_of_k_refuses_what_it_can_not_estimate(values, k):
    with pytest.raises(ValueError):
        best_of_k(values, k)
