"""Run untrusted source on plain inputs, confined and timed from outside.

    inside/   everything that runs beside a candidate: standard library only
    host/     starts the confined processes, reads their clocks, enforces limits

Knows no task, no model and no score.
"""

from effbench.sandbox.host.allowance import (
    MAX_WAIT_SECONDS,
    TIMES_REFERENCE,
    Allowance,
    budget_seconds,
)
from effbench.sandbox.host.answer import Outcome
from effbench.sandbox.host.conversation import Limits, ZygoteError
from effbench.sandbox.host.pool import Sandbox
from effbench.sandbox.host.tiers import PUBLISHABLE_TIERS, TIERS, TRUSTED_ONLY, choose_shell
from effbench.sandbox.host.waiting import FREE_SECONDS
from effbench.sandbox.host.zygote import (
    Zygote,
    answers_frame,
    calls_frame,
    candidate_environment,
    job_frame,
)
from effbench.sandbox.inside.standard import kind_of
from effbench.sandbox.inside.wire import WireError

__all__ = [
    "FREE_SECONDS",
    "MAX_WAIT_SECONDS",
    "PUBLISHABLE_TIERS",
    "TIERS",
    "TIMES_REFERENCE",
    "TRUSTED_ONLY",
    "Allowance",
    "Limits",
    "Outcome",
    "Sandbox",
    "WireError",
    "Zygote",
    "ZygoteError",
    "answers_frame",
    "budget_seconds",
    "calls_frame",
    "candidate_environment",
    "choose_shell",
    "job_frame",
    "kind_of",
]
