"""The field's metrics agree with brute-force versions of their definitions and known values."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.peers import effibench, enamel, evalperf, mercury, ours, speedups

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


ends = st.tuples(st.floats(0.05, 5), st.floats(1, 3)).map(lambda pair: (pair[0], pair[0] * pair[1]))
judged = st.lists(st.lists(st.none() | ends, min_size=3, max_size=5), min_size=1, max_size=4)


@given(judged, st.integers(1, 3))
def test_beats_fast_at_k_is_the_share_of_draws_with_a_sure_winner(
    tasks: list[list[tuple[float, float] | None]], k: int
) -> None:
    brute = statistics.fmean(
        statistics.fmean(
            any(ci is not None and ci[1] < 1 for ci in chosen)
            for chosen in itertools.combinations(task, k)
        )
        for task in tasks
    )
    assert ours.beats_fast_at_k(tasks, k) == pytest.approx(brute)


@given(judged, st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0]))
def test_fast_p_is_the_share_whose_slowest_speed_up_is_above_p(
    tasks: list[list[tuple[float, float] | None]], p: float
) -> None:
    brute = statistics.fmean(
        statistics.fmean(ci is not None and (p == 0 or 1 / ci[1] > p) for ci in task)
        for task in tasks
    )
    assert ours.fast_p(tasks, p) == pytest.approx(brute)


def test_only_what_is_surely_faster_beats_the_reference() -> None:
    faster, equal, slower = (0.5, 0.9), (0.9, 1.1), (2.0, 3.0)
    assert ours.beats_fast_at_k([[faster, equal], [slower, None]], 1) == pytest.approx(0.25)
    assert ours.beats_fast_at_k([[faster, equal], [slower, None]], 2) == pytest.approx(0.5)


def test_fast_p_counts_whole_intervals() -> None:
    tasks = [[(0.3, 0.45), (0.45, 0.55)], [None, (5.0, 6.0)]]
    assert ours.fast_p(tasks, 0) == pytest.approx((1 + 0.5) / 2)  # correct at all
    assert ours.fast_p(tasks, 1) == pytest.approx(0.5)
    assert ours.fast_p(tasks, 2) == pytest.approx(0.25)  # significantly twice as fast
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


@given(st.floats(0, 10), st.floats(0.01, 2), st.floats(1.01, 5))
def test_an_enamel_level_is_the_share_of_the_references_margin_that_is_left(
    seconds: float, reference: float, factor: float
) -> None:
    limit = reference * factor
    margin = limit - seconds if seconds < limit else 0.0
    found = enamel.level_efficiency(seconds, reference, limit)
    assert found == pytest.approx(margin / (limit - reference))


@given(st.lists(st.none() | st.floats(0, 2), min_size=4, max_size=4))
def test_an_enamel_sample_is_a_weighted_mean_of_the_levels_up_to_the_cut(
    levels: list[float | None],
) -> None:
    copies: list[float] = []
    cut = False
    for level, weight in zip(levels, (0, 3, 3, 4), strict=True):
        cut = cut or level is None
        copies += [0.0 if cut or level is None else level] * weight
    assert enamel.sample_efficiency(levels) == pytest.approx(statistics.fmean(copies))


def test_a_stopped_clock_gives_what_enamels_evaluator_gave_it() -> None:
    """A run of its evaluator with a patched `time` gave levels of 1.001, 1.021 and 2.000: 1.41."""
    found = enamel.sample_efficiency([1.0, 1.001, 1.021, 2.0])
    assert round(found, 2) == 1.41


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


@given(st.lists(times, min_size=2, max_size=8, unique=True), st.none() | times)
def test_mercurys_code_clips_seconds(history: list[float], seconds: float | None) -> None:
    late = 0.0 if seconds is None else sorted([0.0, max(history) - seconds, 1.0])[1]
    brute = late / (max(history) - min(history))
    assert mercury.beyond_mercury_compat(seconds, history) == pytest.approx(brute)


@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=5), min_size=1, max_size=5))
def test_beyond_at_k_averages_samples_then_tasks(tasks: list[list[float]]) -> None:
    assert mercury.beyond_at_k(tasks) == pytest.approx(
        statistics.fmean(map(statistics.fmean, tasks))
    )
    with pytest.raises(ValueError, match="without samples"):
        mercury.beyond_at_k([*tasks, []])


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


def test_the_third_of_four_clusters_outperforms_eighty_percent() -> None:
    """EvalPerf's own example: shares of 30, 50, 80 and 100 %, and the third cluster matches."""
    cluster = evalperf.matching_cluster(250.0, [1000.0, 600.0, 300.0, 100.0])
    assert (evalperf.dps(cluster, [30, 50, 80, 100]), evalperf.dps_norm(cluster, 4)) == (80, 75)


