"""Exception types, one for each cause of an error, with their exit codes.

The command line decides how an error is printed. A failure of the *candidate* is never an
exception; it is a verdict.
"""

from __future__ import annotations


class EffbenchError(Exception):
    """Base class: an error with a message for the user. `exit_code` is the exit status."""

    exit_code = 1


class UsageError(EffbenchError):
    """The user's request is invalid: an unknown task, a bad flag, a missing file."""

    exit_code = 2


class DataError(UsageError):
    """An input file is malformed. The message names the file and the line or field."""


class TaskError(UsageError):
    """A task file or its references are broken. The message names the task and the file."""


class ModelError(UsageError):
    """The model can't be loaded, or the server can't be used at all."""


class SandboxError(EffbenchError):
    """The sandbox failed or is not available on this machine. Never the candidate's fault."""

    exit_code = 4


class UnfitError(EffbenchError):
    """This machine can't measure with the required quality."""

    exit_code = 4


class ValidationError(EffbenchError):
    """A run folder or a submission breaks the schema or contradicts itself."""

    exit_code = 6


class RecipeError(EffbenchError):
    """A training run ended below its target. Its results are kept."""

    exit_code = 3
