"""Agreement of nodes: outliers are found in simulated audits with a known truth."""

from __future__ import annotations

import math
import random

import pytest

from effbench.base import MachineSection
from effbench.base.records import NodeRecord
from effbench.measure import compared_arm
from effbench.measure.between_nodes import (
    TOLERANCE,
    agreement,
    agreement_as_dict,
    agreement_in_words,
    disagreeing,
)

NOISE = 0.03
NOT_DESCRIBED = MachineSection()


def node(
    name: str,
    factors: dict[str, float],
    seed: int,
    n_timed: int = 0,
    slots: int = 2,
    moments: tuple[str, ...] = ("start", "end"),
    at: dict[str, float] | None = None,
) -> NodeRecord:
    """A node whose ratios are off by `factors[task]` for each audit sample, and by a further
    `at[moment]` at a moment; each block has a true ratio."""
    rng = random.Random(seed)
    arms = []
    for task, factor in factors.items():
        for when in moments:
            drift = math.log((at or {}).get(when, 1.0))
            truth = random.Random(f"{task}{when}")
            logs = [
                truth.gauss(0.5, 0.2) + math.log(factor) + drift + rng.gauss(0, NOISE)
                for _ in range(8)
            ]
            arms.append(compared_arm(task, when, logs))
    return NodeRecord(
        name=name,
        tier="T1",
        slots=slots,
        machine=NOT_DESCRIBED,
        shared=tuple(arms),
        n_timed=n_timed,
    )


def nodes(*factors: float) -> list[NodeRecord]:
    return [
        node(f"n{i}", {"x": factor, "y": 1.0}, seed=i, n_timed=i)
        for i, factor in enumerate(factors)
    ]


def test_equal_nodes_agree() -> None:
    found = agreement(nodes(1, 1, 1, 1))
    assert len(found) == 4
    assert all(one.agrees for one in found.values())
    assert all(abs(one.ratio - 1) < TOLERANCE for one in found.values())


def test_false_alarms_are_rare() -> None:
    alarms = sum(
        bool(disagreeing([node(f"n{i}", {"x": 1.0, "y": 1.0}, seed=10 * r + i) for i in range(5)]))
        for r in range(100)
    )
    assert alarms <= 1


@pytest.mark.parametrize("factor", [1.4, 3.0, 0.6])
@pytest.mark.parametrize("moment", ["start", "middle", "end"])
def test_who_is_wrong_at_one_moment_disagrees(moment: str, factor: float) -> None:
    three = ("start", "middle", "end")
    good = [node(f"n{i}", {"x": 1.0}, seed=i, moments=three) for i in range(3)]
    bad = node("bad", {"x": 1.0}, seed=9, moments=three, at={moment: factor})
    assert set(disagreeing([*good, bad])) == {"bad"}


def test_of_a_node_that_agrees_all_moments_are_told_together() -> None:
    """The ratio reported is the overall one, not that of a moment whose blocks are off by
    chance.
    """
    wild = [0.9, 0.8, -0.5, 0.7, -0.4, 0.6, -0.3, 0.5]
    calm = [0.01 * (-1) ** i for i in range(8)]

    def with_start(name: str, start: list[float]) -> NodeRecord:
        moments = (("start", start), ("middle", calm), ("end", calm))
        arms = tuple(compared_arm("t", when, logs) for when, logs in moments)
        return NodeRecord(name=name, tier="T1", slots=1, machine=NOT_DESCRIBED, shared=arms)

    found = agreement([with_start("a", wild), with_start("b", calm)])
    assert disagreeing([with_start("a", wild), with_start("b", calm)]) == {}
    assert found["a"].ratio == pytest.approx(1.0, abs=0.04)


def test_the_odd_one_out_is_found_and_named() -> None:
    odd = disagreeing(nodes(1, 1, 1.25, 1))
    assert set(odd) == {"n2"}
    assert odd["n2"].task_id == "x"
    assert odd["n2"].ratio == pytest.approx(1.25, rel=0.05)


def test_opposite_differences_do_not_cancel() -> None:
    odd = disagreeing(
        [node(f"n{i}", {"x": 1.0, "y": 1.0}, seed=i) for i in range(3)]
        + [node("odd", {"x": 1.2, "y": 1 / 1.2}, seed=9)]
    )
    assert set(odd) == {"odd"}


def test_of_two_the_one_that_timed_less_goes() -> None:
    assert set(disagreeing(nodes(1, 1.3))) == {"n0"}
    assert set(disagreeing(list(reversed(nodes(1.3, 1))))) == {"n0"}


def test_a_node_with_nothing_in_common_agrees() -> None:
    one, other = node("a", {"x": 1.0}, seed=1), node("b", {"y": 3.0}, seed=2)
    assert agreement([one, other]) == {}
    assert disagreeing([one, other]) == {}
    assert disagreeing([]) == {}
    assert disagreeing([one]) == {}


def test_a_difference_within_the_tolerance_is_no_disagreement() -> None:
    assert disagreeing(nodes(1, 1, 1.03, 1)) == {}


def audited(name: str, factor: float, n_timed: int) -> NodeRecord:
    logs = [math.log(factor) + 0.001 * i for i in range(8)]
    arms = (compared_arm("t", "start", logs),)
    return NodeRecord(
        name=name, tier="T1", slots=1, machine=NOT_DESCRIBED, shared=arms, n_timed=n_timed
    )


@pytest.mark.parametrize(
    ("n_timed", "words"),
    [(0, "outliers: odd; the run does not hold times of both sides"),
     (6, "outliers: odd; the run holds their times and the others'")],
)  # fmt: skip
def test_it_is_said_whether_nodes_that_disagree_are_pooled(n_timed: int, words: str) -> None:
    nodes = [audited("a", 1.0, 6), audited("b", 1.0, 6), audited("odd", 1.4, n_timed)]
    assert agreement_in_words(nodes) == words
    assert agreement_in_words(nodes[:2]) == "they agree"
    found = agreement_as_dict(nodes)
    assert found is not None and found["verdict"] == words
    assert [one["agrees"] for one in found["nodes"].values()] == [True, True, False]
    assert agreement_as_dict([]) is None