profiled = st.lists(st.floats(0, 100), max_size=4)


@given(st.lists(st.tuples(profiled, st.integers(0, 20)), min_size=1, max_size=5))
def test_evalperf_of_passed_and_with_failures_by_hand(
    rows: list[tuple[list[float], int]],
) -> None:
    tasks = [
        evalperf.TaskScores(scores, pass_at_1=5.0 * n_passed, n_passed=n_passed)
        for scores, n_passed in rows
    ]
    kept = [statistics.fmean(scores) for scores, n_passed in rows if scores and n_passed >= 10]
    found = evalperf.of_passed(tasks)
    assert found == (pytest.approx(statistics.fmean(kept)) if kept else None)
    everything = [  # one score per sample, 20 samples per task, 0 for a failure
        statistics.fmean([statistics.fmean(scores)] * n_passed + [0.0] * (20 - n_passed))
        if scores
        else 0.0
        for scores, n_passed in rows
    ]
    assert evalperf.with_failures(tasks) == pytest.approx(statistics.fmean(everything), abs=1e-9)


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


pairs_of_costs = st.lists(st.tuples(times, times), min_size=1, max_size=6)


@given(pairs_of_costs)
def test_the_two_definitions_agree_where_the_canonical_costs_do(
    pairs: list[tuple[float, float]],
) -> None:
    even = [(cost, 2.0) for cost, _ in pairs]
    mean = effibench.mean_of_ratios_of_passed(even)
    assert mean == pytest.approx(effibench.ratio_of_sums_of_passed(even))
    # The ratio of sums is the mean of the ratios, weighted by canonical cost.
    total = sum(canonical for _, canonical in pairs)
    weighed = sum(cost / canonical * canonical / total for cost, canonical in pairs)
    assert effibench.ratio_of_sums_of_passed(pairs) == pytest.approx(weighed)
    assert effibench.mean_of_ratios_of_passed(pairs) == pytest.approx(
        statistics.fmean(cost / canonical for cost, canonical in pairs)
    )


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), max_size=6))
def test_memory_over_time_is_the_area_under_the_line(points: list[tuple[float, float]]) -> None:
    points = sorted(points)
    area = float(np.trapezoid([m for _, m in points], [t for t, _ in points])) if points else 0.0
    assert effibench.memory_time_integral(points) == pytest.approx(area, abs=1e-9)


@given(st.lists(st.none() | st.tuples(times, times), min_size=1, max_size=6))
def test_effibench_x_by_hand(pairs: list[tuple[float, float] | None]) -> None:
    brute = [0.0 if pair is None else sorted([0.0, pair[1] / pair[0], 1.0])[1] for pair in pairs]
    assert effibench.speed_with_failures(pairs) == pytest.approx(statistics.fmean(brute))
    with pytest.raises(ValueError, match="no tasks"):
        effibench.speed_with_failures([])


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


@given(st.lists(st.none() | times, min_size=1, max_size=8))
def test_coffes_efficient_at_1_counts_over_all_tasks(values: list[float | None]) -> None:
    faster = [value for value in values if value is not None and value > 1]
    assert speedups.coffe_efficient_at_1(values) == pytest.approx(len(faster) / len(values))


@given(pairs_of_costs)
def test_coffes_speedup_is_a_ratio_of_sums(pairs: list[tuple[float, float]]) -> None:
    brute = sum(reference for _, reference in pairs) / sum(cost for cost, _ in pairs)
    assert speedups.coffe_speedup_of_passed(pairs) == pytest.approx(brute)


answers = st.lists(st.none() | st.floats(0.1, 5), min_size=1, max_size=5)


@given(st.lists(answers, min_size=1, max_size=5), st.sampled_from([1.1, 1.5, 2.0]))
def test_pies_metrics_by_hand(tasks: list[list[float | None]], threshold: float) -> None:
    best, optimised, correct = [], 0, 0
    for task in tasks:
        right = sorted(speedup for speedup in task if speedup is not None)
        best.append(right[-1] if right and right[-1] > 1 else 1.0)
        optimised += bool(right) and right[-1] >= threshold
        correct += bool(right)
    assert speedups.pie_mean_speedup(tasks) == pytest.approx(statistics.fmean(best))
    share = 100 / len(tasks)
    assert speedups.pie_percent_optimised(tasks, threshold) == pytest.approx(share * optimised)
    assert speedups.pie_percent_correct(tasks) == pytest.approx(share * correct)


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
