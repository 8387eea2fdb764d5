"""Run the certificate's blocks: measure programs whose true ratios are known.

This module selects the tasks that are compared with themselves and runs the audits of `known`.
`fitness` judges the machine by the results. Both use the same sandbox, blocks and no-op as
candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.base import CertificateArm, TaskError
from effbench.measure.blocks import (
    Arm,
    SizeRun,
    log_ratios,
    noop_arm,
    open_size,
    reference_arm,
    retried_block,
    too_small,
)
from effbench.measure.fitness import Effort, compared_arm, effort, is_precise
from effbench.measure.known import RATIOS, audit_tasks, kind_of, program
from effbench.sandbox import Sandbox, job_frame
from effbench.tasks import Suite, SuiteTask, derive_seed

_CERTIFICATE_TASKS = 3
_SHARED_BLOCKS = 8
"""For shared samples: these are candidates, which take longer than references."""
_TWIN, _SHARED = "twin", "shared"


@dataclass(frozen=True)
class Audit:
    """A machine's measurements of known work at one moment.

    `arms`: references against themselves. `audits`: programs of known ratio against their anchors.
    `shared`: sources that several machines time, against the reference.
    """

    arms: tuple[CertificateArm, ...]
    audits: tuple[CertificateArm, ...] = ()
    shared: tuple[CertificateArm, ...] = ()


def audit(
    tasks: Sequence[SuiteTask],
    sandbox: Sandbox,
    seed: int,
    when: str,
    target: float,
    sizes: int | None = None,
    shared: Mapping[str, str] | None = None,
) -> Audit:
    """Time the fast reference against itself on `tasks`, at the largest timed size, and the audits.

    The sources of `shared` (task id -> source) run in the same blocks as the references. The inputs
    depend only on seed and moment, so that two machines' results for a source can be compared block
    by block. A task whose reference does too little work to be timed gives no result; if no task
    gives one, there are no audits either. `target` determines the number of blocks. `sizes` is the
    number of a task's smallest sizes that are timed (None: all).
    """
    arms: list[CertificateArm] = []
    others: list[CertificateArm] = []
    seed = derive_seed(seed, "certify", when)
    wanted = effort(target)
    for task in tasks:
        try:
            run = open_size(task, task.sizes[:sizes][-1], sandbox, seed)
        except TaskError:
            if not task.is_imported:
                raise
            continue  # an imported task's own files fail; its timing reports the error
        source = (shared or {}).get(task.id)
        _compare_with_itself(run, source, wanted.task_blocks, sandbox, seed)
        for found, name in ((arms, _TWIN), (others, _SHARED)):
            ratios = [] if too_small(run.repetitions) else log_ratios(run.repetitions, name)
            if ratios:
                found.append(compared_arm(task.id, when, ratios))
    known = known_ratios(sandbox, seed, when, target) if arms else ()
    return Audit(tuple(arms), tuple(known), tuple(others))


def known_ratios(
    sandbox: Sandbox, seed: int, when: str, target: float
) -> tuple[CertificateArm, ...]:
    """Return the raw log-ratios of the audit programs of every kind against their anchors.

    A kind that cannot be run here, or does too little work to be timed, is left out.
    """
    found: list[CertificateArm] = []
    for task in audit_tasks():
        try:
            run = open_size(task, task.sizes[-1], sandbox, seed)
        except TaskError:
            continue  # the certificate reports it as missing
        programs = {truth: program(kind_of(task.id), truth) for truth in RATIOS}
        ratios = audited(run, programs, sandbox, seed, target, effort(target))
        found += [
            compared_arm(task.id, when, ratios[truth], truth) for truth in RATIOS if ratios[truth]
        ]
    return tuple(found)


def audited(
    run: SizeRun,
    programs: Mapping[float, str],
    sandbox: Sandbox,
    seed: int,
    target: float,
    wanted: Effort,
) -> dict[float, list[float]]:
    """Time one kind's programs (true ratio -> source) in as many of the `wanted` audit blocks as
    `target` needs.

    Returns true ratio -> log-ratios to the anchor, block by block; empty for a program that does
    too little work to be timed.
    """
    task = run.task
    compared = [
        Arm(f"{truth:g}", job_frame(source, task.entry_point, task.prelude))
        for truth, source in programs.items()
    ]

    def ratios() -> dict[float, list[float]]:
        return {truth: log_ratios(run.repetitions, f"{truth:g}") for truth in programs}

    for block in range(wanted.most_audit_blocks):
        arms = [reference_arm(task), noop_arm(task), *compared]
        run.repetitions += retried_block(run, block, arms, sandbox, seed)
        if block + 1 in wanted.looks and is_precise(filter(None, ratios().values()), target):
            break
    return ratios()


def certificate_tasks(suite: Suite) -> list[SuiteTask]:
    """Return a few timed tasks spread over the suite, preferring tasks without packages.

    Empty if no task has a size to time.
    """
    timed = [task for task in suite.tasks if task.sizes]
    plain = [task for task in timed if not task.imports] or timed
    return plain[:: max(1, len(plain) // _CERTIFICATE_TASKS)][:_CERTIFICATE_TASKS]


def _compare_with_itself(
    run: SizeRun, shared: str | None, blocks: int, sandbox: Sandbox, seed: int
) -> None:
    task = run.task
    for block in range(blocks):
        arms = [reference_arm(task), noop_arm(task), Arm(_TWIN, reference_arm(task).job)]
        if shared is not None and block < _SHARED_BLOCKS:
            arms.append(Arm(_SHARED, job_frame(shared, task.entry_point, task.prelude)))
        run.repetitions += retried_block(run, block, arms, sandbox, seed)
