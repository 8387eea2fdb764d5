"""Benchmark the correctness and the speed of code written by language models.

Importing this package loads nothing heavy. The command line and the model backends import their
dependencies on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from effbench.results import Run

__version__ = "0.2.0"


def load(folder: str | Path) -> Run:
    """Load a finished run folder. `load(path).to_frame()` returns its samples as a pandas frame."""
    from effbench.results import dataframe

    return dataframe.load(folder)
