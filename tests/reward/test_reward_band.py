"""The dead band: equal programs get equal ratios, different ones do not, chains do not merge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.reward.band import alike, pooled_ratios
from effbench.reward.samples import Sample, efficiency

SIZES = ("S", "M")
BLOCKS = 7


def group_of(
    true: list[float], noise: float, rng: np.random.Generator, at_small: float = 0.0
) -> list[Sample]:
    """Samples as the reward measures them: 7 blocks of 2 sizes with common reference noise.

    `at_small`: the second sample's log-ratio at S minus that at M.
    """
    shape = (len(SIZES), BLOCKS)
    reference = rng.normal(0, noise, shape)
    inputs = rng.normal(0, 0.3, shape)  # an input's cost affects all samples alike
    found = []
    for ratio in true:
        logs = math.log(ratio) + inputs + rng.normal(0, noise, shape) - reference
        if len(found) == 1:
            logs += np.array([[at_small / 2], [-at_small / 2]])
        blocks = {(s, b): float(logs[i, b]) for i, s in enumerate(SIZES) for b in range(BLOCKS)}
        middle = math.exp(float(logs.mean()))
        found.append(Sample("pass", middle, (middle / 1.2, middle * 1.2), blocks))
    return found


def test_equal_ones_are_mostly_equal_and_ten_percent_is_seen() -> None:
    rng = np.random.default_rng(1)
    equal = told = groups = 0
    for _ in range(200):
        group = group_of([1.5, 1.5, 1.65, 3.0], 0.03, rng)
        ratios = pooled_ratios(group)
        equal += ratios[0] == ratios[1]
        told += ratios[0] < ratios[2] < ratios[3] and ratios[1] < ratios[2]
        groups += 1
    assert equal / groups >= 0.9
    assert told / groups >= 0.97


@pytest.mark.parametrize("at_small", [0.0, 0.1, 0.3])
def test_what_sizes_differ_in_is_no_noise(at_small: float) -> None:
    """The samples' ratios are means over sizes; equal means count as equal."""
    rng = np.random.default_rng(3)
    equal = told = 0
    for _ in range(1000):
        one, same = group_of([1.5, 1.5], 0.03, rng, at_small)
        equal += alike(one, same)
        one, slower = group_of([1.5, 1.65], 0.03, rng, at_small)
        told += not alike(one, slower)
    assert 0.93 <= equal / 1000 <= 0.985
    assert told / 1000 >= 0.97


def test_intervals_serve_where_there_are_no_common_blocks() -> None:
    one, near = Sample("pass", 1.0, (0.95, 1.05)), Sample("pass", 1.05, (1.0, 1.10))
    far = Sample("pass", 1.2, (1.14, 1.26))
    assert alike(one, near) and not alike(one, far)
    assert pooled_ratios([one, far, near]) == [
        pytest.approx(math.sqrt(1.05)), 1.2, pytest.approx(math.sqrt(1.05)),
    ]  # fmt: skip


def test_without_any_noise_known_only_equal_is_alike() -> None:
    one, near = Sample("pass", 1.0), Sample("pass", 1.0001)
    assert pooled_ratios([one, near, one]) == [1.0, 1.0001, 1.0]


def test_a_chain_of_small_differences_is_broken_at_its_largest() -> None:
    ratios = [1.0, 1.03, 1.08, 1.11]
    chain = [Sample("pass", r, (r / 1.04, r * 1.04)) for r in ratios]
    pooled = pooled_ratios(chain)
    assert pooled[0] == pooled[1] != pooled[2] == pooled[3]
    assert not alike(chain[0], chain[3])


def test_both_cut_off_is_equal_and_one_cut_off_is_slower() -> None:
    cut = Sample("pass", 10.0, (10.0, 10.0), censored=frozenset(SIZES))
    rng = np.random.default_rng(2)
    (slow,) = group_of([6.0], 0.03, rng)
    assert alike(cut, Sample("pass", 10.0, (10.0, 10.0), censored=frozenset(SIZES)))
    gaps = cut.differences(slow)
    assert set(gaps) == set(SIZES) and min(min(values) for values in gaps.values()) > -1
    assert not alike(cut, slow)


def test_failures_have_no_ratio_and_cannot_be_compared() -> None:
    assert pooled_ratios([Sample("wrong_answer"), Sample("infra_error")]) == [None, None]
    assert pooled_ratios([]) == []
    with pytest.raises(ValueError, match="ratio"):
        alike(Sample("pass"), Sample("pass", 1.0))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0.1, 10), st.floats(1.0, 2.0)), max_size=10))
def test_the_order_is_kept_and_every_set_shares_one_value(values) -> None:
    group = [Sample("pass", r, (r / w, r * w)) for r, w in values]
    pooled = pooled_ratios(group)
    for (a, own), (b, theirs) in zip(zip(group, pooled), zip(group[1:], pooled[1:])):  # noqa: B905
        assert a.ratio is not None and b.ratio is not None
        if a.ratio < b.ratio:
            assert own <= theirs
        elif a.ratio > b.ratio:
            assert own >= theirs
    for value in set(pooled):
        members = [s for s, p in zip(group, pooled, strict=True) if p == value]
        assert all(alike(a, b) for a in members for b in members) or len(members) == 1


@given(st.floats(0.01, 10))
def test_efficiency_is_the_scores(ratio: float) -> None:
    assert efficiency(ratio) == pytest.approx(min(1.3, max(0.0, 1 - math.log10(ratio))))
