"""The audit programs: their results, their amounts of work, and their blocks."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from fakes import FakeSandbox

from effbench.measure.auditing import audit, known_ratios
from effbench.measure.blocks import noop_arm
from effbench.measure.fitness import certificate, effort
from effbench.measure.known import (
    ANCHOR_PORTIONS,
    AUDITS,
    KINDS,
    PREFIX,
    RATIOS,
    audit_tasks,
    kind_of,
    program,
)
from effbench.sandbox import Outcome, Sandbox
from effbench.sandbox.inside.wire import decode
from effbench.tasks.suite import SuiteTask


class Portions(list[Any]):
    """A sequence that counts the items that a program reads."""

    asked = 0

    def __getitem__(self, key: Any) -> Any:
        assert isinstance(key, slice)
        found = super().__getitem__(key)
        self.asked += len(found)
        return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_programs_work_is_its_ratio_times_the_anchors(kind: str) -> None:
    (task,) = (task for task in audit_tasks() if kind_of(task.id) == kind)
    (instance,) = task.stress(task.sizes[0], 1, 1)
    portions, rest = instance.arguments
    assert len({len(portion) for portion in portions}) == 1
    done = {}
    for ratio in RATIOS:
        space: dict[str, Any] = {}
        exec(program(kind, ratio), space)
        counted = Portions(portions)
        assert isinstance(space["work"](counted, rest), int)
        done[ratio] = counted.asked
    assert done[1.0] == ANCHOR_PORTIONS
    assert {ratio: n / ANCHOR_PORTIONS for ratio, n in done.items()} == {r: r for r in RATIOS}


@pytest.mark.parametrize("kind", KINDS)
def test_programs_of_a_kind_differ_in_nothing_but_the_number_of_portions(kind: str) -> None:
    texts = {program(kind, ratio).replace(f"[:{round(8 * ratio)}]", "[:N]") for ratio in RATIOS}
    assert len(texts) == 1
    ast.parse(program(kind, 1.0))


def test_the_anchor_is_the_program_of_ratio_one() -> None:
    for task in audit_tasks():
        assert task.fast == program(kind_of(task.id), 1.0)
        assert not task.is_imported
    assert len(AUDITS) == len(KINDS) * len(RATIOS)


def test_inputs_follow_from_the_seed() -> None:
    for task in audit_tasks():
        first, again, other = (task.stress(task.sizes[0], seed, 1) for seed in (1, 1, 2))
        assert first == again != other


# Text in the source -> seconds; the anchor and programs equal to it come last.
COSTS = {
    "portions[:4]": lambda calls: 0.006,
    "portions[:16]": lambda calls: 0.024,
    "portions[:40]": lambda calls: 0.06,
    "portions[:8]": lambda calls: 0.012,
    "FAST": lambda calls: 0.012,
}


class Clock(FakeSandbox):
    """Charges the audit programs without running them."""

    def run(self, job: bytes, calls: bytes, limits: Any) -> Outcome:
        source = decode(job[8:])[1]
        if "def work(" not in source or "return None" in source:
            return super().run(job, calls, limits)
        cost = next(cost for text, cost in self.costs.items() if text in source)([])
        cpu_ns = int((0.001 + cost * self.rng.lognormvariate(0, self.noise)) * 1e9)
        return Outcome("returned", (0,), cpu_ns=cpu_ns, wall_ns=cpu_ns)


def small_task(cost: str = "FAST") -> SuiteTask:
    from effbench.tasks.suite import Instance, TimedSize

    return SuiteTask(
        id="t",
        version=1,
        entry_point="f",
        prompt="",
        sizes=(TimedSize("S", 1), TimedSize("M", 2), TimedSize("L", 3)),
        references={"fast": f"def f(n): return n  # {cost}\n"},
        correctness=lambda seed: [],
        stress=lambda size, seed, count: [Instance((size.n,))] * count,
        check=lambda arguments, got, want: None if got == want else "wrong",
    )


def parts(sandbox: FakeSandbox, target: float = 0.1, moments: tuple[str, ...] = ("start", "end")):
    return [audit([small_task()], sandbox, 3, when, target) for when in moments]  # type: ignore[arg-type]


def judged(found: list[Any], target: float = 0.1):
    arms = [arm for part in found for arm in part.arms]
    audits = [arm for part in found for arm in part.audits]
    return certificate(arms, audits, target)


def test_a_quiet_machine_measures_the_true_ratios_and_is_fit() -> None:
    found = parts(Clock(COSTS, noise=0.01))
    for arm in (arm for part in found for arm in part.audits):
        assert arm.ratio == pytest.approx(arm.truth, rel=0.05)
        assert len(arm.log_ratios) == effort(0.1).audit_blocks
    assert {(a.task_id, a.truth) for a in found[0].audits} == AUDITS
    whole = judged(found)
    assert whole is not None and whole.fit
    assert [arm.when for arm in whole.arms] == ["start", "end"]


@pytest.mark.parametrize(("noise", "more"), [(0.01, False), (0.6, True)])
def test_a_kind_with_wide_intervals_takes_more_blocks(noise: float, more: bool) -> None:
    wanted = effort(0.05)
    (found,) = parts(Clock(COSTS, noise=noise), 0.05, ("start",))
    counts = {len(arm.log_ratios) for arm in found.audits}
    assert counts == {wanted.most_audit_blocks if more else wanted.audit_blocks}


def test_code_that_is_slowed_down_alone_makes_the_machine_unfit() -> None:
    class Disturbed(Clock):
        """The program that uses the most memory is 40 % slower."""

        def run(self, job: bytes, calls: bytes, limits: Any) -> Any:
            outcome = super().run(job, calls, limits)
            source = decode(job[8:])[1]
            slow = "rest[(value" in source and "[:40]" in source
            return replace(outcome, cpu_ns=int(outcome.cpu_ns * (1.4 if slow else 1.0)))

    whole = judged(parts(Disturbed(COSTS, noise=0.01)))
    assert whole is not None and not whole.fit
    assert "code of known ratio (memory x 5)" in whole.note
    assert {check.what for check in whole.checks if not check.held} == {"memory x 5"}


def test_a_kind_that_can_not_be_run_is_missing_and_ends_nothing() -> None:
    class NoImports(Clock):
        def run(self, job: bytes, calls: bytes, limits: Any) -> Outcome:
            if "import_module" in decode(job[8:])[1]:
                return Outcome("raised", detail="ModuleNotFoundError", cpu_ns=1, wall_ns=1)
            return super().run(job, calls, limits)

    whole = judged(parts(NoImports(COSTS, noise=0.01)))
    assert whole is not None and not whole.fit
    assert "code of known ratio (import) at the start was not measured" in whole.note


def test_nothing_to_compare_takes_no_audits() -> None:
    sandbox = FakeSandbox({"TINY": lambda calls: 1e-5})
    found = audit([small_task("TINY")], sandbox, 1, "start", 0.1)  # type: ignore[arg-type]
    assert found.arms == found.audits == ()
    assert certificate(found.arms, found.audits, 0.1) is None


def test_the_size_is_the_largest_that_is_timed() -> None:
    class Sizes(Clock):
        met: ClassVar[set[int]] = set()

        def run(self, job: bytes, calls: bytes, limits: Any) -> Any:
            if "FAST" in decode(job[8:])[1]:
                self.met |= {arguments[0] for arguments in decode(calls[8:])}
            return super().run(job, calls, limits)

    sandbox = Sizes(COSTS)
    audit([small_task()], sandbox, 1, "start", 0.1, sizes=2)  # type: ignore[arg-type]
    assert sandbox.met == {2}


def test_a_shared_source_is_timed_in_the_same_blocks_and_not_in_all() -> None:
    sandbox = Clock(COSTS, noise=0.01)
    shared = {"t": "def f(n): return n  # portions[:16]\n"}
    found = audit([small_task()], sandbox, 1, "start", 0.05, shared=shared)  # type: ignore[arg-type]
    (arm,) = found.shared
    assert arm.ratio == pytest.approx(2, rel=0.05)
    assert len(arm.log_ratios) == 8 < len(found.arms[0].log_ratios)


def test_the_no_op_of_an_audit_is_the_one_of_tasks() -> None:
    """The same no-op is subtracted as for candidates, so audits would show a bias of it."""
    for task in audit_tasks():
        assert b"return None" in noop_arm(task).job


@pytest.mark.slow
def test_every_program_runs_in_the_sandbox(sandbox: Sandbox) -> None:
    found = known_ratios(sandbox, 1, "start", 2)
    assert {(arm.task_id, arm.truth) for arm in found} == AUDITS
    for arm in found:
        assert abs(math.log(arm.ratio / arm.truth)) < math.log(3), arm
    assert all(arm.task_id.startswith(PREFIX) for arm in found)
