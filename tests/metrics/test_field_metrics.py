"""The field's metrics against their definitions, spelled out by brute force, and known values."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.metrics import effibench, enamel, evalperf, mercury, ours, speedups

times = st.floats(1e-3, 1e3)
efficiencies = st.floats(0, 3)


def best_of_all_subsets(values: Sequence[float], k: int) -> float:
    return statistics.fmean(max(chosen) for chosen in itertools.combinations(values, k))


# --- ours -------------------------------------------------------------------------------------


def test_speed_on_common_tasks_is_a_geometric_mean_over_those_alone() -> None:
    mean, n = ours.speed_on_common({"a": 2.0, "b": 1.0, "x": 9.0}, {"a": 1.0, "b": 2.0, "y": 1.0})
    assert (mean, n) == (pytest.approx(1.0), 2)
    assert ours.speed_on_common({"a": 1.0}, {"b": 1.0}) == (None, 0)
    with pytest.raises(ValueError, match="above 0"):
        ours.speed_on_common({"a": 0.0}, {"a": 1.0})


@given(
    st.dictionaries(st.sampled_from("abcdef"), times),
    st.dictionaries(st.sampled_from("abcdef"), times),
)
def test_speed_on_common_turned_round_is_the_reciprocal(
    a: dict[str, float], b: dict[str, float]
) -> None:
    ab, n = ours.speed_on_common(a, b)
    ba, m = ours.speed_on_common(b, a)
    assert n == m
    assert (ab is None) == (ba is None) == (n == 0)
    if ab is not None and ba is not None:
        assert ab * ba == pytest.approx(1)


def test_only_what_is_surely_faster_beats_the_reference() -> None:
    faster, equal, slower = (0.5, 0.9), (0.9, 1.1), (2.0, 3.0)
    assert ours.beats_fast_at_k([[faster, equal], [slower, None]], 1) == pytest.approx(0.25)
    assert ours.beats_fast_at_k([[faster, equal], [slower, None]], 2) == pytest.approx(0.5)


def test_fast_p_counts_whole_intervals() -> None:
    tasks = [[(0.3, 0.45), (0.45, 0.55)], [None, (5.0, 6.0)]]
    assert ours.fast_p(tasks, 0) == pytest.approx((1 + 0.5) / 2)  # correct at all
    assert ours.fast_p(tasks, 1) == pytest.approx(0.5)
    assert ours.fast_p(tasks, 2) == pytest.approx(0.25)  # twice as fast, beyond doubt
    with pytest.raises(ValueError, match="p is -1"):
        ours.fast_p(tasks, -1)
    with pytest.raises(ValueError, match="no tasks"):
        ours.fast_p([], 1)


# --- ENAMEL -----------------------------------------------------------------------------------


def test_enamel_levels() -> None:
    assert enamel.level_efficiency(1.0, 1.0) == 1
    assert enamel.level_efficiency(0.0, 1.0) == 2  # not capped
    assert enamel.level_efficiency(1.5, 1.0) == pytest.approx(0.5)
    assert enamel.level_efficiency(2.5, 1.0) == 0
    assert enamel.level_efficiency(None, 1.0) == 0
    assert enamel.level_efficiency(1.0, 0.5, 2.5) == pytest.approx(0.75)
    for wrong in ((1.0, 0.0, 1.0), (1.0, 2.0, 1.0), (-1.0, 1.0, 2.0), (math.nan, 1.0, 2.0)):
        with pytest.raises(ValueError):
            enamel.level_efficiency(*wrong)


def test_enamel_samples_weigh_levels_0_3_3_4() -> None:
    assert enamel.sample_efficiency([0.0, 1.0, 1.0, 1.0]) == pytest.approx(1)
    assert enamel.sample_efficiency([1.0, 1.0, 0.5, 0.25]) == pytest.approx(0.55)
    assert enamel.sample_efficiency([1.0, 1.0, None, 1.0]) == pytest.approx(0.3)  # then all cut off
    assert enamel.sample_efficiency([]) == 0
    with pytest.raises(ValueError, match="2 levels for 4 weights"):
        enamel.sample_efficiency([1.0, 1.0])


@given(st.lists(st.lists(efficiencies, min_size=4, max_size=6), min_size=1, max_size=4))
def test_enamel_eff_at_k_is_the_mean_best_of_all_subsets(tasks: list[list[float]]) -> None:
    for k in (1, 2, 4):
        brute = statistics.fmean(best_of_all_subsets(task, k) for task in tasks)
        assert enamel.eff_at_k(tasks, k) == pytest.approx(brute)


# --- Mercury ----------------------------------------------------------------------------------


@given(st.lists(times, min_size=2, max_size=8), times)
def test_beyond_is_the_place_in_the_range(history: list[float], seconds: float) -> None:
    low, high = min(history), max(history)
    value = mercury.beyond(seconds, history)
    assert 0 <= value <= 1
    if low < high:
        share = (high - seconds) / (high - low)
        assert value == pytest.approx(min(1, max(0, share)))
    if seconds <= low:
        assert value == 1


def test_beyond_of_the_repository_differs_where_the_paper_clamps() -> None:
    history = [0.1, 0.3]
    assert mercury.beyond(0.05, history) == 1
    assert mercury.beyond_mercury_compat(0.05, history) == pytest.approx(1.25)  # above 1
    slow = [1.0, 11.0]
    assert mercury.beyond(1.0, slow) == 1
    assert mercury.beyond_mercury_compat(1.0, slow) == pytest.approx(0.1)  # one second of ten
    assert mercury.beyond(None, history) == mercury.beyond_mercury_compat(None, history) == 0
    assert mercury.beyond(0.2, history) == pytest.approx(
        mercury.beyond_mercury_compat(0.2, history)
    )
    assert (mercury.beyond(1.0, [1.0, 1.0]), mercury.beyond(1.1, [1.0])) == (1, 0)
    for wrong in (lambda: mercury.beyond(1.0, []), lambda: mercury.beyond(-1.0, history)):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError, match="divides by zero"):
        mercury.beyond_mercury_compat(1.0, [2.0, 2.0])
    assert mercury.beyond_at_k([[1.0, 0.0], [0.5, 0.5]]) == pytest.approx(0.5)


# --- EvalPerf ---------------------------------------------------------------------------------


@given(st.lists(times, min_size=1, max_size=6), times)
def test_a_sample_matches_the_fastest_cluster_it_keeps_up_with(
    costs: list[float], cost: float
) -> None:
    clusters = sorted(costs, reverse=True)
    found = evalperf.matching_cluster(cost, clusters)
    if found == evalperf.NO_CLUSTER:
        assert cost > clusters[0]
    else:
        assert cost <= clusters[found]
        assert all(cost > later for later in clusters[found + 1 :])


def test_dps_and_its_norm() -> None:
    shares = [20.0, 50.0, 100.0]
    assert [evalperf.dps(i, shares) for i in (-1, 0, 2)] == [0, 20, 100]
    assert [evalperf.dps_norm(i, 4) for i in (-1, 0, 3)] == [0, 25, 100]
    for wrong in (
        lambda: evalperf.dps(3, shares),
        lambda: evalperf.dps(-2, shares),
        lambda: evalperf.dps_norm(4, 4),
    ):
        with pytest.raises(IndexError):
            wrong()
    with pytest.raises(ValueError, match="descend"):
        evalperf.matching_cluster(1.0, [1.0, 2.0])


def test_a_models_dps_is_about_tasks_it_passes_and_the_other_one_about_all() -> None:
    good = evalperf.TaskScores([100.0, 50.0], pass_at_1=50.0, n_passed=10)
    rare = evalperf.TaskScores([100.0], pass_at_1=5.0, n_passed=1)
    none = evalperf.TaskScores([], pass_at_1=0.0, n_passed=0)
    assert evalperf.of_passed([good, rare, none]) == 75
    assert evalperf.of_passed([rare, none]) is None
    assert evalperf.with_failures([good, rare, none]) == pytest.approx((37.5 + 5 + 0) / 3)
    assert evalperf.pass_at_1([good, rare, none]) == pytest.approx(55 / 3)


# --- EffiBench --------------------------------------------------------------------------------


def test_the_two_definitions_of_net() -> None:
    pairs = [(2.0, 1.0), (10.0, 10.0)]
    assert effibench.mean_of_ratios_of_passed(pairs) == pytest.approx(1.5)
    assert effibench.ratio_of_sums_of_passed(pairs) == pytest.approx(12 / 11)
    assert effibench.mean_of_ratios_of_passed([]) is None
    assert effibench.ratio_of_sums_of_passed([]) is None
    with pytest.raises(ValueError, match="positive"):
        effibench.mean_of_ratios_of_passed([(1.0, 0.0)])


def test_effibench_x_caps_at_one_and_keeps_failures() -> None:
    assert effibench.speed_with_failures([(1.0, 2.0), (4.0, 1.0), None]) == pytest.approx(1.25 / 3)


def test_total_memory_usage_is_a_trapezoid() -> None:
    assert effibench.memory_time_integral([(0, 1), (2, 3), (3, 3)]) == 7
    assert effibench.memory_time_integral([(0, 5)]) == 0
    with pytest.raises(ValueError, match="time order"):
        effibench.memory_time_integral([(1, 1), (0, 1)])


# --- speed-ups --------------------------------------------------------------------------------


@given(st.lists(st.none() | times, min_size=1, max_size=8))
def test_algotunes_score_is_a_harmonic_mean(values: list[float | None]) -> None:
    brute = statistics.harmonic_mean([max(1.0, v or 1.0) for v in values])
    assert speedups.algotune_score(values) == pytest.approx(brute)


def test_coffe_and_pie() -> None:
    assert speedups.coffe_efficient_at_1([1.0, 1.01, None, 0.5]) == 0.25  # strictly faster
    assert speedups.coffe_speedup_of_passed([(2.0, 1.0), (2.0, 3.0)]) == 1
    assert speedups.coffe_speedup_of_passed([]) is None
    tasks = [[None, 0.5], [1.1, 3.0], [1.05], [None]]
    assert [speedups.pie_best_of_n(task) for task in tasks] == [1, 3, 1.05, 1]
    assert speedups.pie_mean_speedup(tasks) == pytest.approx(6.05 / 4)
    assert speedups.pie_percent_optimised(tasks) == 25
    assert speedups.pie_percent_correct(tasks) == 75
    for function in (
        speedups.algotune_score,
        speedups.coffe_efficient_at_1,
        speedups.pie_mean_speedup,
        speedups.pie_percent_optimised,
    ):
        with pytest.raises(ValueError, match="no tasks"):
            function([])
