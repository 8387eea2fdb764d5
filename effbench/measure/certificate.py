"""The certificate's blocks: what this machine makes of true ratios that are known.

Decides which tasks are compared with themselves, and how the audits of `known` are run. Whether the
machine is fit by what comes out is `fitness`'s to say. Both go the way that candidates go: the same
sandbox, blocks and no-op.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.errors import TaskError
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
from effbench.measure.fitness import compared_arm, effort
from effbench.measure.known import RATIOS, audit_tasks, kind_of, program
from effbench.records import CertificateArm
from effbench.sandbox import Sandbox, job_frame
from effbench.suite import Suite, SuiteTask, derive_seed

_CERTIFICATE_TASKS = 3
_SHARED_BLOCKS = 8
"""Of the shared samples: candidates, which take longer than references."""
_TWIN, _SHARED = "twin", "shared"


@dataclass(frozen=True)
class Audit:
    """What a machine made of known work at one moment.

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
    """The fast reference against itself on `tasks`, at the largest size that is timed; the audits.

    In the same blocks as the references, the sources of `shared` (task id -> source). The inputs
    follow from seed and moment alone, so that what two machines make of a source can be compared
    block by block. A task whose reference does too little work to be timed gives nothing; where
    none gives anything there are no audits either. `target` says how many blocks it takes, `sizes`
    how many of a task's first sizes are timed (None: all).
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
            continue  # others wrote it; who times it says what is wrong
        source = (shared or {}).get(task.id)
        _compare_with_itself(run, source, wanted.task_blocks, sandbox, seed)
        for found, name in ((arms, _TWIN), (others, _SHARED)):
            ratios = [] if too_small(run.repetitions) else log_ratios(run.repetitions, name)
            if ratios:
                found.append(compared_arm(task.id, when, ratios))
    known = known_ratios(sandbox, seed, when, wanted.audit_blocks) if arms else ()
    return Audit(tuple(arms), tuple(known), tuple(others))


def known_ratios(sandbox: Sandbox, seed: int, when: str, blocks: int) -> tuple[CertificateArm, ...]:
    """The audit programs of every kind against their anchors. Raw log-ratios.

    A kind that can't be run here, or does too little work to be timed, gives nothing.
    """
    found: list[CertificateArm] = []
    for task in audit_tasks():
        try:
            run = open_size(task, task.sizes[-1], sandbox, seed)
        except TaskError:
            continue  # the certificate says that it is missing
        programs = {truth: program(kind_of(task.id), truth) for truth in RATIOS}
        compared = [
            Arm(f"{truth:g}", job_frame(source, task.entry_point, task.prelude))
            for truth, source in programs.items()
        ]
        for block in range(blocks):
            arms = [reference_arm(task), noop_arm(task), *compared]
            run.repetitions += retried_block(run, block, arms, sandbox, seed)
        for truth in RATIOS:
            ratios = log_ratios(run.repetitions, f"{truth:g}")
            if ratios:
                found.append(compared_arm(task.id, when, ratios, truth))
    return tuple(found)


def certificate_tasks(suite: Suite) -> list[SuiteTask]:
    """A few timed tasks spread over the suite, those without packages where there are such.

    Empty when no task has a size to time.
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
