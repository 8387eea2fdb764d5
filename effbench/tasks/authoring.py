"""The form of a task file: it imports `Task` and the ready-made `checks` from here.

The `registry` loads task files; this module runs nothing.

A task file is `tasks/<id>.py`. Its module docstring is the statement that the model sees. The file
also contains:

    TASK = Task(
        statement=__doc__,
        signature="def entry(values: list[int]) -> int",
        examples=[(([1, 2],), 3)],                 # (arguments, expected)
        limits=["1 <= len(values) <= 200_000", …], # rendered into the prompt, enforced by `valid`
        ties="",                                   # the rule that makes the answer unique, verbatim
        sizes={"S": (2_000, 4), "M": (16_000, 1), "L": (120_000, 1)},   # (n, per call)
        shapes=("random", "ascending"),            # the values of `shape` for `stress`
        check=checks.equal,
        complexity={"slow": "n^2", "medium": "n log n", "fast": "n"},
        category="array", family="monotone stack", tags=("stack",), split="public",
    )

    @TASK.correctness
    def small_inputs(rng): yield argument tuples, small edge cases, a few dozen to a few hundred

    @TASK.stress
    def large_input(n, shape, rng): return one argument tuple of that size and shape

    @TASK.valid
    def valid(arguments): raise AssertionError if a limit is broken

    @TASK.small        # tiny inputs of each shape that the brute force can solve
    @TASK.equivalents  # (arguments, expected): yield other right answers
    @TASK.edits        # (arguments, expected, rng): yield wrong answers, if automatic edits may be
                       # right

`rng` is a `random.Random` and must be the only source of randomness.

A parametrised task is a family: `parameters={"tie": {"first": "leftmost", "last": "rightmost"}}`
maps each value to its wording. Statement, limits and ties are then `string.Template` texts in which
`$tie` is replaced by the wording. Generators and checkers read `TASK.chosen["tie"]`. In the
solutions, the value in a module-level line `TIE = "first"` is replaced by the chosen one. The first
values make the built-in task. Parameters whose name begins with `wording` change only the text.
"""

from __future__ import annotations

import ast
import contextlib
import random
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from effbench.tasks import checks
from effbench.tasks.suite import Arguments

Rng = random.Random
SIZE_LABELS = ("S", "M", "L")
SPLITS = ("public", "dev")
STYLES = ("function", "program")

_choice: ContextVar[Mapping[str, Any]] = ContextVar("effbench_choice")


@contextlib.contextmanager
def choosing(choice: Mapping[str, Any]) -> Iterator[None]:
    """Context manager: tasks made inside use these parameter values instead of the first ones."""
    token = _choice.set(choice)
    try:
        yield
    finally:
        _choice.reset(token)


@dataclass
class Task:
    """A task under construction; `registry` freezes it into a `SuiteTask`."""

    statement: str | None
    signature: str
    examples: Sequence[tuple[Arguments, Any]]
    limits: Sequence[str]
    sizes: dict[str, tuple[int, int]]
    shapes: Sequence[str]
    complexity: dict[str, str]
    category: str
    family: str
    check: checks.Check = field(default_factory=lambda: checks.equal)
    tags: Sequence[str] = ()
    imports: Sequence[str] = ()
    version: int = 1
    cpu_limit_seconds: float = 10.0
    memory_limit_bytes: int = 1 << 30
    source: str = "original"
    licence: str = "Apache-2.0"
    split: str = "public"
    """`public`: the benchmark. `dev`: for documentation and training, never in headline scores."""
    suite: str = "core"
    """The suite that the task belongs to: `core` or `hard` (docs/add-a-task.md)."""
    ties: str | None = None
    """The sentence of the statement that makes the answer unique or says that several are right. ""
    if the answer is one number or text that needs no such rule. None: not stated yet.
    """
    style: str = "function"
    """`program`: the solution is a whole program, arguments are (stdin,), the answer is stdout."""
    exponents: dict[str, float] = field(default_factory=dict)
    """Tier -> exponent of its growth with `n`, if `complexity` is not a formula of `n` alone."""
    parameters: dict[str, dict[Any, str]] = field(default_factory=dict)
    """Name -> value -> wording: the choices that make this task a family."""

    chosen: dict[str, Any] = field(init=False, default_factory=dict)
    """Name -> the value of each parameter in this task."""
    correctness_generator: Callable[[Rng], Iterable[Arguments]] | None = None
    stress_generator: Callable[[int, str, Rng], Arguments] | None = None
    validator: Callable[[Arguments], None] | None = None
    small_generator: Callable[[Rng, str], Arguments] | None = None
    equivalent_answers: Callable[[Arguments, Any], Iterable[Any]] | None = None
    wrong_answers: Callable[[Arguments, Any, Rng], Iterable[Any]] | None = None

    def __post_init__(self) -> None:
        if not self.parameters:
            return
        choice = _choice.get({})
        for name, words in self.parameters.items():
            self.chosen[name] = choice.get(name, next(iter(words)))
        words_of = {name: words[self.chosen[name]] for name, words in self.parameters.items()}
        self.statement = _filled(self.statement or "", words_of)
        self.limits = [_filled(limit, words_of) for limit in self.limits]
        if self.ties is not None:
            self.ties = _filled(self.ties, words_of)

    def correctness(
        self, function: Callable[[Rng], Iterable[Arguments]]
    ) -> Callable[[Rng], Iterable[Arguments]]:
        """Decorator for `rng -> iterable of argument tuples`: the correctness inputs."""
        self.correctness_generator = function
        return function

    def stress(
        self, function: Callable[[int, str, Rng], Arguments]
    ) -> Callable[[int, str, Rng], Arguments]:
        """Decorator for `(n, shape, rng) -> argument tuple`: one timed input."""
        self.stress_generator = function
        return function

    def valid(self, function: Callable[[Arguments], None]) -> Callable[[Arguments], None]:
        """Decorator for a function that raises AssertionError if arguments break a stated limit."""
        self.validator = function
        return function

    def small(self, function: Callable[[Rng, str], Arguments]) -> Callable[[Rng, str], Arguments]:
        """Decorator for `(rng, shape) -> argument tuple`: an input small enough for brute force."""
        self.small_generator = function
        return function

    def equivalents(
        self, function: Callable[[Arguments, Any], Iterable[Any]]
    ) -> Callable[[Arguments, Any], Iterable[Any]]:
        """Decorator for `(arguments, expected) -> other right answers`, all accepted by `check`."""
        self.equivalent_answers = function
        return function

    def edits(
        self, function: Callable[[Arguments, Any, Rng], Iterable[Any]]
    ) -> Callable[[Arguments, Any, Rng], Iterable[Any]]:
        """Decorator for `(arguments, expected, rng) -> wrong answers`, which `check` must refuse.

        Needed only if an automatic edit of a right answer may be right, too.
        """
        self.wrong_answers = function
        return function

    @property
    def entry_point(self) -> str:
        """The function's name, or "" for a program. ValueError if `signature` isn't one `def`."""
        if self.style == "program":
            return ""
        try:
            body = ast.parse(self.signature.rstrip().rstrip(":") + ": ...").body
        except SyntaxError as error:
            words = f"the signature is not Python ({error.msg}): {self.signature!r}"
            raise ValueError(words) from None
        if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
            raise ValueError(f"the signature is not one function: {self.signature!r}")
        return body[0].name


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Replace each `$name` in `text`. Raises ValueError if a name is not a parameter."""
    try:
        return string.Template(text).substitute(words)
    except KeyError as error:
        raise ValueError(f"the text has ${error.args[0]}, which is not a parameter") from None
