"""The task statements that task pages show.

Only tasks of the built-in suite whose digest equals the run's are shown. Statements of imported
sets are not shown, as others own them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from effbench.base import EffbenchError
from effbench.gates import CANARY
from effbench.tasks import TIERS, registry


@dataclass(frozen=True)
class Statement:
    """A task's prompt, reference tiers and timed sizes."""

    prompt: str
    """The task as the model saw it."""
    tiers: tuple[tuple[str, str], ...]
    """(tier, complexity of its reference solution), fast first."""
    sizes: tuple[tuple[str, int], ...]
    """(label, n) of the timed sizes."""
    canary: str = CANARY


@cache
def builtin() -> dict[str, Statement]:
    """Return task digest -> statement; empty if this installation's tasks can't be read."""
    try:
        tasks = registry.open_tasks()
    except EffbenchError:
        return {}
    return {
        files.task.digest: Statement(
            prompt=files.task.prompt,
            tiers=_tiers(files.authored.complexity),
            sizes=tuple((size.label, size.n) for size in files.task.sizes),
        )
        for files in tasks
    }


def _tiers(complexity: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((tier, complexity[tier]) for tier in TIERS if tier in complexity)
