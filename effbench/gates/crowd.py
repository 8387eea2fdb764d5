"""Check several tasks at once, each in a worker process.

Workers are processes because gates generate and compare in Python. The timed gates share a lock, so
that no two tasks are timed at the same time. The pool has one process more than `workers`: while a
process waits for that lock, another one runs in its place.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Lock, Semaphore
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
    """Yield the tasks' results, each as soon as it is known. Raises the errors of `check_task`."""
    if not todo:
        return
    if len(todo) == 1 or workers == 1:
        with Sandbox(slots=workers) as sandbox:
            for files in todo:
                yield check_task(files, sandbox, asked.seed, asked.gates, asked.variants)
        return
    # Not fork: this process has threads, and file descriptors that a zygote must not inherit.
    context = multiprocessing.get_context("spawn")
    turns = Turns(context.Semaphore(workers), context.Lock())
    names = [files.task.id for files in todo]
    with context.Pool(min(workers + 1, len(todo)), _begin, (asked, turns)) as pool:
        yield from pool.imap_unordered(_check, names)


@dataclass(frozen=True)
class Turns:
    """Limits the running processes: `running` counts them, and one of them holds the `clock`.

    As a context manager, it gives a running process the clock for its timed gates. While that
    process waits for the clock, another process may run.
    """

    running: Semaphore
    clock: Lock

    def __enter__(self) -> None:
        self.running.release()
        self.clock.acquire()
        self.running.acquire()

    def __exit__(self, *_: object) -> None:
        self.clock.release()


_asked: Asked
_turns: Turns
_sandbox: Sandbox


def _begin(asked: Asked, turns: Turns) -> None:
    global _asked, _turns, _sandbox
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process ends the workers
    _asked, _turns, _sandbox = asked, turns, Sandbox()


def _check(task_id: str) -> Checked:
    files = registry.open_tasks([task_id], _asked.tasks_path)[0]
    gates, variants = _asked.gates, _asked.variants
    with _turns.running:
        return check_task(files, _sandbox, _asked.seed, gates, variants, _turns)
