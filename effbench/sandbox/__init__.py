"""Run untrusted source on plain inputs in a sandbox, and time it from outside.

This package is independent of tasks, models and scores.
"""

from effbench.sandbox.answer import Outcome
from effbench.sandbox.conversation import Limits
from effbench.sandbox.host import answers_frame, calls_frame, job_frame
from effbench.sandbox.pool import Sandbox
from effbench.sandbox.standard import kind_of
from effbench.sandbox.tiers import PUBLISHABLE_TIERS, TIERS
from effbench.sandbox.wire import WireError

__all__ = [
    "PUBLISHABLE_TIERS",
    "TIERS",
    "Limits",
    "Outcome",
    "Sandbox",
    "WireError",
    "answers_frame",
    "calls_frame",
    "job_frame",
    "kind_of",
]
