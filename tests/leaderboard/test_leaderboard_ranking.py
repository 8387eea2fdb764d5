"""Ranks: the runs that are ranked, and the runs that share a rank."""

import itertools
import random

import pytest

from effbench.leaderboard.ranking import Ranking, RankRange, rank, ranking_metric
from effbench.leaderboard.reading import read_run
from effbench.results.comparison import compare

HIGH = [1.0, 0.9, 1.1, 0.95, 1.05, 0.9, 1.0, 1.1]
LIKE_HIGH = [0.9, 1.0, 1.05, 1.0, 0.95, 1.0, 0.9, 1.15]
LOW = [0.2, 0.3, 0.1, 0.25, 0.2, 0.3, 0.1, 0.2]


def ranks(*folders):
    runs = [read_run(folder) for folder in folders]
    found = rank(runs).ranges
    return [str(found[run.id]) if run.id in found else None for run in runs]


def test_runs_that_the_tasks_part_and_runs_that_they_do_not(make_run):
    folders = [make_run("a", HIGH), make_run("b", LOW), make_run("c", LIKE_HIGH)]
    assert ranks(*folders) == ["1–2", "3", "1–2"]


def test_one_run_is_first(make_run):
    assert ranks(make_run()) == ["1"]


def test_no_runs_no_ranks():
    assert rank([]) == Ranking({}, 0, 0)


@pytest.mark.parametrize("publishable", [False, None])
def test_only_publishable_runs_are_ranked(make_run, publishable):
    folders = [make_run("a", LOW), make_run("b", HIGH, publishable=publishable)]
    assert ranks(*folders) == ["1", None]


def test_identical_results_share_a_rank(make_run):
    assert ranks(make_run("a", HIGH), make_run("b", HIGH)) == ["1–2", "1–2"]


def test_a_family_of_many_tasks_counts_once(make_run):
    names = [f"task{i:02}" for i in range(20)]
    better = [0.9 if i < 15 else 0.5 for i in range(20)]
    values = {"a": [0.5] * 20, "b": better}
    apart = {name: {"digest": name} for name in names}
    together = {name: {"digest": name, "family": f"f{max(14, i)}"} for i, name in enumerate(names)}
    for tasks, expected in ((apart, ["2", "1"]), (together, ["1–2", "1–2"])):
        about = {"name": "core", "version": "1", "digest": "d" * 64, "locked": True}
        suite = about | {"tasks": tasks}
        folders = [make_run(name, effs, suite=suite) for name, effs in values.items()]
        assert ranks(*folders) == expected


@pytest.mark.parametrize("missing", [0, 3])
def test_no_pair_is_decided_that_compare_does_not_decide(make_run, missing):
    rng = random.Random(4)
    names = [f"task{i:02}" for i in range(24)]
    tasks = {name: {"digest": name, "family": f"f{i % 15}"} for i, name in enumerate(names)}
    about = {"name": "core", "version": "1", "digest": "d" * 64, "locked": True}
    suite = about | {"tasks": tasks}
    folders = []
    for number in range(8):
        kept = sorted(rng.sample(names, len(names) - rng.randint(0, missing)))
        effs = [max(0.1, rng.gauss(0.6 + 0.05 * number, 0.2)) for _ in kept]
        folders.append(make_run(f"m{number}", effs, task_ids=kept, suite=suite))
    ahead = dict.fromkeys(folders, 0)
    behind = dict.fromkeys(folders, 0)
    for a, b in itertools.combinations(folders, 2):
        verdict = compare(a, b).metrics[1].verdict
        assert verdict in ("better", "worse", "tied")
        if verdict != "tied":
            winner, loser = (b, a) if verdict == "better" else (a, b)
            behind[winner] += 1
            ahead[loser] += 1
    runs = [read_run(folder) for folder in folders]
    found = rank(runs)
    assert found.n_pairs == 28
    assert 0 < found.n_decided <= sum(ahead.values())
    for folder, run in zip(folders, runs, strict=True):
        assert found.ranges[run.id].best <= 1 + ahead[folder]
        assert found.ranges[run.id].worst >= len(folders) - behind[folder]
    assert sum(run_range.best - 1 for run_range in found.ranges.values()) == found.n_decided


@pytest.mark.parametrize(("n", "expected"), [(5, ["1–2", "1–2"]), (6, ["1", "2"])])
def test_few_common_tasks_part_nobody(make_run, n, expected):
    assert ranks(make_run("a", [1.0] * n), make_run("b", [0.1] * n)) == expected


def test_pairs_are_compared_on_the_tasks_that_both_have(make_run):
    others = [f"other{i}" for i in range(8)]
    folders = [make_run("a", HIGH), make_run("b", LOW, task_ids=others)]
    assert ranks(*folders) == ["1–2", "1–2"]


def test_pairing_parts_what_the_separate_intervals_can_not(make_run):
    hard = [0.05 * i for i in range(1, 21)]
    a_bit_better = [value + 0.08 + 0.001 * i for i, value in enumerate(hard)]
    assert ranks(make_run("a", hard), make_run("b", a_bit_better)) == ["2", "1"]


def test_a_lead_that_one_hidden_failure_would_undo_parts_nobody(make_run):
    hard = [0.05 * i for i in range(1, 21)]
    hardly_better = [value + 0.02 for value in hard]
    assert ranks(make_run("a", hard), make_run("b", hardly_better)) == ["1–2", "1–2"]


def test_without_speed_pass_at_1_ranks(make_run):
    right, wrong = [1.0] * 12, [1.0, 0.0, 0.0, 0.0] * 3
    folders = [make_run("a", wrong, speed=False), make_run("b", right, speed=False)]
    assert ranking_metric([read_run(folder) for folder in folders]) == "pass@1"
    assert ranks(*folders) == ["2", "1"]


def test_a_run_without_the_ranking_metric_is_not_ranked(make_run):
    assert ranks(make_run("a", HIGH), make_run("b", HIGH, speed=False)) == ["1", None]


def test_rank_range_reads_as_a_range_only_when_it_is_one():
    assert (str(RankRange(2, 2)), str(RankRange(2, 5))) == ("2", "2–5")
