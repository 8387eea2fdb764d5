"""The interval over tasks: coverage by simulation, and the rules for small n."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats import bootstrap
from effbench.stats.bootstrap import MIN_CLUSTERS, mean_interval


def test_one_cluster_has_no_interval():
    assert mean_interval([0.4], seed=1) is None


@pytest.mark.parametrize("n", [2, 5, 6, 40])
def test_equal_values_give_a_zero_width_interval(n):
    assert mean_interval([0.3] * n, seed=1) == (0.3, 0.3)


@pytest.mark.parametrize("n", range(2, MIN_CLUSTERS))
def test_few_clusters_get_students_interval(n):
    values = np.arange(float(n)) ** 2
    expected = scipy.stats.t.interval(0.95, n - 1, loc=values.mean(), scale=scipy.stats.sem(values))
    assert mean_interval(values, seed=1) == pytest.approx(expected)


@pytest.mark.parametrize("n", [6, 12, 100])
def test_width_agrees_with_students_interval_where_the_law_is_normal(n):
    values = scipy.stats.norm.ppf((np.arange(n) + 0.5) / n)
    low, high = mean_interval(values, seed=3, n_resamples=40_000)
    half_width = scipy.stats.t.ppf(0.975, n - 1) * scipy.stats.sem(values)
    # With 6 values, the resamples' standard errors vary widely, so the bootstrap is wider.
    assert high - low == pytest.approx(2 * half_width, rel=0.5 if n == 6 else 0.12)


def test_small_case_against_every_resample():
    values = np.array([0.0, 0.1, 0.2, 0.4, 0.8, 1.6])
    resamples = np.stack(np.meshgrid(*[values] * 6)).reshape(6, -1)
    errors = scipy.stats.sem(resamples, axis=0)
    kept = errors > 1e-12
    distances = (resamples.mean(axis=0) - values.mean())[kept] / errors[kept]
    lowest, highest = np.quantile(distances, (0.025, 0.975))
    error = scipy.stats.sem(values)
    expected = values.mean() - highest * error, values.mean() - lowest * error
    assert mean_interval(values, seed=7, n_resamples=200_000) == pytest.approx(expected, rel=0.03)


def test_a_cluster_counts_once_however_many_tasks_repeat_it():
    values = [0.3, 0.9, 0.2, 0.7, 0.4, 1.0, 0.8]
    tenfold = [value for value in values for _ in range(10)]
    names = [name for name in range(7) for _ in range(10)]
    assert mean_interval(tenfold, names, seed=5) == pytest.approx(mean_interval(values, seed=5))
    few = mean_interval(values[:4], seed=5)
    assert mean_interval(tenfold[:40], names[:40], seed=5) == pytest.approx(few)
    assert mean_interval(tenfold[:10], names[:10], seed=5) is None


def test_nearly_equal_values_fall_back_to_students_interval():
    values = [0.0] * 39 + [1.0]
    expected = scipy.stats.t.interval(0.95, 39, loc=1 / 40, scale=scipy.stats.sem(values))
    assert mean_interval(values, seed=1) == pytest.approx(expected)


def test_same_seed_same_interval_other_seed_another():
    values = np.random.default_rng(0).random(30)
    assert mean_interval(values, seed=11) == mean_interval(values, seed=11)
    assert mean_interval(values, seed=11) != mean_interval(values, seed=12)


def test_drawing_in_chunks_changes_nothing(monkeypatch):
    values = np.random.default_rng(0).random(30)
    whole = mean_interval(values, seed=11, n_resamples=500)
    monkeypatch.setattr(bootstrap, "_CHUNK", 90)
    assert mean_interval(values, seed=11, n_resamples=500) == whole


@given(st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=2, max_size=15))
def test_interval_holds_the_mean_and_grows_with_the_level(values):
    low, high = mean_interval(values, seed=1, n_resamples=400)
    lower, higher = mean_interval(values, seed=1, n_resamples=400, level=0.99)
    assert lower <= low <= high <= higher
    assert low - 1e-12 <= np.mean(values) <= high + 1e-12


def families(rng, sizes):
    """Cluster names, and a function that mixes a family's value with the task's own."""
    names = np.repeat(np.arange(sizes.size), sizes)

    def mixed(draw):
        return 0.6 * draw(sizes.size)[names] + 0.4 * draw(names.size)

    return names, mixed


@pytest.mark.parametrize("n", [12, 60])
@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("law", ["normal", "skewed"])
def test_coverage(law, clustered, n):
    """Coverage of the mean log-ratio's interval. It is lowest for skewed values in few families.

    In 1,500 runs it is 94 to 96 % for the normal law and 93 to 96 % for the skewed one.
    """
    rng = np.random.default_rng(99)
    draw = {"normal": rng.normal, "skewed": rng.exponential}[law]
    truth = {"normal": 0.0, "skewed": 1.0}[law]
    hits = 0
    runs = 500
    for run in range(runs):
        sizes = rng.choice([1, 1, 2, 3, 5], n) if clustered else np.ones(n, dtype=int)
        names, mixed = families(rng, sizes)
        values = mixed(lambda size: draw(size=size))
        low, high = mean_interval(values, names, seed=run, n_resamples=1_000)
        hits += low <= truth <= high
    weak = law == "skewed" and clustered
    assert hits / runs >= (0.91 if weak else 0.93)


@pytest.mark.parametrize(
    ("values", "options"),
    [
        ([], {}),
        ([[1.0, 2.0]], {}),
        ([1.0, math.nan], {}),
        ([1.0, math.inf], {}),
        ([1.0, 2.0], {"level": 1.0}),
        ([1.0, 2.0], {"level": 0.0}),
        ([1.0, 2.0], {"n_resamples": 0}),
    ],
)
def test_refuses_what_has_no_mean(values, options):
    with pytest.raises(ValueError):
        mean_interval(values, seed=1, **options)
