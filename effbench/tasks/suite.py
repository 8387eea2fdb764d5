"""Suites and tasks: the common form of built-in tasks and imported data sets.

A built-in task file (`authoring.Task`, converted by `registry`) and an imported data set
(`datasets/*`) both become a `SuiteTask`: plain data plus a few functions. The functions of our own
task files run in the host; an imported file's code runs in the sandbox. The judge, the timing and
the scoring use both in the same way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from effbench.base import EffbenchError, Frozen
from effbench.sandbox import Sandbox

Arguments = tuple[Any, ...]
"""The positional arguments of one call to the entry point."""


def derive_seed(*parts: str | int) -> int:
    """Return a 63-bit seed that depends only on `parts`. Different parts give unrelated seeds."""
    digest = hashlib.sha256(json.dumps(parts).encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


@dataclass(frozen=True)
class Instance:
    """One input: the arguments of one call, and facts about it.

    `timeout_is_failure` is False for large inputs that a correct but slow solution may not finish:
    a timeout then lowers the speed score but is not a failure. A timeout alone never fails a timed
    input. If the flag is False, running out of memory or an exception doesn't fail it either
    (imported sets).
    """

    arguments: Arguments
    label: str = ""
    timeout_is_failure: bool = True
    given: tuple[Any, ...] = ()
    """The right answer in a tuple of one, if the set provides it. Empty: the fast reference's."""


@dataclass(frozen=True)
class TimedSize:
    """One input size of a task. `n` is the generator's size, `batch` the instances timed together.

    `batch` is fixed for built-in tasks. None lets the measurement choose it (imported sets).
    `shape`, one of `SuiteTask.shapes`, restricts the inputs to that shape.
    """

    label: str
    n: int
    batch: int | None = 1
    shape: str = ""


@dataclass(frozen=True)
class Fault:
    """An error in a group of answers. `index` is the answer at fault, if known."""

    words: str
    index: int | None = None


@dataclass(frozen=True)
class SuiteTask:
    """One task. Its functions are pure: the same seed gives the same instances in every process."""

    id: str
    version: int
    entry_point: str
    prompt: str
    """The task as the model sees it: statement, limits, signature, examples."""
    sizes: tuple[TimedSize, ...]
    references: dict[str, str]
    """Tier name -> source. `"fast"` is always present, except in imported sets without solutions:
    their tasks have no sizes, and every correctness input has its `given` answer.
    """
    correctness: Callable[[int], Sequence[Instance]]
    """seed -> the correctness inputs."""
    stress: Callable[[TimedSize, int, int], Sequence[Instance]]
    """(size, seed, batch) -> `batch` fresh timed inputs, of all shapes unless `size` names one."""
    check: Callable[[Arguments, Any, Any], str | None]
    """(arguments, returned, expected) -> None if right, otherwise one line that says why not."""
    family: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    split: str = ""
    """`public`, `dev` or `generated` for built-in tasks; imported sets have none."""
    suite: str = ""
    """`core` or `hard` for built-in tasks."""
    statement: str = ""
    signature: str = ""
    shapes: tuple[str, ...] = ()
    """The kinds of timed inputs, or empty if unknown."""
    imports: tuple[str, ...] = ()
    """Packages outside the standard library that a candidate may import."""
    wrong: dict[str, str] = field(default_factory=dict)
    prelude: str = ""
    """Code inserted before every candidate (imported sets whose prompts define helpers)."""
    forwarder: str = ""
    """A function of the prelude that is called instead of `entry_point` and calls it (for example,
    a method of a class). For correctness only: a task with a forwarder has no sizes.
    """
    verify_all: Callable[[Sequence[Arguments], Sequence[Any]], Fault | None] | None = None
    """Judges all answers of one child process together, instead of `check` (assertion tests)."""
    calls_per_child: int = 1
    """Correctness inputs per child process (imported sets have thousands of small inputs)."""
    cpu_limit_seconds: float = 10.0
    """The CPU time limit of one correctness input."""
    wall_limit_seconds: float | None = None
    """The wall time limit of one child process. None: a generous limit derived from the CPU limit,
    for processes that sleep and for loaded machines.
    """
    memory_limit_bytes: int = 1 << 30
    digest: str = ""
    """SHA-256 over everything that defines the task. It is recorded with the results."""
    frozen: Frozen | None = None
    """The sizes that count, from the suite's lock, or None if the task is not locked."""

    @property
    def fast(self) -> str:
        """The source of the fast reference. KeyError if the task has none."""
        return self.references["fast"]

    @property
    def is_imported(self) -> bool:
        """True for a task of another project's set.

        A fault in the files of such a task skips the task and does not end the run.
        """
        return not self.split

    @property
    def answer_types(self) -> Literal["plain", "any"]:
        """The types that an answer may have (`sandbox.Limits.answers`). Built-in tasks require
        plain data; an imported set's own tests decide for any type.
        """
        return "any" if self.is_imported else "plain"

    @property
    def called(self) -> str:
        """The function that a child process calls, or "" for a program."""
        return self.forwarder or self.entry_point

    def verify(self, arguments: Arguments, returned: Any, expected: Any) -> str | None:
        """Run `check` on untrusted data. An exception in it, other than our own, means a wrong
        answer.
        """
        try:
            return self.check(arguments, returned, expected)
        except EffbenchError:
            raise  # not the answer's fault: the sandbox or the task's own files failed
        except Exception as error:
            return f"the checker could not read the answer ({type(error).__name__})"


@dataclass(frozen=True)
class Suite:
    """A named, versioned set of tasks."""

    name: str
    version: str
    tasks: tuple[SuiteTask, ...]
    notes: tuple[str, ...] = ()
    max_blocks: int | None = None
    """Maximum number of blocks per size, overriding the profile (sets with slow generators)."""
    local: bool = False
    """True for a built-in suite with tasks from the user's folders."""
    edition: str = ""
    """The name of the private edition that the tasks are of (`editions`)."""

    @property
    def digest(self) -> str:
        """SHA-256 over the ids and digests of the tasks, in order."""
        lines = "\n".join(f"{task.id} {task.digest}" for task in self.tasks)
        return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True)
class DataSet:
    """A published data set that can be opened as a suite; the object of a plug-in."""

    load: Callable[[Path, Sandbox], Suite]
    """Read the file or folder that the user names. Code in it must run in the sandbox only."""
    file: str
    """The file that the user has to get, in a few words for an error message."""


def choice_of(name: str, split: str) -> str:
    """Return the name that opens a suite, from a suite's own name and split in a run's records.

    Only records from before suites came from plug-ins need this. Their suite is a data set, or the
    built-in one, whose own name adds the split and `+local`.
    """
    return name.split("+")[0].removesuffix(f"-{split}")
