"""Paired differences: values by hand and by scipy, coverage and error rates by simulation."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.statistics import board, seldom_fails, share_decided
from effbench.stats.differences import (
    fixed_set_interval,
    paired_difference,
    pairwise_p_values,
    simultaneous_p_values,
)

floats = st.floats(-10, 10).map(lambda x: round(x, 3))


@given(st.lists(floats, min_size=6, max_size=9))
def test_the_p_value_counts_all_sign_patterns(values: list[float]) -> None:
    found = paired_difference(values, range(len(values)), seed=1)
    observed = abs(sum(values))
    patterns = list(itertools.product((-1, 1), repeat=len(values)))
    as_far = sum(
        abs(sum(s * v for s, v in zip(signs, values, strict=True))) >= observed - 1e-9
        for signs in patterns
    )
    assert found.p == pytest.approx(as_far / len(patterns))


@given(st.lists(floats, min_size=6, max_size=12, unique=True))
def test_single_tasks_give_students_interval(values: list[float]) -> None:
    found = paired_difference(values, range(len(values)), seed=1)
    low, high = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert found.ci is not None
    assert found.ci == pytest.approx((low, high))
    assert found.mean == pytest.approx(statistics.fmean(values))


def test_a_family_counts_once() -> None:
    single = paired_difference([1.0, 0.5, 0.7, -0.2, 0.4, 0.9], "abcdef", seed=1)
    tenfold = paired_difference(
        [v for v in (1.0, 0.5, 0.7, -0.2, 0.4, 0.9) for _ in range(10)],
        [name for name in "abcdef" for _ in range(10)],
        seed=1,
    )
    assert tenfold.ci == pytest.approx(single.ci)
    assert tenfold.p == single.p
    assert (tenfold.n, tenfold.n_clusters) == (60, 6)


def test_edges() -> None:
    zero = paired_difference([0.0] * 8, range(8), seed=1)
    assert (zero.mean, zero.ci, zero.p, zero.resolves) == (0, (0, 0), 1, 0)
    one = paired_difference([1.0, 2.0], "aa", seed=1)
    assert (one.mean, one.ci, one.p) == (1.5, None, None)
    few = paired_difference([1.0, 0.5, 0.7, 0.2, 0.4], range(5), seed=1)
    assert (few.ci, few.p, few.resolves) == (None, None, None)
    with pytest.raises(ValueError, match="shape"):
        paired_difference([], [], seed=1)
    with pytest.raises(ValueError, match="NaN"):
        paired_difference([float("nan")], "a", seed=1)


@pytest.mark.parametrize(
    "options",
    [{"level": 0.0}, {"level": 1.0}, {"bound": -0.1}, {"bound": math.inf}, {"bound": math.nan}],
)
def test_settings_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        paired_difference([1.0] * 8, range(8), seed=1, **options)


def test_a_fixed_set_needs_tasks_of_both_runs() -> None:
    one = [[1.0, 0.5]]
    for a, b in (([], []), (one, []), ([], one), (one, one * 2)):
        with pytest.raises(ValueError, match="equal counts above 0"):
            fixed_set_interval(a, b)
    assert fixed_set_interval(one, one) is not None
    assert fixed_set_interval([[1.0]], one) is None
    assert fixed_set_interval(one, [[1.0]]) is None


def test_drawn_flips_agree_with_counted_ones() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(0.3, 1, 14)
    exact = paired_difference(values, range(14), seed=1).p
    padded = np.concatenate([values, [1e-9]])  # one cluster more than EXACT_CLUSTERS
    drawn = paired_difference(padded, range(15), seed=1).p
    assert exact is not None and drawn is not None
    assert drawn == pytest.approx(exact, abs=0.015)


@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("n_tasks", [12, 40])
def test_all_pairs_together_get_what_each_gets_alone(n_tasks: int, discrete: bool) -> None:
    rng = np.random.default_rng(6)
    values = rng.random((7, n_tasks)) + rng.normal(0, 0.2, (7, 1))
    values = np.round(values) if discrete else values
    values[rng.random(values.shape) < 0.1] = np.nan
    values[6] = values[5]
    families = [f"f{number % 25}" for number in range(n_tasks)]
    found = pairwise_p_values(values, families, seed=9)
    for i, j in itertools.product(range(7), repeat=2):
        # As in `compare`: another order, without the tasks that one run lacks.
        both = [t for t in reversed(range(n_tasks)) if np.isfinite(values[[i, j], t]).all()]
        alone = paired_difference(
            [values[j, t] - values[i, t] for t in both], [families[t] for t in both], seed=9
        )
        assert found[i, j] == alone.p


def test_pairs_of_few_families_have_no_p_value() -> None:
    values = [[1.0] * 6, [0.0] * 5 + [float("nan")]]
    assert np.isnan(pairwise_p_values(values, range(6), seed=1)).tolist() == [
        [False, True],
        [True, True],
    ]
    assert pairwise_p_values(np.empty((0, 3)), "abc", seed=1).shape == (0, 0)
    with pytest.raises(ValueError, match="shape"):
        pairwise_p_values([[1.0, 2.0]], "a", seed=1)


@pytest.mark.parametrize("per_family", [1, 5])
def test_equal_models_are_told_apart_in_one_case_of_twenty(per_family: int) -> None:
    """Families share their effect (ICC 0.6), and values are as skewed as efficiencies."""
    rng = np.random.default_rng(11)
    rejected = covered = 0
    n_runs, n_families = 250, 40
    families = [f for f in range(n_families) for _ in range(per_family)]
    for _ in range(n_runs):
        shared = np.repeat(rng.choice([-1, 0, 0, 0, 0, 1], n_families) * 0.6, per_family)
        own = rng.choice([-1, 0, 0, 0, 0, 1], len(families)) * 0.4
        found = paired_difference(shared + own, families, seed=3)
        assert found.p is not None and found.ci is not None
        rejected += found.p < 0.05
        covered += found.ci[0] <= 0 <= found.ci[1]
    assert rejected / n_runs < 0.085
    assert covered / n_runs > 0.915


def test_what_it_claims_to_resolve_it_finds_in_four_cases_of_five() -> None:
    rng = np.random.default_rng(4)
    claimed = [
        paired_difference(rng.normal(0, 0.3, 50), range(50), seed=1).resolves for _ in range(100)
    ]
    resolved = statistics.fmean(value for value in claimed if value is not None)
    found = sum(
        (paired_difference(rng.normal(resolved, 0.3, 50), range(50), seed=1).p or 1) < 0.05
        for _ in range(200)
    )
    assert 0.7 < found / 200 < 0.9


@given(st.lists(floats, min_size=6, max_size=8), st.floats(0.1, 5).map(lambda x: round(x, 3)))
def test_half_a_hidden_family_lies_against_the_mean(values: list[float], bound: float) -> None:
    found = paired_difference(values, range(len(values)), seed=1, bound=bound)
    total = sum(values)
    against = -0.5 * bound if total > 0 else 0.5 * bound if total < 0 else 0.0
    observed = max(0.0, abs(total) - 0.5 * bound)
    patterns = list(itertools.product((-1, 1), repeat=len(values) + 1))
    as_far = sum(
        abs(sum(s * v for s, v in zip(signs, [*values, against], strict=True))) >= observed - 1e-9
        for signs in patterns
    )
    assert found.p == pytest.approx(as_far / len(patterns))
    plain = paired_difference(values, range(len(values)), seed=1)
    assert plain.ci is not None and found.ci is not None
    end = max(bound, *map(abs, values))  # the largest possible difference
    assert found.ci[0] <= max(-end, plain.ci[0]) and found.ci[1] >= min(end, plain.ci[1])
    assert -end <= found.ci[0] and found.ci[1] <= end
    with pytest.raises(ValueError, match="bound"):
        paired_difference(values, range(len(values)), seed=1, bound=-bound)


@pytest.mark.parametrize(("n_families", "without"), [(60, 0.15), (20, 0.25)])
def test_a_model_that_seldom_fails_is_not_better_for_sure(n_families: int, without: float) -> None:
    """It is 0.05 better on most tasks and 0.95 worse on failures: the true mean difference is 0."""
    rng = np.random.default_rng(1)
    values = seldom_fails(rng, 400, n_families)
    for bound, least, most in ((0.0, without, 1.0), (1.0, 0.0, 0.06)):
        assert least <= share_decided(values, bound) <= most


def test_twenty_equal_models_are_all_left_undecided_on_95_boards_of_100() -> None:
    rng = np.random.default_rng(7)
    boards = [board(rng, [0.0] * 20, 40) for _ in range(40)]
    adjusted = [simultaneous_p_values(x, range(40), seed=1, bound=1.0) for x in boards]
    assert np.mean([(p < 0.05).any() for p in adjusted]) <= 0.05
    alone = [pairwise_p_values(x, range(40), seed=1) for x in boards[:8]]
    assert np.mean([(p < 0.05).any() for p in alone]) > 0.8  # without any adjustment


def test_true_ranks_lie_in_their_ranges_and_clear_differences_are_decided() -> None:
    rng = np.random.default_rng(8)
    skills = [-2.0] * 4 + [0.0] * 4 + [3.0] * 4
    wrong = decided = 0
    for _ in range(25):
        x = board(rng, skills, 60)
        parted = simultaneous_p_values(x, range(60), seed=1, bound=1.0) < 0.05
        order = np.sign(np.subtract.outer(x.mean(axis=1), x.mean(axis=1)))
        truth = np.sign(np.subtract.outer(skills, skills))
        wrong += (parted & (order != truth)).any()
        decided += np.count_nonzero(parted & (order == truth)) / np.count_nonzero(truth)
    assert wrong / 25 <= 0.05
    assert decided / 25 > 0.6


def test_the_step_down_by_hand() -> None:
    """Adjusted p-values are never below a pair's own, and are ordered like the statistics."""
    rng = np.random.default_rng(3)
    values = np.cumsum(rng.normal(0.02, 0.2, (5, 30)), axis=0)
    alone = pairwise_p_values(values, range(30), seed=4)
    together = simultaneous_p_values(values, range(30), seed=4)
    pairs = np.triu_indices(5, 1)
    assert np.allclose(together, together.T)
    assert (together[pairs] >= alone[pairs] - 0.01).all()
    differences = values[pairs[0]] - values[pairs[1]]
    statistic = np.abs(differences.sum(axis=1)) / np.sqrt((differences**2).sum(axis=1))
    order = np.argsort(-statistic)
    assert (np.diff(together[pairs][order]) >= 0).all()
    # The first pair is compared with the maximum over all pairs, the last with itself only.
    signs = np.random.default_rng(9).choice([-1.0, 1.0], (20_000, 30))
    scaled = differences / np.sqrt((differences**2).sum(axis=1))[:, None]
    flipped = np.abs(signs @ scaled.T)
    first, last = order[0], order[-1]
    largest = flipped.max(axis=1)
    assert together[pairs][first] == pytest.approx((largest >= statistic[first]).mean(), abs=0.01)
    assert together[pairs][last] >= (flipped[:, last] >= statistic[last]).mean() - 0.02
    assert np.isnan(simultaneous_p_values(values[:, :5], range(5), seed=1)).all()
    assert simultaneous_p_values(np.empty((0, 3)), "abc", seed=1).shape == (0, 0)


