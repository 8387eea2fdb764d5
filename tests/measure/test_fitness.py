"""Fitness of machines with a known fault, simulated block by block, and its description."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from fakes import audit_arms

from effbench.base.records import Certificate, CertificateArm
from effbench.measure.fitness import (
    MOMENTS,
    QUICK_TARGET,
    RULE,
    advice,
    certificate,
    compared_arm,
    effort,
    in_one_line,
    is_precise,
    judged_again,
    refuted,
    target_of,
    worst,
)
from effbench.measure.known import KINDS, PREFIX, RATIOS
from effbench.stats.ratio import centre

Fault = Callable[[str, float, int], float]
"""(task, true ratio, moment) -> the log of the factor by which the measured ratio is wrong."""


def machine(
    seed: int,
    noise: float = 0.08,
    fault: Fault = lambda task, truth, moment: 0.0,
    target: float = 0.05,
    moments: Sequence[str] = MOMENTS,
) -> Certificate:
    """The certificate of a run on a machine with this noise per block, and this fault."""
    rng, wanted = np.random.default_rng(seed), effort(target)
    arms: list[CertificateArm] = []
    audits: list[CertificateArm] = []
    for when in moments:
        number = MOMENTS.index(when)
        for task in ("a", "b", "c"):
            logs = rng.normal(fault(task, 1.0, number), noise, wanted.task_blocks)
            arms.append(compared_arm(task, when, logs.tolist()))
        for kind in KINDS:
            for truth in RATIOS:
                error = fault(PREFIX + kind, truth, number)
                logs = rng.normal(math.log(truth) + error, noise, wanted.audit_blocks)
                audits.append(compared_arm(PREFIX + kind, when, logs.tolist(), truth))
    found = certificate(arms, audits, target)
    assert found is not None
    return found


def failed(found: Certificate) -> set[str]:
    return {check.kind for check in found.checks if not check.held}


# --- the faults that the pooled ratio alone let through -----------------------------------------

FAULTS: dict[str, tuple[float, Fault, set[str]]] = {
    # A moment's interval is about as wide as its margin: it may hold by chance.
    "noise of 30 % a block": (0.3, lambda *_: 0.0, {"audit"}),
    "two tasks 20 % off in opposite ways": (
        0.08,
        lambda task, *_: {"a": math.log(1.2), "b": -math.log(1.2)}.get(task, 0.0),
        {"task"},
    ),
    "a drift from -15 to +15 %": (
        0.08,
        lambda task, truth, moment: (moment - 1) * math.log(1.15),
        {"moment", "drift"},
    ),
    "5 % everywhere": (0.08, lambda *_: math.log(1.05), {"moment"}),
    "comparisons with intervals from .5 to 1.5": (0.6, lambda *_: 0.0, {"all", "moment", "task"}),
    "one kind of code 10 % off": (
        0.08,
        lambda task, truth, _: math.log(1.1) * (task == PREFIX + "memory" and truth != 1),
        {"audit"},
    ),
    "ratios drawn to 1": (0.08, lambda task, truth, _: -0.1 * math.log(truth), {"audit"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_machine_with_a_fault_is_unfit_and_the_check_is_named(name: str) -> None:
    noise, fault, kinds = FAULTS[name]
    for seed in range(5):
        found = machine(seed, noise, fault)
        assert not found.fit
        assert kinds <= failed(found) and found.note


@pytest.mark.parametrize("target", [QUICK_TARGET, 0.05])
@pytest.mark.parametrize("noise", [0.02, 0.08])
def test_a_clean_machine_is_fit(noise: float, target: float) -> None:
    passed = [machine(seed, noise, target=target).fit for seed in range(12)]
    assert sum(passed) >= 11


def test_the_older_rule_let_most_of_them_through() -> None:
    """The older rule (the pooled ratio of 72 blocks within 5 % of 1) passed these machines."""
    rng = np.random.default_rng(1)
    shifts = np.repeat(np.linspace(-1, 1, 9) * math.log(1.15), 8)
    for noise, by in ((0.3, np.zeros(72)), (0.08, shifts)):
        passed = [abs(centre(rng.normal(by, noise)).ratio - 1) <= 0.05 for _ in range(100)]
        assert sum(passed) >= 75


# --- the checks themselves ----------------------------------------------------------------------


def test_margins_and_blocks_follow_from_the_target() -> None:
    asked = [target_of(precision, 20) for precision in (None, 0.05, 0.02)]
    assert asked == [QUICK_TARGET, 0.05, 0.02]
    assert target_of(0.02, 19) == QUICK_TARGET  # of a few tasks
    assert effort(0.05).task_blocks == 4 * effort(0.1).task_blocks
    blocks = [effort(target) for target in (QUICK_TARGET, 0.05, 0.02)]
    assert [one.audit_blocks for one in blocks] == [6, 12, 75]
    assert [one.most_audit_blocks for one in blocks] == [12, 24, 150]
    margins = {check.kind: check.margin for check in machine(1, 0.02).checks}
    assert margins["all"] == margins["moment"] == 0.05
    assert margins["drift"] == pytest.approx(0.075)
    assert margins["task"] == margins["audit"] == pytest.approx(0.1)


def test_whether_a_kind_needs_more_blocks_depends_on_width_alone() -> None:
    rng = np.random.default_rng(4)
    quiet, noisy = rng.normal(0, 0.05, 12), rng.normal(0, 0.4, 12)
    for shift in (0.0, 0.5):  # also if it is far beyond the margin
        assert is_precise([quiet + shift, quiet], 0.05)
        assert not is_precise([quiet, noisy + shift], 0.05)
    assert not is_precise([quiet[:2]], 0.05)  # no interval


def test_every_program_and_moment_has_a_check() -> None:
    named = {(check.kind, check.what) for check in machine(1, 0.02).checks}
    assert {what for kind, what in named if kind == "moment"} == set(MOMENTS)
    assert {what for kind, what in named if kind == "task"} == {"a", "b", "c"}
    assert len([what for kind, what in named if kind == "audit"]) == len(KINDS) * len(RATIOS)
    assert {kind for kind, _ in named} == {"all", "moment", "drift", "task", "audit"}


@pytest.mark.parametrize("moments", [("start",), ("end",), ("start", "middle")])
def test_a_run_that_is_not_finished_is_not_fit(moments: tuple[str, ...]) -> None:
    found = machine(1, 0.02, moments=moments)
    assert not found.fit and "data" in failed(found)
    assert "was not measured" in found.note and "finish the run" in advice(found.checks)
    assert not refuted(found)  # no check is refuted


def test_a_node_that_came_after_the_start_may_be_fit() -> None:
    assert machine(1, 0.02, moments=("middle", "end")).fit


def test_what_was_not_measured_fails_and_is_named() -> None:
    whole = machine(1, 0.02)
    without_kind = [a for a in whole.audits if a.task_id != PREFIX + "bigint" or a.when != "end"]
    found = certificate(whole.arms, without_kind, 0.05)
    assert found is not None and not found.fit
    assert "code of known ratio (bigint) at the end was not measured" in found.note
    without_tasks = [arm for arm in whole.arms if arm.when != "middle"]
    found = certificate(without_tasks, whole.audits, 0.05)
    assert found is not None and not found.fit
    assert "identical code at the middle was not measured" in found.note
    assert certificate((), whole.audits, 0.05) is None


def test_without_an_interval_nothing_is_held() -> None:
    arms = [compared_arm("a", when, [0.0]) for when in ("start", "end")]
    audits = [audit for when in ("start", "end") for audit in audit_arms(when)]
    found = certificate(arms, audits, 0.05)
    assert found is not None and not found.fit
    assert "identical code of task a: too few blocks for an interval" in found.note


def test_only_an_interval_beyond_the_margin_refutes() -> None:
    noisy = machine(1, 0.3, moments=("start",))
    assert not noisy.fit and not refuted(noisy)
    off = machine(1, 0.05, lambda *_: math.log(1.3), moments=("start",))
    assert "identical code" in refuted(off) and "allowed 1 ± 0.05" in refuted(off)


def test_a_note_names_the_worst_and_counts_the_others() -> None:
    found = machine(1, 0.05, lambda *_: math.log(1.3))
    assert found.note.count("measures") == 4
    n_failed = sum(not check.held for check in found.checks)
    assert f"and {n_failed - 4} checks more" in found.note


def test_the_advice_fits_the_checks() -> None:
    assert advice(machine(1, 0.02).checks) == ""
    drift = machine(1, 0.02, lambda task, truth, moment: (moment - 1) * math.log(1.2))
    assert "cool down" in advice(drift.checks)
    memory = machine(1, 0.02, lambda task, truth, _: math.log(1.3) * (truth == 5))
    assert "caches" in advice(memory.checks) and "cool down" not in advice(memory.checks)
    assert "too noisy" in advice(machine(1, 0.3).checks)


def test_a_certificate_of_many_nodes_is_judged() -> None:
    """With this many blocks, the Walsh averages would not fit into memory."""
    rng = np.random.default_rng(1)
    arms = [
        compared_arm("a", when, rng.normal(0, 0.1, 4_100).tolist()) for when in ("start", "end")
    ]
    audits = [audit for when in ("start", "end") for audit in audit_arms(when, blocks=24)]
    found = certificate(arms, audits, 0.05)
    assert found is not None and found.fit and found.n == 8_200


# --- older certificates -------------------------------------------------------------------------


def test_an_older_certificate_is_judged_by_its_own_rule() -> None:
    arms = machine(1, 0.3).arms
    older = Certificate(ratio=1, ci=None, n=1, target=0.05, fit=False, arms=arms)
    assert older.rule == 1
    again = judged_again(older, 0.05)
    assert again is not None and again.fit and again.rule == 1 and again.checks == ()
    newer = machine(1, 0.3)
    assert newer.rule == RULE and judged_again(newer, 0.05) == newer


def test_the_worst_certificate_is_the_one_with_more_failed_checks() -> None:
    good, noisy = machine(1, 0.02), machine(1, 0.3)
    assert worst([good, noisy, None]) == noisy
    assert worst([None]) is None


def test_the_one_line_names_the_rule_and_counts_the_checks() -> None:
    found = machine(1, 0.02)
    assert in_one_line(found).endswith(
        f"{len(found.checks)} of {len(found.checks)} checks hold, fit"
    )
    assert "NOT FIT" in in_one_line(machine(1, 0.3))
    older = Certificate(ratio=1.01, ci=None, n=1, target=0.05, fit=True, arms=())
    assert in_one_line(older).startswith("identical code 1.010, fit by the older rule")
