"""Who is ranked, and who shares a rank."""

import pytest

from effbench.leaderboard.ranking import RankRange, rank, ranking_metric
from effbench.leaderboard.reading import read_run

HIGH = [1.0, 0.9, 1.1, 0.95, 1.05, 0.9, 1.0, 1.1]
LIKE_HIGH = [0.9, 1.0, 1.05, 1.0, 0.95, 1.0, 0.9, 1.15]
LOW = [0.2, 0.3, 0.1, 0.25, 0.2, 0.3, 0.1, 0.2]


def ranks(*folders):
    runs = [read_run(folder) for folder in folders]
    found = rank(runs)
    return [str(found[run.id]) if run.id in found else None for run in runs]


def test_runs_that_the_tasks_part_and_runs_that_they_do_not(make_run):
    folders = [make_run("a", HIGH), make_run("b", LOW), make_run("c", LIKE_HIGH)]
    assert ranks(*folders) == ["1–2", "3", "1–2"]


def test_one_run_is_first(make_run):
    assert ranks(make_run()) == ["1"]


def test_no_runs_no_ranks():
    assert rank([]) == {}


@pytest.mark.parametrize("publishable", [False, None])
def test_only_publishable_runs_are_ranked(make_run, publishable):
    folders = [make_run("a", LOW), make_run("b", HIGH, publishable=publishable)]
    assert ranks(*folders) == ["1", None]


def test_identical_results_share_a_rank(make_run):
    assert ranks(make_run("a", HIGH), make_run("b", HIGH)) == ["1–2", "1–2"]


@pytest.mark.parametrize(("n", "expected"), [(5, ["1–2", "1–2"]), (6, ["1", "2"])])
def test_few_common_tasks_part_nobody(make_run, n, expected):
    assert ranks(make_run("a", [1.0] * n), make_run("b", [0.1] * n)) == expected


def test_pairs_are_compared_on_the_tasks_that_both_have(make_run):
    others = [f"other{i}" for i in range(8)]
    folders = [make_run("a", HIGH), make_run("b", LOW, task_ids=others)]
    assert ranks(*folders) == ["1–2", "1–2"]


def test_pairing_parts_what_the_separate_intervals_can_not(make_run):
    hard = [0.05 * i for i in range(1, 21)]
    a_bit_better = [value + 0.02 + 0.001 * i for i, value in enumerate(hard)]
    assert ranks(make_run("a", hard), make_run("b", a_bit_better)) == ["2", "1"]


def test_without_speed_pass_at_1_ranks(make_run):
    right, wrong = [1.0] * 12, [1.0, 0.0, 0.0, 0.0] * 3
    folders = [make_run("a", wrong, speed=False), make_run("b", right, speed=False)]
    assert ranking_metric([read_run(folder) for folder in folders]) == "pass@1"
    assert ranks(*folders) == ["2", "1"]


def test_a_run_without_the_ranking_metric_is_not_ranked(make_run):
    assert ranks(make_run("a", HIGH), make_run("b", HIGH, speed=False)) == ["1", None]


def test_rank_range_reads_as_a_range_only_when_it_is_one():
    assert (str(RankRange(2, 2)), str(RankRange(2, 5))) == ("2", "2–5")
