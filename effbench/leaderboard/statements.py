"""What a task page can say of the task itself: the built-in suite's statements.

Decides which tasks are known: those of the built-in suite whose digest is the run's own. Imported
sets belong to others, and their statements are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from effbench import registry
from effbench.errors import EffbenchError
from effbench.gates.statement import CANARY
from effbench.registry import TIERS


@dataclass(frozen=True)
class Statement:
    prompt: str
    """The task as the model saw it."""
    tiers: tuple[tuple[str, str], ...]
    """(tier, how its reference solution's time grows), fast first."""
    sizes: tuple[tuple[str, int], ...]
    """(label, n) of the timed sizes."""
    canary: str = CANARY


@cache
def builtin() -> dict[str, Statement]:
    """Task digest -> statement. Empty when this installation's tasks can't be read."""
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
