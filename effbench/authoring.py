"""What a task file imports: `Task` and the ready-made `checks`.

Decides how a task is written down. It does not load task files (registry) and runs nothing.

A task file is `tasks/<id>.py`. Its module docstring is the statement that the model sees. Beside
it:

    TASK = Task(
        statement=__doc__,
        signature="def entry(values: list[int]) -> int",
        examples=[(([1, 2],), 3)],                 # (arguments, expected)
        limits=["1 <= len(values) <= 200_000", …], # rendered into the prompt, enforced by `valid`
        ties="",                                   # the rule that makes the answer unique, verbatim
        sizes={"S": (2_000, 4), "M": (16_000, 1), "L": (120_000, 1)},   # (n, per call)
        shapes=("random", "ascending"),            # what `stress` understands
        check=checks.equal,
        complexity={"slow": "n^2", "medium": "n log n", "fast": "n"},
        category="array", family="monotone stack", tags=("stack",), split="public",
    )

    @TASK.correctness
    def small_inputs(rng): yield arguments-tuples, small and nasty, a few dozen to a few hundred

    @TASK.stress
    def large_input(n, shape, rng): return one arguments-tuple of that size and shape

    @TASK.valid
    def valid(arguments): raise AssertionError when a limit is broken

    @TASK.small        # tiny inputs of each shape, that the brute force can do
    @TASK.equivalents  # (arguments, expected): yield other right answers
    @TASK.edits        # (arguments, expected, rng): yield wrong answers, where only the task knows

`rng` is a `random.Random`; everything must follow from it alone.

A parametrised task is a family: `parameters={"tie": {"first": "leftmost", "last": "rightmost"}}`
maps each value to its words. Statement, limits and ties are then `string.Template` texts in which
`$tie` becomes the words; generators and checkers read `TASK.chosen["tie"]`; in the solutions a
module-level line `TIE = "first"` gets the chosen value. The first values make the built-in task.
Parameters whose name begins with `wording` change words only.
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

from effbench import checks as checks
from effbench.suite import Arguments

Rng = random.Random
SIZE_LABELS = ("S", "M", "L")
SPLITS = ("public", "dev")
STYLES = ("function", "program")

_choice: ContextVar[Mapping[str, Any]] = ContextVar("effbench_choice")


@contextlib.contextmanager
def choosing(choice: Mapping[str, Any]) -> Iterator[None]:
    """Tasks made inside take these values of their parameters instead of the first ones."""
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
    """`dev`: for documentation and training, never the headline; `public`: the benchmark."""
    ties: str | None = None
    """The statement's sentence that makes the answer unique or says that several are right; "" when
    the answer is one number or text that needs none. None: not said yet."""
    style: str = "function"
    """`program`: the solution is a whole program; arguments are (stdin,), the answer is stdout."""
    exponents: dict[str, float] = field(default_factory=dict)
    """Tier -> how its time grows with `n`, where `complexity` is no formula of `n` alone."""
    parameters: dict[str, dict[Any, str]] = field(default_factory=dict)
    """Name -> value -> words: the choices that make this task a family."""

    chosen: dict[str, Any] = field(init=False, default_factory=dict)
    """Name -> value of each parameter, in this task."""
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
        """Decorator: `rng -> iterable of argument tuples`, the correctness inputs."""
        self.correctness_generator = function
        return function

    def stress(
        self, function: Callable[[int, str, Rng], Arguments]
    ) -> Callable[[int, str, Rng], Arguments]:
        """Decorator: `(n, shape, rng) -> argument tuple`, one timed input."""
        self.stress_generator = function
        return function

    def valid(self, function: Callable[[Arguments], None]) -> Callable[[Arguments], None]:
        """Decorator: raises AssertionError when the arguments break a stated limit."""
        self.validator = function
        return function

    def small(self, function: Callable[[Rng, str], Arguments]) -> Callable[[Rng, str], Arguments]:
        """Decorator: `(rng, shape) -> one argument tuple`, tiny enough for the brute force."""
        self.small_generator = function
        return function

    def equivalents(
        self, function: Callable[[Arguments, Any], Iterable[Any]]
    ) -> Callable[[Arguments, Any], Iterable[Any]]:
        """Decorator: `(arguments, expected) -> other right answers`, which the checker accepts."""
        self.equivalent_answers = function
        return function

    def edits(
        self, function: Callable[[Arguments, Any, Rng], Iterable[Any]]
    ) -> Callable[[Arguments, Any, Rng], Iterable[Any]]:
        """Decorator: `(arguments, expected, rng) -> wrong answers`, which the checker refuses.

        Only where an automatic edit of a right answer may be right, too.
        """
        self.wrong_answers = function
        return function

    @property
    def entry_point(self) -> str:
        """The name in `signature`, "" for a program. ValueError when it isn't one `def`."""
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
    """`text` with each `$name` replaced. ValueError for a name that is no parameter."""
    try:
        return string.Template(text).substitute(words)
    except KeyError as error:
        raise ValueError(f"the text has ${error.args[0]}, which is no parameter") from None
