"""The `effbench` command: one sub-command is one call into the library.

Decides spelling, defaults and exit codes of the command line. Progress goes to stderr, results to
stdout; a failure is one line that says what to do. Exit codes: 0 done, 1 bug, 2 usage, 3 finished
but not publishable, 4 machine not fit, 6 validation failed, 130 interrupted.
"""

from __future__ import annotations

from effbench.cli.app import main

__all__ = ["main"]
