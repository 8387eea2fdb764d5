"""The A/A certificate: what this machine makes of a true ratio of 1.

Decides on which tasks the reference is compared with itself, and when that is good enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from effbench.errors import TaskError
from effbench.measure.blocks import (
    Arm,
    log_ratios,
    noop_arm,
    open_size,
    reference_arm,
    retried_block,
    too_small,
)
from effbench.records import Certificate, CertificateArm
from effbench.sandbox import Sandbox, job_frame
from effbench.stats.ratio import centre
from effbench.suite import Suite, SuiteTask, derive_seed

_CERTIFICATE_TASKS = 3
_TWIN, _SHARED = "twin", "shared"


@dataclass(frozen=True)
class Audit:
    """What known work took: the reference against itself, and what several machines time."""

    arms: tuple[CertificateArm, ...]
    shared: tuple[CertificateArm, ...] = ()


def certify(
    tasks: Sequence[SuiteTask], sandbox: Sandbox, seed: int, when: str = "start", blocks: int = 8
) -> tuple[CertificateArm, ...]:
    """The fast reference against itself on `tasks`, at each task's largest size. Raw log-ratios.

    Tasks whose reference does too little work to be timed give nothing.
    """
    return audit(tasks, sandbox, seed, when, {}, blocks).arms


def audit(
    tasks: Sequence[SuiteTask],
    sandbox: Sandbox,
    seed: int,
    when: str,
    shared: Mapping[str, str],
    blocks: int = 8,
) -> Audit:
    """`certify`, and in the same blocks the sources of `shared` (task id -> source).

    The inputs follow from seed and moment alone, so that what two machines make of a source can be
    compared block by block.
    """
    arms: list[CertificateArm] = []
    others: list[CertificateArm] = []
    seed = derive_seed(seed, "certify", when)
    for task in tasks:
        try:
            run = open_size(task, task.sizes[-1], sandbox, seed)
        except TaskError:
            if not task.is_imported:
                raise
            continue  # others wrote it; who times it says what is wrong
        compared = [Arm(_TWIN, reference_arm(task).job)]
        if task.id in shared:
            job = job_frame(shared[task.id], task.entry_point, task.prelude)
            compared.append(Arm(_SHARED, job))
        for block in range(blocks):
            block_arms = [reference_arm(task), noop_arm(task), *compared]
            run.repetitions += retried_block(run, block, block_arms, sandbox, seed)
        for found, name in ((arms, _TWIN), (others, _SHARED)):
            ratios = [] if too_small(run.repetitions) else log_ratios(run.repetitions, name)
            if ratios:
                found.append(compared_arm(task.id, when, ratios))
    return Audit(tuple(arms), tuple(others))


def compared_arm(task_id: str, when: str, ratios: Sequence[float]) -> CertificateArm:
    """The record of a comparison, from its log-ratios in the order of the blocks."""
    found = centre(ratios)
    return CertificateArm(
        task_id=task_id, when=when, ratio=found.ratio, ci=found.ci, log_ratios=tuple(ratios)
    )


def certificate(arms: Sequence[CertificateArm], target: float) -> Certificate | None:
    """All comparisons of a run pooled; None when there are none.

    Fit means that the pooled Hodges-Lehmann ratio lies within `target` of 1.
    """
    pooled = [value for arm in arms for value in arm.log_ratios]
    if not pooled:
        return None
    found = centre(pooled)
    fit = abs(found.ratio - 1) <= target
    measured = f"identical code measures {found.ratio:.3f}"
    note = "" if fit else f"{measured}: something disturbs this machine"
    return Certificate(
        ratio=found.ratio,
        ci=found.ci,
        n=len(pooled),
        target=target,
        fit=fit,
        arms=tuple(arms),
        note=note,
    )


def certificate_tasks(suite: Suite) -> list[SuiteTask]:
    """A few timed tasks spread over the suite, those without packages where there are such.

    Empty when no task has a size to time.
    """
    timed = [task for task in suite.tasks if task.sizes]
    plain = [task for task in timed if not task.imports] or timed
    return plain[:: max(1, len(plain) // _CERTIFICATE_TASKS)][:_CERTIFICATE_TASKS]
