"""The inputs, right answers and child processes of one task that several gates share.

The right answers are the fast tier's. The gates test which other answers the checker accepts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from effbench.base import TaskError, shown
from effbench.sandbox import Limits, Outcome, Sandbox, calls_frame, job_frame
from effbench.tasks import Arguments, SuiteTask, Task, TaskFiles, derive_seed

T = TypeVar("T")
R = TypeVar("R")

SMALL_INSTANCES = 520
_CALLS_A_CHILD = 130
_ORACLE_SECONDS = 60.0


@dataclass(frozen=True)
class Case:
    """One input and its right answer."""

    arguments: Arguments
    expected: Any


class Bench:
    """A task and a sandbox to run it in. All random choices follow from `seed`."""

    def __init__(self, files: TaskFiles, sandbox: Sandbox, seed: int) -> None:
        self.files, self.sandbox, self.seed = files, sandbox, seed

    @property
    def task(self) -> SuiteTask:
        """The task as the suite has it."""
        return self.files.task

    @property
    def authored(self) -> Task:
        """The task as its file defines it."""
        return self.files.authored

    def path(self, name: str) -> str:
        """Return a solution file's path, for messages."""
        return str(self.files.solutions / name)

    def rng(self, *parts: str | int) -> random.Random:
        """Return a generator seeded by the bench's seed, the task's id and `parts`."""
        return random.Random(derive_seed(self.seed, self.task.id, *parts))

    def parallel(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Apply `function` to every item, in as many threads as the sandbox has slots."""
        with ThreadPoolExecutor(self.sandbox.slots) as pool:
            return list(pool.map(function, items))

    def run(
        self, source: str, calls: Sequence[Arguments], cpu_seconds: float = _ORACLE_SECONDS
    ) -> Outcome:
        """Run all `calls` in one child process."""
        task = self.task
        limits = Limits(cpu_seconds, memory_bytes=task.memory_limit_bytes, output_bytes=256 << 20)
        job = job_frame(source, task.entry_point, task.prelude)
        return self.sandbox.run_frames(job, calls_frame(calls), limits, task.imports)

    def answers(self, source: str, calls: Sequence[Arguments], what: str) -> list[Any]:
        """Return a solution's answers to all `calls`.

        Raises TaskError, with the first input that fails, if any call does not return. `what` names
        the solution in that message.
        """
        chunks = [
            calls[start : start + _CALLS_A_CHILD] for start in range(0, len(calls), _CALLS_A_CHILD)
        ]
        answers: list[Any] = []
        for chunk, outcome in zip(
            chunks, self.parallel(lambda chunk: self.run(source, chunk), chunks), strict=True
        ):
            if outcome.ended != "returned" or len(outcome.values) != len(chunk):
                raise TaskError(self._failure(source, chunk, what))
            answers += outcome.values
        return answers

    def _failure(self, source: str, calls: Sequence[Arguments], what: str) -> str:
        """Describe the failure: run each call in a child process of its own until one fails."""
        for arguments in calls:
            outcome = self.run(source, [arguments])
            if outcome.ended != "returned":
                call = shown(arguments)
                return f"{what} fails on {call}: {outcome.ended} {outcome.detail}"
        return f"{what} fails on {len(calls)} inputs in one process, but on none of them alone"

    @cached_property
    def inputs(self) -> list[Arguments]:
        """The correctness inputs of this seed, as a candidate would get them."""
        seed = derive_seed(self.seed, "judge", self.task.id)
        return [instance.arguments for instance in self.task.correctness(seed)]

    @cached_property
    def cases(self) -> list[Case]:
        """The correctness inputs with the fast tier's answers, smallest first."""
        answers = self.answers(self.task.fast, self.inputs, self.path("fast.py"))
        cases = [Case(a, b) for a, b in zip(self.inputs, answers, strict=True)]
        return sorted(cases, key=lambda case: len(calls_frame([case.arguments])))

    @cached_property
    def small(self) -> list[tuple[str, Arguments]]:
        """Tiny inputs as (shape, input), the same number of each shape."""
        make = self.authored.small_generator
        assert make is not None  # G1 requires one
        shapes = list(self.authored.shapes)
        each = -(-SMALL_INSTANCES // len(shapes))
        return [
            (shape, tuple(make(self.rng("small", shape, index), shape)))
            for shape in shapes
            for index in range(each)
        ]

    def wrong_at(self, cases: Sequence[Case], answers: Sequence[Any]) -> tuple[Case, str] | None:
        """Return the first case whose answer the checker rejects, and its message; else None."""
        for case, answer in zip(cases, answers, strict=True):
            words = self.task.verify(case.arguments, answer, case.expected)
            if words is not None:
                return case, words
        return None
