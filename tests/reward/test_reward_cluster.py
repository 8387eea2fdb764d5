"""The reward on a cluster's nodes equals the local reward."""

from __future__ import annotations

import math

import pytest
from clusters import needs_ray, small_cluster

from effbench.base.errors import UsageError
from effbench.executors import Audited, LocalExecutor, Node, Timed
from effbench.measure import REWARD_PLANS, compared_arm
from effbench.reward import Judge, core, engines
from effbench.sandbox import Sandbox
from effbench.tasks.suite import Suite

TASKS = ("lis_weighted", "merge_k_runs")


def test_a_loaded_suite_can_not_travel(tiny_suite: Suite) -> None:
    with pytest.raises(UsageError, match="nodes load a suite by its name: core, core-dev"):
        Judge(tiny_suite, "off", executor="ray")


def test_an_unknown_executor_is_one_clear_error() -> None:
    with pytest.raises(UsageError, match="--executor slurm: choose one of local, ray"):
        Judge("core", "off", executor="slurm")


class OneNode:
    """A cluster with this machine as its only node."""

    is_cluster = True

    def __init__(self, suite: Suite, sandbox: Sandbox, ratio: float) -> None:
        self._local = LocalExecutor(suite, sandbox, 0, REWARD_PLANS["reward"])
        self._ratio, self.examined, self.closed = ratio, 0, False

    def nodes(self) -> list[Node]:
        return [Node(name="n", slots=2)]

    def judge(self, jobs):
        return self._local.judge(jobs)

    def audit(self, when, shared, nodes):
        self.examined += 1
        yield Audited("n", (compared_arm("squares", when, [math.log(self._ratio)] * 8),))

    def time(self, jobs, nodes):
        assert list(nodes) == ["n"]
        for job in jobs:
            parts = [part for timed in self._local.time([job], nodes) for part in timed.timings]
            yield Timed(job, tuple(parts), last=True, node="n")

    def close(self) -> None:
        self.closed = True
        self._local.close()


@pytest.mark.parametrize(("ratio", "fit"), [(1.0, True), (1.3, False)])
def test_rewards_come_from_fit_nodes(
    tiny_suite: Suite, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, ratio: float, fit: bool
) -> None:
    node = OneNode(tiny_suite, sandbox, ratio)
    monkeypatch.setattr(engines, "open_executor", lambda *_, **__: node)
    monkeypatch.setattr(core, "require", lambda _: None)
    monkeypatch.setattr(core, "load_suite", lambda _: tiny_suite)
    task = tiny_suite.tasks[0]
    with Judge("core", "reward", executor="ray") as judge:
        good, bad = judge.score_many([(task.id, task.fast), (task.id, task.wrong["plain_sum"])])
        judge.score(task.id, task.fast + "\n# again")
    assert bad.status == "wrong_answer" and bad.reward == 0
    assert good.passed if fit else good.infra_error
    assert "no node is fit" in good.detail or fit
    assert node.examined == 1 and node.closed


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.usefixtures("sandbox")
def test_a_cluster_gives_the_verdicts_that_this_machine_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needs_ray()
    with small_cluster(1) as cluster, Judge("core", "off", workers=1) as here:
        monkeypatch.setenv("RAY_ADDRESS", cluster.address)
        with Judge("core", "reward", workers=1, executor="ray") as there:
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
            assert there.stats.get("infra_error", 0) == 0
