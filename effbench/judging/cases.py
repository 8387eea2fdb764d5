"""The correctness inputs of a task, in the groups that share a child process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from effbench.sandbox import (
    answers_frame,
    calls_frame,
)
from effbench.tasks import Instance

_SPARE_OUTPUT_BYTES = 1 << 16  # beyond four times the right answer's size


@dataclass(frozen=True)
class Case:
    """The correctness inputs that share a child process: one, unless the task asks for more."""

    instances: tuple[Instance, ...]
    frame: bytes
    expected: tuple[Any, ...]
    answer_bytes: int
    output_bytes: int
    reference_cpu_ns: int
    reference_waited_ns: int = 0

    @property
    def strict(self) -> bool:
        """True if a timeout on any of these inputs is a failure."""
        return all(instance.timeout_is_failure for instance in self.instances)

    def first(self, count: int) -> Case:
        """Return a case of the first `count` inputs, which share a child process."""
        instances = self.instances[:count]
        frame = calls_frame([instance.arguments for instance in instances])
        return replace(self, instances=instances, frame=frame, expected=self.expected[:count])

    def single(self, index: int) -> Case:
        """Return a case of one of the inputs."""
        instance = self.instances[index]
        answer_bytes, output_bytes = self.answer_bytes, self.output_bytes
        if output_bytes == output_bytes_for(answer_bytes):
            answer_bytes = len(answers_frame([(self.expected[index],)]))
            output_bytes = output_bytes_for(answer_bytes)
        return Case(
            (instance,),
            calls_frame([instance.arguments]),
            (self.expected[index],),
            answer_bytes,
            output_bytes,
            self.reference_cpu_ns,
            self.reference_waited_ns,
        )


def output_bytes_for(answer_bytes: int) -> int:
    """Return the output limit, generous enough for a correct answer in any encoding."""
    return 4 * answer_bytes + _SPARE_OUTPUT_BYTES


def n_bytes(cases: Sequence[Case]) -> int:
    """Return the size of the encoded inputs and answers."""
    return sum(len(case.frame) + case.answer_bytes for case in cases)
