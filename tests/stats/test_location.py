"""The Hodges-Lehmann estimate and its interval: definition, other implementations, coverage."""

import itertools
import math
import statistics

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.location import (
    EXACT_MAX_N,
    HELD_MAX_N,
    _by_counting,
    critical_rank,
    hodges_lehmann,
    signed_rank_distribution,
    signed_rank_interval,
    student_interval,
)

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
samples = st.lists(numbers, min_size=1, max_size=20)

# Depression scores of nine patients before and after (Hollander & Wolfe 1973, table 3.1), the
# example of R's ?wilcox.test.
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
DEPRESSION = [a - b for a, b in zip(AFTER, BEFORE, strict=True)]


def walsh(values):
    return sorted(
        (a + b) / 2
        for i, a in enumerate(values)
        for b in values[i:]  # pairs with i <= j, including i = j
    )


@given(samples)
def test_estimate_is_the_median_of_the_walsh_averages(values):
    assert hodges_lehmann(values) == pytest.approx(statistics.median(walsh(values)), abs=1e-9)


@given(samples, numbers)
def test_estimate_moves_with_the_values(values, shift):
    moved = hodges_lehmann([value + shift for value in values])
    assert moved == pytest.approx(hodges_lehmann(values) + shift, abs=1e-6)
    assert hodges_lehmann([-value for value in values]) == pytest.approx(-hodges_lehmann(values))


def test_estimate_of_one_and_two_values():
    assert hodges_lehmann([7.0]) == 7.0
    assert hodges_lehmann([1.0, 2.0]) == 1.5


@given(samples, st.data())
def test_counting_finds_every_walsh_average_that_sorting_finds(values, data):
    ordered = np.sort(np.asarray(values))
    everything = walsh([float(value) for value in ordered])
    rank = data.draw(st.integers(1, len(everything)))
    assert _by_counting(ordered, rank) == everything[rank - 1]


@pytest.mark.parametrize("kind", ["normal", "ties", "equal", "wild"])
@pytest.mark.parametrize("n", [HELD_MAX_N + 1, HELD_MAX_N + 2, 1_500])
def test_long_series_have_the_values_that_all_walsh_averages_give(kind, n):
    rng = np.random.default_rng(n)
    values = {
        "normal": rng.normal(0, 0.1, n),
        "ties": rng.integers(-3, 4, n) / 10,
        "equal": np.full(n, 0.1),
        "wild": rng.standard_cauchy(n),
    }[kind]
    rows, columns = np.triu_indices(n)
    averages = np.sort((values[rows] + values[columns]) / 2)
    assert hodges_lehmann(values) == np.median(averages)
    rank = critical_rank(n, 0.95)
    assert signed_rank_interval(values) == (averages[rank - 1], averages[-rank])


def test_twenty_thousand_values_have_a_centre():
    values = np.random.default_rng(1).normal(0.3, 0.1, 20_000)
    low, high = signed_rank_interval(values)
    assert low < hodges_lehmann(values) < high
    assert high - low < 0.004 and abs(hodges_lehmann(values) - 0.3) < 0.004


def test_estimate_shrugs_off_one_wild_value():
    assert hodges_lehmann([1.0, 1.0, 1.0, 1.0, 1.0, 1e9]) == 1.0


@pytest.mark.parametrize("function", [hodges_lehmann, signed_rank_interval])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "at least one"),
        ([1.0, math.nan], "NaN"),
        ([1.0, math.inf], "infinity"),
        ([[1.0], [2.0]], "shape"),
    ],
)
def test_values_that_have_no_centre_are_refused(function, values, message):
    with pytest.raises(ValueError, match=message):
        function(values)


