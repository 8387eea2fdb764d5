"""Log-ratios of blocks, and the minimum work for a comparison."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.paired import (
    CENSOR_RATIO,
    MIN_MEMORY_BYTES,
    MIN_REFERENCE_NS,
    MIN_SHARE,
    MIN_WORK_NS,
    large_enough,
    paired_log_ratios,
    paired_memory_log_ratios,
)

MS = 1_000_000
MIB = 1 << 20
times = st.integers(0, 500 * MS)


def test_baseline_is_taken_from_both_arms():
    found = paired_log_ratios([21 * MS, 6 * MS], [11 * MS, 11 * MS], [False] * 2, baseline_ns=MS)
    assert found == pytest.approx([math.log(2), math.log(0.5)])


def test_each_block_may_have_a_baseline_of_its_own():
    found = paired_log_ratios(
        [21 * MS, 26 * MS], [11 * MS, 16 * MS], [False] * 2, baseline_ns=[MS, 6 * MS]
    )
    assert found == pytest.approx([math.log(2), math.log(2)])


def test_no_block_is_dropped_for_what_it_shows():
    found = paired_log_ratios([MS, MS], [MS // 2, MS], [False] * 2, baseline_ns=MS)
    assert found == pytest.approx([0, 0])


@pytest.mark.parametrize(
    ("work", "noop", "enough"),
    [
        ([MIN_REFERENCE_NS], [], True),
        ([MIN_REFERENCE_NS - 1], [], False),
        ([2 * MS, 2 * MS, -MS], [MS], True),  # the median decides, not the minimum
        ([2 * MS, 0, 0], [MS], False),
        ([10 * MS * MIN_SHARE], [10 * MS, 90 * MS, 0], True),
        ([10 * MS * MIN_SHARE - 1], [10 * MS, 90 * MS, 0], False),
        ([1.5 * MS], [15 * MS], False),  # mostly decoding
        ([], [MS], False),
    ],
)
def test_when_a_reference_does_enough_to_be_compared_with(work, noop, enough):
    assert large_enough(work, noop) is enough


def test_unknown_times_are_neither_large_nor_small():
    with pytest.raises(ValueError, match="NaN"):
        large_enough([math.nan], [1.0])
    with pytest.raises(ValueError, match="NaN"):
        large_enough([1.0], [math.nan])


def test_a_cut_off_block_counts_as_the_censoring_ratio():
    found = paired_log_ratios([3 * MS], [2 * MS], [True], baseline_ns=0)
    assert found.tolist() == [math.log(CENSOR_RATIO)]


def test_a_finished_block_never_counts_as_slower_than_a_cut_off_one():
    found = paired_log_ratios([40 * MS], [2 * MS], [False], baseline_ns=0)
    assert found.tolist() == [math.log(CENSOR_RATIO)]


def test_a_candidate_below_the_noise_is_lifted_to_it():
    found = paired_log_ratios([0, MS], [6 * MS, 6 * MS], [False] * 2, baseline_ns=MS)
    assert found == pytest.approx([math.log(MIN_WORK_NS / (5 * MS))] * 2)


def test_no_blocks_no_ratios():
    assert paired_log_ratios([], [], [], baseline_ns=0).shape == (0,)


@given(st.lists(st.tuples(times, times, st.booleans()), max_size=20), st.integers(0, MS))
def test_against_the_rules_one_block_at_a_time(blocks, baseline):
    expected = []
    for candidate, reference, cut in blocks:
        work = max(reference - baseline, MIN_WORK_NS)
        ratio = max(candidate - baseline, MIN_WORK_NS) / work
        expected.append(math.log(10 if cut else min(ratio, 10)))
    columns = [list(column) for column in zip(*blocks, strict=True)] or [[], [], []]
    found = paired_log_ratios(*columns, baseline_ns=baseline)
    assert found == pytest.approx(np.array(expected), abs=1e-12)


@pytest.mark.parametrize(
    ("candidate", "reference", "cut", "baseline"),
    [
        ([1.0], [1.0, 2.0], [False], 0),
        ([1.0], [1.0], [False, False], 0),
        ([[1.0]], [[1.0]], [[False]], 0),
        ([math.nan], [1.0], [False], 0),
        ([1.0], [math.inf], [False], 0),
        ([1.0], [1.0], [False], math.nan),
        ([1.0], [1.0], [False], [1.0, 1.0]),
    ],
)
def test_refuses_times_that_do_not_pair(candidate, reference, cut, baseline):
    with pytest.raises(ValueError):
        paired_log_ratios(candidate, reference, cut, baseline_ns=baseline)


# --- memory


def test_memory_is_taken_over_the_baseline_of_the_same_block():
    found = paired_memory_log_ratios([14 * MIB, 30 * MIB], [12 * MIB, 25 * MIB], [10 * MIB, MIB])
    assert found == pytest.approx([math.log(2), math.log(29 / 24)])


@pytest.mark.parametrize(
    ("candidate", "reference", "ratio"),
    [
        (10 * MIB, 14 * MIB, MIN_MEMORY_BYTES / (4 * MIB)),
        (9 * MIB, 14 * MIB, MIN_MEMORY_BYTES / (4 * MIB)),
        (14 * MIB, 10 * MIB, 4 * MIB / MIN_MEMORY_BYTES),
        (10 * MIB, 10 * MIB + 1, 1.0),
    ],
)
def test_memory_below_the_grain_counts_as_the_grain(candidate, reference, ratio):
    found = paired_memory_log_ratios([candidate], [reference], [10 * MIB])
    assert found == pytest.approx([math.log(ratio)])


@given(st.lists(st.tuples(*[st.integers(0, 1 << 34)] * 3), max_size=20))
def test_memory_ratio_of_the_arms_swapped_is_the_inverse(blocks):
    columns = [list(column) for column in zip(*blocks, strict=True)] or [[], [], []]
    ours, theirs, noop = columns
    found = paired_memory_log_ratios(ours, theirs, noop)
    assert found.shape == (len(blocks),)
    assert found == pytest.approx(-paired_memory_log_ratios(theirs, ours, noop))


@pytest.mark.parametrize(
    ("candidate", "reference", "baseline"),
    [
        ([1.0], [1.0, 2.0], [1.0]),
        ([1.0], [1.0], [[1.0]]),
        ([[1.0]], [[1.0]], [[1.0]]),
        ([math.nan], [1.0], [1.0]),
        ([1.0], [1.0], [math.inf]),
    ],
)
def test_refuses_peaks_that_do_not_pair(candidate, reference, baseline):
    with pytest.raises(ValueError):
        paired_memory_log_ratios(candidate, reference, baseline)
