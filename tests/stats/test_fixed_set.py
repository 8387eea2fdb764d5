"""Intervals for a fixed set of tasks: compared with the definition and scipy, and coverage."""

import itertools
import statistics

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.at_k import best_of_k, best_of_k_without_each
from effbench.stats.fixed_set import fixed_set_mean_interval, fixed_set_score_interval
from effbench.stats.proportion import clopper_pearson

values = st.floats(-5, 5).map(lambda x: round(x, 3))


@given(st.lists(values, min_size=2, max_size=8), st.data())
def test_leaving_each_out_is_what_it_says(group, data):
    k = data.draw(st.integers(1, len(group) - 1))
    expected = [
        best_of_k(rest, k) for rest in itertools.combinations(sorted(group), len(group) - 1)
    ]
    assert sorted(best_of_k_without_each(group, k)) == pytest.approx(sorted(expected))


def test_leaving_out_the_only_one_leaves_nothing():
    with pytest.raises(ValueError, match="n is 0"):
        best_of_k_without_each([1.0], 1)


@given(st.lists(values, min_size=3, max_size=9, unique=True), st.floats(-3, 3))
def test_one_task_that_varies_has_students_interval_over_its_samples(group, other):
    found = fixed_set_mean_interval([group, [other, other]])
    error = scipy.stats.sem(group) / 2
    mean = (statistics.fmean(group) + other) / 2
    expected = scipy.stats.t.interval(0.95, len(group) - 1, loc=mean, scale=error)
    assert found == pytest.approx(expected)


def test_a_tasks_only_value_may_go_with_its_sample():
    found = fixed_set_mean_interval([[0.0, 0.0], [0.0, 0.0], [1.0, None]])
    certain = fixed_set_mean_interval([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    assert certain == (1 / 3, 1 / 3)
    assert found[1] - found[0] > 1


def test_without_a_second_sample_or_task_nothing_is_known():
    assert fixed_set_mean_interval([[1.0], [0.5, 0.4]]) is None
    assert fixed_set_mean_interval([[None, None], [0.5, 0.4]]) is None
    assert fixed_set_score_interval([[1.0], [0.5, 0.4]]) is None
    assert fixed_set_score_interval([[1.0] * 19], k=10) is None
    assert fixed_set_score_interval([[1.0] * 20], k=10) is not None


@pytest.mark.parametrize("groups", [[], [[0.5, 1.2]], [[-0.1, 0.5]]])
def test_refuses_what_is_no_score(groups):
    with pytest.raises(ValueError):
        fixed_set_score_interval(groups)


@pytest.mark.parametrize("level", [0.0, 1.0])
@pytest.mark.parametrize("interval", [fixed_set_score_interval, fixed_set_mean_interval])
def test_level_must_lie_inside_zero_and_one(interval, level):
    with pytest.raises(ValueError, match="level"):
        interval([[0.0, 1.0], [0.5, 0.5]], level=level)


def test_all_right_is_not_certainty():
    assert fixed_set_score_interval([[1.0] * 5] * 12) == pytest.approx(clopper_pearson(60, 60))


def test_tasks_that_always_or_never_pass_leave_little_to_luck():
    low, high = fixed_set_score_interval([[1.0] * 10] * 30 + [[0.0] * 10] * 30)
    assert 0.49 < low < 0.5 < high < 0.51


def chances(rng, law, mean, n_tasks):
    """Pass probabilities of the tasks. `even`: spread over 0 to 1; `ends`: near 0 or near 1."""
    if law == "even":
        return rng.beta(2 * mean, 2 * (1 - mean), n_tasks)
    near = rng.beta(0.5, 8, n_tasks)
    return np.where(rng.random(n_tasks) < mean, 1 - near, near)


@pytest.mark.parametrize("law", ["even", "ends"])
@pytest.mark.parametrize("mean", [0.5, 0.97])
@pytest.mark.parametrize(
    ("n_tasks", "n_samples"),
    [(12, 2), *(pytest.param(n, 5, marks=pytest.mark.nightly) for n in (12, 60))],
)
@pytest.mark.parametrize("graded", [False, True])
def test_coverage(law, mean, n_tasks, n_samples, graded):
    rng = np.random.default_rng(23)
    runs = 600
    hits = 0
    for _ in range(runs):
        chance = chances(rng, law, mean, n_tasks)
        worth = np.clip(1 - rng.exponential(0.2, n_tasks), 0.02, 1) if graded else np.ones(n_tasks)
        noise = 0.02 * graded * rng.uniform(-1, 1, (n_tasks, n_samples))
        passed = rng.random((n_tasks, n_samples)) < chance[:, None]
        groups = passed * (worth[:, None] + noise)
        low, high = fixed_set_score_interval(groups.tolist(), top=1.02 if graded else 1.0)
        hits += low <= float((chance * worth).mean()) <= high
    assert hits / runs >= 0.93


def test_coverage_of_the_best_of_ten():
    rng = np.random.default_rng(29)
    runs, hits, missed_by = 200, 0, []
    for _ in range(runs):
        chance = chances(rng, "even", 0.3, 60)
        groups = (rng.random((60, 50)) < chance[:, None]).astype(float)
        truth = float((1 - (1 - chance) ** 10).mean())
        low, high = fixed_set_score_interval(groups.tolist(), 10)
        hits += low <= truth <= high
        missed_by.append(max(low - truth, truth - high, 0))
    assert hits / runs >= 0.93
    assert max(missed_by) < 0.02


def test_coverage_of_a_mean_over_what_passed():
    rng = np.random.default_rng(31)
    runs, hits = 400, 0
    for _ in range(runs):
        own, chance = rng.normal(0, 0.5, 30), rng.beta(4, 1, 30)
        drawn = own[:, None] + rng.normal(0, 0.3, (30, 8))
        passed = rng.random((30, 8)) < chance[:, None]
        groups = [
            [float(v) if p else None for v, p in zip(row, ok, strict=True)]
            for row, ok in zip(drawn, passed, strict=True)
        ]
        low, high = fixed_set_mean_interval(groups)
        weights = 1 - (1 - chance) ** 8
        hits += low <= float((own * weights).sum() / weights.sum()) <= high
    assert hits / runs >= 0.93
