"""The exponent: exact laws, least squares, coverage by simulation, cut-off sizes, class names."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.stats.scaling import (
    CLASS_MARGIN,
    CLASS_NAMES,
    MIN_SPAN,
    Series,
    class_name,
    local_exponent,
    power_law,
)

LADDER = (70.0, 2_500.0, 44_000.0)
sizes = st.lists(st.integers(1, 10**6), min_size=2, max_size=5, unique=True).filter(
    lambda n: max(n) >= MIN_SPAN * min(n)
)
noises = st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=6, max_size=12)


def exact(n, exponent, blocks=8, factor=3.0):
    return Series(n, [math.log(factor) + exponent * math.log(n)] * blocks)


@given(sizes, st.floats(-1, 4))
def test_an_exact_power_law_gives_its_exponent_without_width(n, exponent):
    found = power_law([exact(one, exponent) for one in n])
    assert found.exponent == pytest.approx(exponent, abs=1e-9)
    assert found.ci == pytest.approx((exponent, exponent), abs=1e-9)
    assert not found.lower_bound
    assert found.n == tuple(sorted(n))


@given(st.lists(noises, min_size=3, max_size=3), st.floats(-20, 20))
def test_the_slope_is_least_squares_and_does_not_know_the_unit_of_time(noise, shift):
    series = [Series(n, values) for n, values in zip(LADDER, noise, strict=True)]
    moved = [Series(one.n, [value + shift for value in one.log_times]) for one in series]
    found = power_law(series)
    line = scipy.stats.linregress(np.log(LADDER), [hodges_lehmann(v) for v in noise])
    assert found.exponent == pytest.approx(line.slope, abs=1e-9)
    assert power_law(moved).exponent == pytest.approx(found.exponent, abs=1e-6)
    assert found.ci[0] <= found.exponent <= found.ci[1]


@given(st.lists(noises, min_size=2, max_size=3))
def test_the_interval_grows_with_the_level_and_with_the_noise(noise):
    ladder = LADDER[: len(noise)]
    noise = [values + values for values in noise]  # at least 12: enough for 99 %
    series = [Series(n, values) for n, values in zip(ladder, noise, strict=True)]
    wild = [Series(one.n, [2 * value for value in one.log_times]) for one in series]
    low, high = power_law(series).ci
    lower, higher = power_law(series, 0.99).ci
    assert lower <= low + 1e-12 and high - 1e-12 <= higher
    wild_low, wild_high = power_law(wild).ci
    assert wild_high - wild_low == pytest.approx(2 * (high - low), abs=1e-9)


def test_with_one_noisy_size_the_interval_is_that_sizes_own():
    values = np.random.default_rng(1).standard_normal(12)
    found = power_law([exact(100.0, 0.0), Series(1_000.0, values)])
    low, high = signed_rank_interval(values)
    origin = math.log(3)
    expected = ((low - origin) / math.log(10), (high - origin) / math.log(10))
    assert found.ci == pytest.approx(expected)


def test_order_of_the_sizes_does_not_matter():
    series = [exact(n, 1.5) for n in LADDER]
    assert power_law(series) == power_law(series[::-1])


# --- the machine's effect on times


def idle(rng, n):
    return 0.03 * rng.standard_normal(n)


def two_speeds(rng, n):
    """An idle virtual machine: 18 % slower in some blocks, and a long tail."""
    return 0.17 * (rng.random(n) < 0.4) + rng.gamma(0.5, 0.02, n)


def heavy_tails(rng, n):
    return 0.02 * rng.standard_t(1.5, n)


# 0.95 - 3 standard errors of 600 runs is 0.923.
@pytest.mark.parametrize("law", [idle, two_speeds, heavy_tails])
@pytest.mark.parametrize("blocks", [(8, 8), (8, 24, 12), (24, 48, 16)])
def test_coverage(law, blocks):
    rng = np.random.default_rng(20_250_101)
    ladder = LADDER[: len(blocks)]
    hits, runs = 0, 600
    for _ in range(runs):
        series = [
            Series(n, 1.1 * math.log(n) + law(rng, count))
            for n, count in zip(ladder, blocks, strict=True)
        ]
        low, high = power_law(series).ci
        hits += low <= 1.1 <= high
    assert hits / runs >= 0.923


def test_a_machine_that_slows_down_between_sizes_moves_the_exponent_as_documented():
    slower = Series(7_000.0, exact(7_000.0, 1.0).log_times + np.log(1.2))
    found = power_law([exact(70.0, 1.0), slower])
    assert found.exponent == pytest.approx(1 + math.log(1.2) / math.log(100))


# --- cut-off sizes


def cut(n, log_time, blocks=2):
    return Series(n, [log_time] * blocks, cut_off=True)


def test_a_cut_off_largest_size_gives_a_lower_bound():
    true = [exact(n, 2.0) for n in LADDER]
    bound = cut(LADDER[2], true[2].log_times[0] - 1.0)
    found = power_law([*true[:2], bound])
    assert found.lower_bound and found.ci is None
    assert found.exponent < 2.0
    assert found.n == LADDER


@given(st.floats(0, 3), st.floats(0.01, 5))
def test_the_lower_bound_is_one_and_tightens_with_the_cut(exponent, less):
    true = [exact(n, exponent) for n in LADDER]
    log_time = true[2].log_times[0]
    far = power_law([*true[:2], cut(LADDER[2], log_time - less)])
    near = power_law([*true[:2], cut(LADDER[2], log_time - less / 2)])
    assert far.exponent <= near.exponent <= exponent + 1e-9


def test_the_lower_bound_keeps_its_promise_under_noise():
    rng = np.random.default_rng(5)
    broken, runs = 0, 400
    for _ in range(runs):
        small = Series(100.0, 2 * math.log(100) + two_speeds(rng, 8))
        # Killed exactly where it would have ended: the least favourable cut.
        large = Series(1_000.0, 2 * math.log(1_000) + two_speeds(rng, 8), cut_off=True)
        broken += power_law([small, large]).exponent > 2.0
    assert broken / runs <= 0.025 + 3 * math.sqrt(0.025 * 0.975 / runs)


def test_a_cut_off_size_with_few_blocks_enters_with_the_least_of_its_bounds():
    bounds = Series(1_000.0, [5.0, 4.0, 6.0], cut_off=True)
    found = power_law([exact(10.0, 0.0, factor=1.0), bounds])
    assert found.exponent == pytest.approx(4.0 / math.log(100))


def test_cut_off_sizes_below_the_largest_are_left_out():
    series = [exact(70.0, 1.0), cut(2_500.0, 0.0), exact(44_000.0, 1.0)]
    found = power_law(series)
    assert (found.n, found.lower_bound) == ((70.0, 44_000.0), False)
    assert found.exponent == pytest.approx(1.0)


def test_of_several_cut_off_sizes_the_one_that_says_most_gives_the_bound():
    for times, n in (((12.0, 13.0), 2_500.0), ((6.0, 13.0), 44_000.0)):
        series = [exact(70.0, 1.0), cut(2_500.0, times[0]), cut(44_000.0, times[1])]
        both = power_law(series)
        alone = [power_law([series[0], one]).exponent for one in series[1:]]
        assert (both.n, both.lower_bound, both.exponent) == ((70.0, n), True, max(alone))


def test_cut_off_at_every_size_says_nothing():
    assert power_law([cut(n, 10.0) for n in LADDER]) is None


def test_no_lower_bound_without_an_interval_below():
    assert power_law([exact(70.0, 1.0, blocks=5), cut(2_500.0, 10.0)]) is None


# --- too little


def test_too_few_blocks_give_an_exponent_without_interval():
    found = power_law([exact(70.0, 1.0, blocks=5), exact(700.0, 1.0)])
    assert (found.exponent, found.ci) == (pytest.approx(1.0), None)


@pytest.mark.parametrize("n", [(), (100.0,), (100.0, 199.0), (100.0, 120.0, 150.0)])
def test_sizes_that_span_less_than_a_doubling_have_no_exponent(n):
    assert power_law([exact(one, 1.0) for one in n]) is None


def test_a_doubling_is_enough():
    assert power_law([exact(100.0, 1.0), exact(200.0, 1.0)]).exponent == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ([exact(70.0, 1.0), exact(70.0, 1.0)], "twice"),
        ([Series(0.0, [1.0]), exact(70.0, 1.0)], "1 or more"),
        ([Series(math.nan, [1.0])], "1 or more"),
        ([Series(math.inf, [1.0])], "1 or more"),
        ([Series(1.0, []), exact(70.0, 1.0)], "at least one"),
        ([Series(1.0, [math.nan]), exact(70.0, 1.0)], "NaN"),
    ],
)
def test_refuses_what_has_no_slope(series, words):
    with pytest.raises(ValueError, match=words):
        power_law(series)


def test_level_must_lie_inside_zero_and_one():
    with pytest.raises(ValueError, match="level"):
        power_law([exact(n, 1.0) for n in LADDER], 1.0)


# --- class names


def test_local_exponents_rise_with_the_class():
    found = [local_exponent(name, LADDER) for name in CLASS_NAMES]
    assert found == sorted(found) and len(set(found)) == len(found)
    by_name = dict(zip(CLASS_NAMES, found, strict=True))
    assert by_name["linear"] == pytest.approx(1.0)
    assert by_name["quadratic"] == pytest.approx(2.0)
    assert round(by_name["n log n"], 2) == 1.14


@given(st.integers(2, 10**5), st.integers(2, 1000))
def test_local_exponent_is_what_the_fit_finds(n, factor):
    ladder = (float(n), float(n * factor))
    series = [Series(one, [math.log(one * math.log(one))] * 6) for one in ladder]
    assert local_exponent("n log n", ladder) == pytest.approx(power_law(series).exponent)


@pytest.mark.parametrize("n", [(1.0, 100.0), (100.0,), (100.0, 100.0)])
def test_local_exponent_needs_two_sizes_from_two_on(n):
    with pytest.raises(ValueError, match="from 2 on"):
        local_exponent("linear", n)


@pytest.mark.parametrize("name", CLASS_NAMES)
def test_a_narrow_interval_around_a_class_names_it(name):
    centre = local_exponent(name, LADDER)
    assert class_name((centre - 0.01, centre + 0.01), LADDER) == name


@pytest.mark.parametrize(
    ("ci", "why"),
    [
        ((0.98, 1.16), "linear and n log n"),
        ((1.03, 1.10), "the margin reaches both"),
        ((1.25, 1.35), "between the classes"),
        ((4.4, 4.7), "above all of them"),
        ((-0.9, -0.8), "below all of them"),
    ],
)
def test_no_name_where_the_interval_does_not_leave_one_class(ci, why):
    assert class_name(ci, LADDER) is None, why


def test_the_margin_names_a_class_that_overhead_has_bent():
    edge = 1 - CLASS_MARGIN
    assert class_name((edge + 0.001, edge + 0.001), LADDER) == "linear"
    assert class_name((edge - 0.001, edge - 0.001), LADDER) is None


def test_sizes_below_two_have_no_class():
    assert class_name((0.99, 1.01), (1.0, 100.0)) is None


@given(st.floats(-1, 4), st.floats(0, 1), st.floats(0, 1))
def test_a_wider_interval_never_names_another_class(centre, half, more):
    narrow = class_name((centre - half, centre + half), LADDER)
    wide = class_name((centre - half - more, centre + half + more), LADDER)
    assert wide is None or narrow in (None, wide)
