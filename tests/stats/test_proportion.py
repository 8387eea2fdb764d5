"""The exact binomial interval agrees with other implementations and has its coverage."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.proportion import clopper_pearson, matched_interval


@given(st.integers(1, 300), st.sampled_from([0.8, 0.95, 0.99]), st.data())
def test_agrees_with_scipy(n, level, data):
    successes = data.draw(st.integers(0, n))
    found = scipy.stats.binomtest(successes, n).proportion_ci(level, method="exact")
    assert clopper_pearson(successes, n, level) == pytest.approx((found.low, found.high), abs=1e-9)


def test_known_values():
    # R: binom.test(11, 12)$conf.int and binom.test(682, 925)$conf.int (the example of its manual).
    assert clopper_pearson(11, 12) == pytest.approx((0.6152038, 0.9978924), abs=1e-6)
    assert clopper_pearson(682, 925) == pytest.approx((0.7076683, 0.7654066), abs=1e-6)


@pytest.mark.parametrize("n", [1, 2, 12, 1000])
def test_ends_are_one_bound_each(n):
    assert clopper_pearson(n, n) == pytest.approx((0.025 ** (1 / n), 1.0))
    assert clopper_pearson(0, n) == pytest.approx((0.0, 1 - 0.025 ** (1 / n)))


@given(st.integers(1, 60), st.floats(0, 1))
def test_fractions_lie_between_the_whole_numbers(n, share):
    successes = share * n
    low, high = clopper_pearson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert clopper_pearson(math.floor(successes), n)[0] <= low + 1e-9
    assert high <= clopper_pearson(math.ceil(successes), n)[1] + 1e-9


@pytest.mark.parametrize("p", [0.02, 0.3, 0.5, 0.97])
@pytest.mark.parametrize("n", [5, 12, 60])
def test_covers_at_least_as_often_as_it_says(n, p):
    counts = np.arange(n + 1)
    inside = [low <= p <= high for low, high in (clopper_pearson(int(c), n) for c in counts)]
    assert scipy.stats.binom.pmf(counts, n, p)[inside].sum() >= 0.95 - 1e-12


@pytest.mark.parametrize(
    ("successes", "n", "level"),
    [(0, 0, 0.95), (-1, 3, 0.95), (4, 3, 0.95), (math.nan, 3, 0.95), (1, 3, 1.0), (1, 3, 0.0)],
)
def test_refuses_what_is_not_a_proportion(successes, n, level):
    with pytest.raises(ValueError):
        clopper_pearson(successes, n, level)


@pytest.mark.parametrize("mean", [-0.01, 2.01])
def test_a_mean_off_the_scale_is_refused(mean):
    with pytest.raises(ValueError, match="not in 0"):
        matched_interval(mean, 0.01, 5, unit_squared=1 / 36, n=6, top=2.0)
