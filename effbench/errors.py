"""Whose fault it is: one exception type for each party, and the exit code that goes with it.

Decides how an error is classified. It does not decide what is printed around it: the command line
does. A failure of the *candidate* is never an exception; it is a verdict.
"""

from __future__ import annotations


class EffbenchError(Exception):
    """An error with a message for the user. `exit_code` is the process's exit status."""

    exit_code = 1


class UsageError(EffbenchError):
    """The user asked for something that can't be: an unknown task, a bad flag, a missing file."""

    exit_code = 2


class DataError(UsageError):
    """A file that the user gave is malformed; the message names the file and the line or field."""


class TaskError(UsageError):
    """A task file or its references are broken; the message names the task and the file."""


class ModelError(UsageError):
    """The model can't be loaded or the server can't be used at all."""


class SandboxError(EffbenchError):
    """Our own isolation failed or is not available on this machine. Never the candidate's fault."""

    exit_code = 4


class UnfitError(EffbenchError):
    """This machine can't give numbers of the quality asked for."""

    exit_code = 4


class ValidationError(EffbenchError):
    """A run folder or a submission breaks the schema or contradicts itself."""

    exit_code = 6


class RecipeError(EffbenchError):
    """A training ended worse than asked for; what was reached is kept."""

    exit_code = 3
