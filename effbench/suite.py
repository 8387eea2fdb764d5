"""What the judge, the clock and the score need to know of a task, wherever it comes from.

A built-in task file (`authoring.Task`, frozen by `registry`) and an imported data set
(`datasets/*`) both become a `SuiteTask`: plain data plus three functions. Whether those functions
run in the host (our own task files) or in the sandbox (an imported file's code) is the provider's
business; nobody above this module can tell the difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from effbench.errors import EffbenchError
from effbench.records import Frozen

Arguments = tuple[Any, ...]
"""Positional arguments of one call of the entry point."""


def derive_seed(*parts: str | int) -> int:
    """A 63-bit seed that follows from `parts` alone; any difference gives an unrelated seed."""
    digest = hashlib.sha256(json.dumps(parts).encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


@dataclass(frozen=True)
class Instance:
    """One input: the arguments of one call, and what is known about it.

    `timeout_is_failure` is False for large inputs that a correct but slow solution may not finish:
    not finishing it costs speed, not correctness. A timed input never fails by time alone; with
    False it does not fail by memory or an exception either (imported sets).
    """

    arguments: Arguments
    label: str = ""
    timeout_is_failure: bool = True
    given: tuple[Any, ...] = ()
    """The right answer, as a tuple of one, where the set has it; (): that of the fast reference."""


@dataclass(frozen=True)
class TimedSize:
    """One rung of a task's ladder: `n` is the generator's size, `batch` the instances in one call.

    `batch` is None when the measurement is to choose it (imported sets); built-in tasks freeze it.
    `shape`, one of `SuiteTask.shapes`, asks for inputs of that shape alone.
    """

    label: str
    n: int
    batch: int | None = 1
    shape: str = ""


@dataclass(frozen=True)
class Fault:
    """A fault in several answers together, and the answer at fault if it is known."""

    words: str
    index: int | None = None


@dataclass(frozen=True)
class SuiteTask:
    """One task. The callables are pure: the same seed gives the same instances in every process."""

    id: str
    version: int
    entry_point: str
    prompt: str
    """The task as the model sees it: statement, limits, signature, examples."""
    sizes: tuple[TimedSize, ...]
    references: dict[str, str]
    """Tier name -> source. `"fast"` is always there, but for imported sets without solutions: those
    have no sizes, and every correctness input has its `given` answer.
    """
    correctness: Callable[[int], Sequence[Instance]]
    """seed -> the correctness inputs."""
    stress: Callable[[TimedSize, int, int], Sequence[Instance]]
    """(size, seed, batch) -> `batch` fresh timed inputs; of all shapes where `size` names none."""
    check: Callable[[Arguments, Any, Any], str | None]
    """(arguments, returned, expected) -> None when right, else one line that says what is wrong."""
    family: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    split: str = ""
    """`public`, `dev` or `generated` for built-in tasks; imported sets have none."""
    statement: str = ""
    signature: str = ""
    shapes: tuple[str, ...] = ()
    """What kinds of timed inputs there are; empty where nothing is known of that."""
    imports: tuple[str, ...] = ()
    """Packages outside the standard library that a candidate may import."""
    wrong: dict[str, str] = field(default_factory=dict)
    prelude: str = ""
    """Code put before every candidate (imported sets whose prompts define helpers)."""
    forwarder: str = ""
    """A function of the prelude that is called in place of `entry_point` and uses it (a method of a
    class, say). For correctness only: a task with one has no sizes.
    """
    verify_all: Callable[[Sequence[Arguments], Sequence[Any]], Fault | None] | None = None
    """Judges all answers of one child together, in place of `check` (assertion-style tests)."""
    calls_per_child: int = 1
    """Correctness inputs that share a fresh child (imported sets have thousands of small ones)."""
    cpu_limit_seconds: float = 10.0
    """CPU budget of one correctness input."""
    wall_limit_seconds: float | None = None
    """Wall time of one child; None: generous, by the CPU limit (sleepers and loaded machines)."""
    memory_limit_bytes: int = 1 << 30
    digest: str = ""
    """SHA-256 over everything that defines the task; recorded with results."""
    frozen: Frozen | None = None
    """The sizes that count, from the suite's lock; None where nobody has locked the task."""

    @property
    def fast(self) -> str:
        return self.references["fast"]

    @property
    def is_imported(self) -> bool:
        """Of another project's set: a fault of its own files leaves it out instead of ending the
        run.
        """
        return not self.split

    @property
    def answer_types(self) -> Literal["plain", "any"]:
        """Of which types an answer may be (`sandbox.Limits.answers`). An imported set's own tests
        decide what is equal, whatever the type; built-in tasks ask for plain data.
        """
        return "any" if self.is_imported else "plain"

    @property
    def called(self) -> str:
        """The function that a child calls; "" for a program."""
        return self.forwarder or self.entry_point

    def verify(self, arguments: Arguments, returned: Any, expected: Any) -> str | None:
        """`check`, which may meet hostile data: an exception in it means a wrong answer."""
        try:
            return self.check(arguments, returned, expected)
        except EffbenchError:
            raise  # ours: the sandbox or the task's own files
        except Exception as error:
            return f"the checker could not read the answer ({type(error).__name__})"


@dataclass(frozen=True)
class Suite:
    name: str
    version: str
    tasks: tuple[SuiteTask, ...]
    notes: tuple[str, ...] = ()
    max_blocks: int | None = None
    """At most so many blocks a size, whatever the profile (sets whose generators are slow)."""

    @property
    def digest(self) -> str:
        lines = "\n".join(f"{task.id} {task.digest}" for task in self.tasks)
        return hashlib.sha256(lines.encode()).hexdigest()
