"""Best of k if one half of the blocks chooses and the other scores."""

from __future__ import annotations

import itertools
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.at_k import best_of_k, cross_fitted_best_of_k, cross_fitted_without_each
from effbench.stats.fixed_set import fixed_set_score_interval

worth = st.integers(0, 5).map(lambda value: value / 4)
pairs = st.lists(st.tuples(worth, worth), min_size=1, max_size=6)


def brute_force(halves: list[tuple[float, float]], k: int) -> float:
    """The mean over all subsets of k, and over all ties for the best."""

    def one_way(chooses: int, scores: int) -> float:
        found = []
        for chosen in itertools.combinations(halves, k):
            best = max(one[chooses] for one in chosen)
            found.append(statistics.mean(o[scores] for o in chosen if o[chooses] == best))
        return statistics.mean(found)

    return (one_way(0, 1) + one_way(1, 0)) / 2


@given(pairs, st.data())
def test_it_is_the_mean_over_all_choices_of_k(halves, data) -> None:
    k = data.draw(st.integers(1, len(halves)))
    found = cross_fitted_best_of_k(halves, k)
    assert found == pytest.approx(brute_force(halves, k))
    if k == 1:
        assert found == pytest.approx(statistics.mean(a + b for a, b in halves) / 2)
    assert 0 <= found <= 1.25


@given(st.lists(worth, min_size=1, max_size=8), st.data())
def test_without_noise_it_is_the_best_of_k(values, data) -> None:
    k = data.draw(st.integers(1, len(values)))
    assert cross_fitted_best_of_k([(v, v) for v in values], k) == pytest.approx(
        best_of_k(values, k)
    )


@given(st.lists(st.tuples(worth, worth), min_size=2, max_size=8), st.data())
def test_leaving_each_out_in_turn(halves, data) -> None:
    k = data.draw(st.integers(1, len(halves) - 1))
    expected = [cross_fitted_best_of_k(halves[:i] + halves[i + 1 :], k) for i in range(len(halves))]
    assert list(cross_fitted_without_each(halves, k)) == pytest.approx(expected)


def test_samples_that_choose_alike_share_what_they_are_worth() -> None:
    assert best_of_k([1.0, 0.0, 0.5], 2, by=[7.0, 7.0, 1.0]) == pytest.approx(0.5)
    assert best_of_k([1.0, 0.0], 1, by=[0.0, 9.0]) == 0.5
    with pytest.raises(ValueError, match="not \\(n,\\)"):
        best_of_k([1.0, 2.0], 1, by=[1.0])
    with pytest.raises(ValueError, match="NaN"):
        best_of_k([1.0, 2.0], 1, by=[1.0, float("nan")])
    with pytest.raises(ValueError, match="not \\(n, 2\\)"):
        cross_fitted_best_of_k([1.0, 2.0], 1)


@pytest.mark.parametrize("k", [2, 5, 10])
def test_equal_programs_gain_nothing_by_luck(k: int) -> None:
    rng = np.random.default_rng(20_261_130)
    halves = 0.8 + 0.05 * rng.standard_normal((400, 10, 2))
    cross = [cross_fitted_best_of_k(own, k) - 0.8 for own in halves]
    plain = [best_of_k(own.mean(axis=1), k) - 0.8 for own in halves]
    assert abs(np.mean(cross)) < 0.003
    assert np.mean(plain) > 0.015


def test_the_interval_goes_with_the_estimator() -> None:
    """Coverage for these tasks. The true value is that of a choice by one half's measurement."""
    rng = np.random.default_rng(20_261_130)
    tasks, n, k = 20, 10, 2

    def run(n_samples: int) -> list[list[tuple[float, float]]]:
        true = np.clip(rng.normal(0.6, 0.25, (tasks, n_samples)), 0, 1.3)
        noisy = np.clip(true[..., None] + 0.05 * rng.standard_normal((*true.shape, 2)), 0, 1.3)
        return [[(float(a), float(b)) for a, b in own] for own in noisy]

    truth = statistics.mean(cross_fitted_best_of_k(own, k) for own in run(2000))
    held = 0
    for _ in range(150):
        halves = run(n)
        groups = [[(a + b) / 2 for a, b in own] for own in halves]
        found = fixed_set_score_interval(groups, k, top=1.3, halves=halves)
        assert found is not None
        held += found[0] <= truth <= found[1]
    assert held / 150 > 0.93
