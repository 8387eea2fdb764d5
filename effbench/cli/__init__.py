"""The `effbench` command line. Each sub-command makes one call into the library.

This package defines the options, their defaults and the exit codes. Progress goes to stderr and
results to stdout. A failure prints one line that says what to do next. Exit codes: 0 done, 1 bug,
2 usage error, 3 finished but not publishable, 4 machine not fit, 5 worse (`compare
--fail-if-worse`), 6 validation failed, 130 interrupted.
"""

from __future__ import annotations

from effbench.cli.app import main

__all__ = ["main"]
