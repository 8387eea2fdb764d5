"""effbench: how often a language model's code is correct, and how fast it runs.

Importing this package loads nothing heavy; the command line and the model backends import what they
need when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from effbench.frames import Run

__version__ = "0.2.0"


def load(folder: str | Path) -> Run:
    """A finished run folder: `load(path).to_frame()` gives its samples as a pandas frame."""
    from effbench import frames

    return frames.load(folder)
