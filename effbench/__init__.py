"""effbench: how often a language model's code is correct, and how fast it runs.

Importing this package loads nothing heavy; the command line and the model backends import what they
need when they are used.
"""

from __future__ import annotations

__version__ = "0.1.0"
