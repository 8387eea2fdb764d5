"""The closed lists of words for what became of a sample, a process and a run.

Decides which words there are. Records hold them (`records`, which has these names, too).
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
"""The closed list of verdicts. Everything but `pass` and those in UNSCORED counts as a failure.

`missing`: a file of recorded answers has none for this sample, and the user counts that as wrong.
`infra_error`: our own failure, which is retried and never scored as wrong. `left_out`: the task
itself is at fault (an imported set whose own solution fails), so it counts for no model.
"""

UNSCORED: frozenset[Status] = frozenset({"infra_error", "left_out"})
"""Verdicts that say nothing of the model: such a sample is in no metric."""

Ended = Literal["returned", "raised", "syntax_error", "timeout", "memory", "output_limit", "died"]
"""How one child process ended: a fact about the process, not a judgement."""

Blame = Literal["model", "server", "setup"]
"""Who is to blame for a missing answer. `server`: the server or the way to it; `setup`: the
settings, or this machine. Only the model's own failures count against it."""

STATUS_OF: dict[Ended, Status] = {
    "raised": "runtime_error",
    "syntax_error": "syntax_error",
    "timeout": "timeout",
    "memory": "memory",
    "output_limit": "runtime_error",
    "died": "runtime_error",
}
"""What an end without an answer says of the candidate, where it counts as a failure."""

RunStatus = Literal["running", "generated", "complete", "interrupted", "failed"]
"""`generated`: all answers are there, and not all of them have been judged yet."""
