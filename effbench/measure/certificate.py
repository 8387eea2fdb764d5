"""The A/A certificate: what this machine makes of a true ratio of 1.

Decides on which tasks the reference is compared with itself, and when that is good enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from effbench.measure.blocks import (
    Arm,
    calibrate,
    log_ratios,
    noop_arm,
    reference_arm,
    retried_block,
)
from effbench.records import Certificate, CertificateArm
from effbench.sandbox import Sandbox
from effbench.stats.location import hodges_lehmann, signed_rank_interval
from effbench.suite import Suite, SuiteTask, derive_seed

_CERTIFICATE_TASKS = 3


def certify(
    tasks: Sequence[SuiteTask], sandbox: Sandbox, seed: int, when: str = "start", blocks: int = 8
) -> tuple[CertificateArm, ...]:
    """The fast reference against itself on `tasks`, at each task's largest size. Raw log-ratios.

    Tasks whose reference does too little work to be timed give nothing.
    """
    arms = []
    seed = derive_seed(seed, "certify", when)
    for task in tasks:
        run = calibrate(task, task.sizes[-1], sandbox, seed)
        twin = Arm("twin", reference_arm(task).job)
        for block in range(blocks):
            block_arms = [reference_arm(task), noop_arm(task), twin]
            retried_block(run, block, block_arms, sandbox, seed)
        ratios = log_ratios(run.repetitions, "twin")
        if ratios:
            ratio, ci = _centre(ratios)
            arm = CertificateArm(
                task_id=task.id, when=when, ratio=ratio, ci=ci, log_ratios=tuple(ratios)
            )
            arms.append(arm)
    return tuple(arms)


def certificate(arms: Sequence[CertificateArm], target: float) -> Certificate | None:
    """All comparisons of a run pooled; None when there are none.

    Fit means that the pooled Hodges-Lehmann ratio lies within `target` of 1.
    """
    pooled = [value for arm in arms for value in arm.log_ratios]
    if not pooled:
        return None
    ratio, ci = _centre(pooled)
    fit = abs(ratio - 1) <= target
    note = "" if fit else f"identical code measures {ratio:.3f}: something disturbs this machine"
    return Certificate(
        ratio=ratio, ci=ci, n=len(pooled), target=target, fit=fit, arms=tuple(arms), note=note
    )


def certificate_tasks(suite: Suite) -> list[SuiteTask]:
    """A few tasks spread over the suite, without packages where there are such."""
    plain = [task for task in suite.tasks if not task.imports] or list(suite.tasks)
    return plain[:: max(1, len(plain) // _CERTIFICATE_TASKS)][:_CERTIFICATE_TASKS]


def _centre(log_ratios: Sequence[float]) -> tuple[float, tuple[float, float] | None]:
    """Hodges-Lehmann ratio and its 95 % interval."""
    interval = signed_rank_interval(log_ratios)
    ci = None if interval is None else (math.exp(interval[0]), math.exp(interval[1]))
    return math.exp(hodges_lehmann(log_ratios)), ci
