"""The estimate from log-ratios: the centre, the interval, and its widening."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.stats.ratio import (
    LEVEL,
    LOOKING_LEVEL,
    MAX_AUTOCORRELATION,
    centre,
    located,
    rank_autocorrelation,
)

ALTERNATING = [0.10, 0.02, 0.11, 0.03, 0.12, 0.01, 0.13, 0.00]
finite = st.floats(-5, 5).map(lambda value: round(value, 3))


def test_without_autocorrelation_the_interval_is_the_signed_rank_one_at_the_looking_level():
    assert rank_autocorrelation(ALTERNATING) < 0
    assert centre(ALTERNATING).interval == pytest.approx(
        signed_rank_interval(ALTERNATING, LOOKING_LEVEL)
    )
    assert LEVEL < LOOKING_LEVEL


def test_autocorrelation_moves_both_ends_away_from_the_estimate_by_one_factor():
    values = sorted(ALTERNATING)  # the same values, with neighbours alike
    alike = rank_autocorrelation(values)
    assert 0 < alike < MAX_AUTOCORRELATION + 0.1
    alike = min(alike, MAX_AUTOCORRELATION)
    stretch = math.sqrt((1 + alike) / (1 - alike))
    plain, found = centre(ALTERNATING), centre(values)
    assert found.log_ratio == plain.log_ratio == hodges_lehmann(values)
    for end, plain_end in zip(found.interval, plain.interval, strict=True):
        assert end - found.log_ratio == pytest.approx(stretch * (plain_end - plain.log_ratio))


def test_a_trend_widens_by_a_factor_of_two_at_most():
    trend = np.linspace(0, 1, 200)
    assert rank_autocorrelation(trend) > 0.9
    low, high = centre(trend).interval
    plain_low, plain_high = signed_rank_interval(trend, LOOKING_LEVEL)
    assert (high - low) / (plain_high - plain_low) == pytest.approx(2)


def test_rank_autocorrelation_by_hand():
    # Ranks 1 3 2 4 less 2.5: (-1.5)(0.5) + (0.5)(-0.5) + (-0.5)(1.5) = -1.75, of 5.
    assert rank_autocorrelation([0.1, 30.0, 0.2, 1e6]) == pytest.approx(-0.35)
    # Ties share their mean rank: 1.5 1.5 3.5 3.5 less 2.5 gives 1 - 1 + 1, of 4.
    assert rank_autocorrelation([7.0, 7.0, 9.0, 9.0]) == pytest.approx(0.25)


@pytest.mark.parametrize("values", [[], [1.0], [2.0] * 9])
def test_where_nothing_differs_nothing_is_alike(values):
    assert rank_autocorrelation(values) == 0


def test_equal_values_have_an_interval_of_no_width_and_few_values_none():
    for n in range(3, 8):
        assert centre([0.5] * n).interval == (0.5, 0.5)
        assert centre([0.5] * n).within(0)
    for n in range(1, 3):
        few = centre([0.5] * n)
        assert (few.log_ratio, few.interval, few.ci, few.within(math.inf)) == (
            0.5,
            None,
            None,
            False,
        )


def test_the_ratio_is_the_exponential():
    found = centre([math.log(2)] * 8)
    assert found.ratio == pytest.approx(2)
    assert found.ci == pytest.approx((2, 2))


def test_within_is_about_half_the_width():
    found = centre([-0.1, 0.1] * 10)
    low, high = found.interval
    assert found.within((high - low) / 2) and not found.within((high - low) / 2 - 1e-9)


def test_no_values_and_strange_ones_are_refused():
    for values in ([], [math.nan], [math.inf, 1.0]):
        with pytest.raises(ValueError):
            centre(values)
    with pytest.raises(ValueError, match="cycle"):
        located([1.0, 2.0], 0)
    with pytest.raises(ValueError, match="not one a value"):
        located([1.0, 2.0], 2, [0, 1, 0])


@given(st.lists(finite, min_size=6, max_size=40))
def test_the_estimate_lies_inside_and_swapping_the_arms_mirrors_everything(values):
    found, mirrored = centre(values), centre([-value for value in values])
    low, high = found.interval
    assert low - 1e-12 <= found.log_ratio <= high + 1e-12
    assert mirrored.log_ratio == pytest.approx(-found.log_ratio, abs=1e-12)
    assert mirrored.interval == pytest.approx((-high, -low), abs=1e-12)
