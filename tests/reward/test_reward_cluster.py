"""The reward on a cluster's nodes beside the reward here."""

from __future__ import annotations

import pytest
from clusters import needs_ray, small_cluster

from effbench.errors import UsageError
from effbench.reward import Judge
from effbench.suite import Suite

TASKS = ("lis_weighted", "merge_k_runs")


def test_a_loaded_suite_can_not_travel(tiny_suite: Suite) -> None:
    with pytest.raises(UsageError, match="nodes load a suite by its name: core, core-dev"):
        Judge(tiny_suite, "off", executor="ray")


def test_an_unknown_executor_is_one_clear_error() -> None:
    with pytest.raises(UsageError, match="--executor slurm: choose one of local, ray"):
        Judge("core", "off", executor="slurm")


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_a_cluster_gives_the_verdicts_that_this_machine_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needs_ray()
    with small_cluster(1) as cluster, Judge("core", "off", workers=1) as here:
        monkeypatch.setenv("RAY_ADDRESS", cluster.address)
        with Judge("core", "quick", workers=1, executor="ray") as there:
            pairs = []
            for name in TASKS:
                task = there.task(name)
                sources = [task.fast, task.references["slow"], *list(task.wrong.values())[:1]]
                pairs += [(name, source) for source in [*sources, "no code at all", "def f(:"]]
            found = there.score_many(pairs)
            assert [v.status for v in found] == [v.status for v in here.score_many(pairs)]
            for index in range(0, len(found), len(found) // len(TASKS)):
                fast, slow, *others = found[index : index + len(found) // len(TASKS)]
                assert fast.reward is not None and slow.reward is not None
                assert fast.reward > slow.reward
                assert all(v.reward == 0 for v in others)
            assert there.stats["infra_error"] == 0
