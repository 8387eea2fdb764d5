"""Check several tasks at once, each in a worker process.

Workers are processes because gates generate and compare in Python. The timed gates share a lock, so
that no two tasks are timed at the same time.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Lock
from pathlib import Path

from effbench.gates.checking import Checked, check_task
from effbench.sandbox import Sandbox
from effbench.tasks import TaskFiles, registry


@dataclass(frozen=True)
class Asked:
    """The options that apply to every task."""

    seed: int
    gates: tuple[str, ...]
    """The gates to run; all gates if empty."""
    variants: int
    tasks_path: tuple[Path, ...]


def check(todo: Sequence[TaskFiles], asked: Asked, workers: int) -> Generator[Checked, None, None]:
    """Yield the tasks' results in the order of `todo`. Raises the errors of `check_task`."""
    if len(todo) == 1 or workers == 1:
        with Sandbox(slots=workers) as sandbox:
            for files in todo:
                yield check_task(files, sandbox, asked.seed, asked.gates, asked.variants)
        return
    # Not fork: this process has threads, and file descriptors that a zygote must not inherit.
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends the workers
    _asked, _clock, _sandbox = asked, clock, Sandbox()


def _check(task_id: str) -> Checked:
    files = registry.open_tasks([task_id], _asked.tasks_path)[0]
    gates, variants = _asked.gates, _asked.variants
    return check_task(files, _sandbox, _asked.seed, gates, variants, _clock)