@pytest.mark.parametrize("bound", [0.0, 1.0])
def test_with_hidden_families_it_resolves_what_it_claims(bound: float) -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(0, 0.3, (200, 50))
    claims = [
        paired_difference(row, range(50), seed=1, bound=bound).resolves for row in values[:100]
    ]
    values += statistics.fmean(claim for claim in claims if claim is not None)
    found = [paired_difference(row, range(50), seed=1, bound=bound).p or 1 for row in values]
    assert 0.68 < np.mean(np.array(found) < 0.05) < 0.92


def test_a_fixed_sets_interval_covers_what_more_samples_would_give() -> None:
    rng = np.random.default_rng(2)
    truth_a, truth_b = rng.uniform(0, 1, 30), rng.uniform(0, 1, 30)
    covered = 0
    for _ in range(300):
        a = [rng.binomial(1, p, 8).astype(float).tolist() for p in truth_a]
        b = [rng.binomial(1, p, 8).astype(float).tolist() for p in truth_b]
        found = fixed_set_interval(a, b)
        assert found is not None
        covered += found[0] <= truth_b.mean() - truth_a.mean() <= found[1]
    assert covered / 300 > 0.92


def test_a_fixed_sets_interval_by_scipy_for_one_task() -> None:
    a, b = [0.1, 0.4, 0.3], [0.8, 0.7, 1.0, 0.9]
    expected = stats.ttest_ind(b, a, equal_var=False).confidence_interval(0.95)
    assert fixed_set_interval([a], [b]) == pytest.approx((expected.low, expected.high))
    assert fixed_set_interval([[1.0]], [[0.5, 0.5]]) is None
    assert fixed_set_interval([[1.0, 1.0]], [[0.5, 0.5]]) == (-0.5, -0.5)
    with pytest.raises(ValueError, match="groups"):
        fixed_set_interval([], [])