@pytest.mark.parametrize("n", range(11))
def test_signed_rank_distribution_counts_every_sign_pattern(n):
    patterns = itertools.product((0, 1), repeat=n)
    totals = [sum(itertools.compress(range(1, n + 1), signs)) for signs in patterns]
    expected = np.bincount(totals, minlength=n * (n + 1) // 2 + 1) / 2**n
    assert signed_rank_distribution(n) == pytest.approx(expected, abs=1e-15)


def test_signed_rank_distribution_needs_a_count():
    with pytest.raises(ValueError, match="negative"):
        signed_rank_distribution(-1)


@pytest.mark.parametrize("n", [6, 9, 17, 33, 50])
def test_signed_rank_distribution_agrees_with_scipy(n):
    ranks = np.arange(1.0, n + 1)
    cumulative = np.cumsum(signed_rank_distribution(n))
    for positive in (1, n // 3, n // 2):
        values = np.where(ranks <= positive, ranks, -ranks)
        total = positive * (positive + 1) // 2
        found = scipy.stats.wilcoxon(values, method="exact", alternative="less").pvalue
        assert cumulative[total] == pytest.approx(found, rel=1e-9)


@pytest.mark.parametrize(
    ("n", "level", "rank"),
    [
        # One more than the critical values of the two-sided test in printed tables (R: qsignrank).
        (6, 0.95, 1),
        (8, 0.95, 4),
        (9, 0.95, 6),
        (10, 0.95, 9),
        (12, 0.95, 14),
        (20, 0.95, 53),
        (10, 0.99, 4),
        (5, 0.95, 0),
        (7, 0.99, 0),
    ],
)
def test_critical_rank_agrees_with_the_tables(n, level, rank):
    assert critical_rank(n, level) == rank


def test_critical_rank_keeps_a_probability_that_equals_the_tail():
    assert critical_rank(6, 1 - 2 / 2**6) == 1


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_normal_rank_above_the_exact_range_leaves_the_promised_tail(level):
    n = EXACT_MAX_N + 1
    cumulative = np.cumsum(signed_rank_distribution(n))
    rank = critical_rank(n, level)
    assert cumulative[rank - 1] == pytest.approx((1 - level) / 2, rel=0.02)


def test_interval_of_a_known_example():
    # Hollander & Wolfe give -0.46 and (-0.786, -0.010) at 96.1 %.
    assert hodges_lehmann(DEPRESSION) == pytest.approx(-0.46, abs=0.005)
    assert signed_rank_interval(DEPRESSION, 0.95) == pytest.approx((-0.786, -0.010), abs=0.0005)


@pytest.mark.parametrize("n", [6, 8, 12, 25])
def test_interval_holds_the_centres_that_scipys_test_does_not_reject(n):
    values = np.random.default_rng(n).standard_normal(n)
    low, high = signed_rank_interval(values, 0.95)
    for bound, inwards in ((low, 1), (high, -1)):
        inside = scipy.stats.wilcoxon(values - bound - inwards * 1e-9, method="exact").pvalue
        outside = scipy.stats.wilcoxon(values - bound + inwards * 1e-9, method="exact").pvalue
        assert outside <= 0.05 < inside


@given(st.lists(numbers, min_size=8, max_size=25))
def test_interval_holds_the_estimate_and_grows_with_the_level(values):
    estimate = hodges_lehmann(values)
    low, high = signed_rank_interval(values, 0.95)
    lower, higher = signed_rank_interval(values, 0.99)
    assert lower <= low <= estimate <= high <= higher


@pytest.mark.parametrize(("level", "least"), [(0.95, 6), (0.99, 8)])
def test_too_few_values_have_no_interval_rather_than_a_short_one(level, least):
    for n in range(1, least):
        assert signed_rank_interval(np.arange(float(n)), level) is None
    assert signed_rank_interval(np.arange(float(least)), level) == (0.0, least - 1.0)


def test_all_ties_give_a_zero_width_interval():
    assert signed_rank_interval([0.25] * 12) == (0.25, 0.25)
    assert signed_rank_interval([0.0] * 12) == (0.0, 0.0)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, math.nan])
def test_level_must_lie_inside_zero_and_one(level):
    with pytest.raises(ValueError, match="level"):
        signed_rank_interval([1.0] * 10, level)


def test_interval_needs_a_count():
    with pytest.raises(ValueError, match="at least one"):
        critical_rank(0, 0.95)


def coverage(draw, truth, n, runs=1500):
    rng = np.random.default_rng(20_240_501 + n)
    hits = 0
    for _ in range(runs):
        low, high = signed_rank_interval(draw(rng, n))
        hits += low <= truth <= high
    return hits / runs


def difference_of_skewed(rng, n):
    """The log-ratio of an A/A block: two long-tailed times with the same distribution, divided."""
    return np.log(1 + rng.gamma(0.5, 1, n)) - np.log(1 + rng.gamma(0.5, 1, n))


def autoregressive(phi):
    def draw(rng, n):
        noise = rng.standard_normal(n) * math.sqrt(1 - phi**2)
        noise[0] = rng.standard_normal()
        for i in range(1, n):
            noise[i] += phi * noise[i - 1]
        return noise

    return draw


# 0.95 - 3 standard errors of 1500 runs is 0.933.
@pytest.mark.parametrize("n", [6, 8, 16, 48])
@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, n: rng.standard_normal(n),
        lambda rng, n: rng.standard_t(1.5, n),
        difference_of_skewed,
    ],
    ids=["normal", "heavy tails", "ratio of skewed times"],
)
def test_coverage_of_symmetric_laws_is_what_it_says(draw, n):
    assert coverage(draw, 0.0, n) >= 0.933


def test_coverage_with_rounded_values_is_at_least_what_it_says():
    assert coverage(lambda rng, n: np.round(rng.standard_normal(n)), 0.0, 12) >= 0.95


@pytest.mark.parametrize("n", [8, 24])
def test_coverage_survives_the_autocorrelation_that_fresh_processes_show(n):
    assert coverage(autoregressive(0.12), 0.0, n) >= 0.91


def test_coverage_does_not_survive_strong_autocorrelation():
    assert coverage(autoregressive(0.7), 0.0, 24) < 0.8


def test_coverage_of_the_pseudo_median_of_a_skewed_law():
    # X exponential: (X1 + X2) / 2 is gamma(2, 1/2), whose median is the pseudo-median.
    truth = scipy.stats.gamma.median(2, scale=0.5)
    assert coverage(lambda rng, n: rng.exponential(size=n), truth, 12) >= 0.92


@given(st.lists(st.floats(-5, 5).map(lambda x: round(x, 4)), min_size=3, max_size=5))
def test_a_few_values_have_students_interval_about_the_estimate(values: list[float]) -> None:
    low, high = student_interval(values, 0.9)
    assert (low + high) / 2 == pytest.approx(hodges_lehmann(values))
    if np.ptp(values) > 1e-3:
        mean = scipy.stats.ttest_1samp(values, 0.0).confidence_interval(0.9)
        assert high - low == pytest.approx(mean.high - mean.low)


def test_two_values_have_no_students_interval() -> None:
    assert student_interval([0.1, 0.2]) is None
    for level in (0.0, 1.0):
        with pytest.raises(ValueError, match="level"):
            student_interval([0.1, 0.2, 0.3], level)
        with pytest.raises(ValueError, match="level"):
            critical_rank(10, level)
    assert critical_rank(1, 0.95) == 0
