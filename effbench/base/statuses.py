"""The closed lists of statuses of a sample, a child process and a run.

Records store these words, and `records` exports the same names.
"""

from __future__ import annotations

from typing import Literal

Status = Literal[
    "pass",
    "wrong_answer",
    "runtime_error",
    "timeout",
    "memory",
    "syntax_error",
    "no_code",
    "missing",
    "infra_error",
    "left_out",
]
"""The closed list of verdicts. All except `pass` and those in UNSCORED count as failures.

`missing`: a file of recorded answers has no answer for this sample, and the user chose to count
that as wrong. `infra_error`: the harness failed; the sample is retried and never scored as wrong.
`left_out`: the task itself is broken (an imported set whose own solution fails), so it counts for
no model.
"""

UNSCORED: frozenset[Status] = frozenset({"infra_error", "left_out"})
"""Verdicts that say nothing about the model. These samples are excluded from all metrics."""

Ended = Literal["returned", "raised", "syntax_error", "timeout", "memory", "output_limit", "died"]
"""The end of a child process: a fact about the process, not a verdict."""

Blame = Literal["model", "server", "setup"]
"""The cause of a missing answer. `server`: the server or the connection to it. `setup`: the
settings or this machine. Only `model` counts against the model."""

STATUS_OF: dict[Ended, Status] = {
    "raised": "runtime_error",
    "syntax_error": "syntax_error",
    "timeout": "timeout",
    "memory": "memory",
    "output_limit": "runtime_error",
    "died": "runtime_error",
}
"""The verdict for each way a child process ends without an answer, if that counts as a failure."""

RunStatus = Literal["running", "generated", "complete", "interrupted"]
"""`generated`: all answers exist, but some have not been judged yet."""
