"""Many tasks through the gates, several at once.

Decides who checks what: a process a task at once, since gates generate and compare in Python. The
gates that read the clock take turns, so that no two tasks are timed beside each other.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Lock
from pathlib import Path

from effbench import registry
from effbench.gates import Checked, check_task
from effbench.registry import TaskFiles
from effbench.sandbox import Sandbox


@dataclass(frozen=True)
class Asked:
    """What is asked of every task."""

    seed: int
    gates: tuple[str, ...]
    """Empty: all."""
    variants: int
    tasks_path: tuple[Path, ...]


def check(todo: Sequence[TaskFiles], asked: Asked, workers: int) -> Generator[Checked, None, None]:
    """The tasks' results, in their order. Raises what `check_task` raises."""
    if len(todo) == 1 or workers == 1:
        with Sandbox(slots=workers) as sandbox:
            for files in todo:
                yield check_task(files, sandbox, asked.seed, asked.gates, asked.variants)
        return
    # Not forked: this process has threads, and descriptors that a zygote must not inherit.
    context = multiprocessing.get_context("spawn")
    clock = context.Lock()
    names = [files.task.id for files in todo]
    with context.Pool(min(workers, len(todo)), _begin, (asked, clock)) as pool:
        yield from pool.imap(_check, names)


_asked: Asked
_clock: Lock
_sandbox: Sandbox


def _begin(asked: Asked, clock: Lock) -> None:
    global _asked, _clock, _sandbox
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked for the check ends it
    _asked, _clock, _sandbox = asked, clock, Sandbox()


def _check(task_id: str) -> Checked:
    files = registry.open_tasks([task_id], _asked.tasks_path)[0]
    gates, variants = _asked.gates, _asked.variants
    return check_task(files, _sandbox, _asked.seed, gates, variants, _clock)
