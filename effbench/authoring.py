"""What a task file imports: `Task` and the ready-made checkers.

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
import math
import random
import string
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from effbench.foreign import shown
from effbench.suite import Arguments

Rng = random.Random
Check = Callable[[Arguments, Any, Any], "str | None"]
SIZE_LABELS = ("S", "M", "L")
SPLITS = ("public", "dev")
STYLES = ("function", "program")

_SHOWN_CHARACTERS = 80
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
    check: Check = field(default_factory=lambda: equal)
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
        body = ast.parse(self.signature.rstrip().rstrip(":") + ": ...").body
        if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
            raise ValueError(f"the signature is not one function: {self.signature!r}")
        return body[0].name


def _filled(text: str, words: Mapping[str, str]) -> str:
    """`text` with each `$name` replaced. ValueError for a name that is no parameter."""
    try:
        return string.Template(text).substitute(words)
    except KeyError as error:
        raise ValueError(f"the text has ${error.args[0]}, which is no parameter") from None


def equal(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    """Same values of the same types.

    A tuple counts as a list; True does not count as 1, nor 1 as 1.0.
    NaN equals nothing, as in Python; use `close` for floats that are computed.
    """
    difference = first_difference(returned, expected)
    return None if difference is None else f"differs {difference}"


def close(rel: float, abs_tol: float = 0.0) -> Check:
    """A checker that compares floats within `rel * max(|a|, |b|)` or `abs_tol`.

    NaN matches NaN only.
    Everything that is not a float, an int in a float's place, or a float array is compared as by
    `equal`. A complex-valued or object array never matches.
    """

    def check(arguments: Arguments, returned: Any, expected: Any) -> str | None:
        difference = first_difference(returned, expected, rel=rel, abs_tol=abs_tol)
        return None if difference is None else f"differs {difference}"

    return check


checks = SimpleNamespace(equal=equal, close=close)


def first_difference(
    returned: Any, expected: Any, rel: float | None = None, abs_tol: float = 0.0, path: str = ""
) -> str | None:
    """Where two plain-data values part, in words, or None. Arrays compare by shape and values.

    Data frames: the same columns in the same order, of the same kind of dtype, with the same rows.
    What is missing (None, NaN, NaT) equals what is missing. The index does not count.
    """
    where = f"at {path}" if path else "at the top"
    if isinstance(expected, list | tuple):
        return _sequence_difference(returned, expected, rel, abs_tol, path)
    if isinstance(expected, dict):
        if not isinstance(returned, dict):
            return f"{where}: a {type(returned).__name__} where a dict belongs"
        if _typed_keys(returned) != _typed_keys(expected):
            return f"{where}: other keys"
        for key, want in expected.items():
            found = first_difference(returned[key], want, rel, abs_tol, f"{path}[{key!r}]")
            if found:
                return found
        return None
    if _is_frame(expected):
        return _frame_difference(returned, expected, rel, abs_tol, path)
    if hasattr(expected, "dtype"):
        return _array_difference(returned, expected, rel, abs_tol, where)
    return _scalar_difference(returned, expected, rel, abs_tol, where)


def _sequence_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, path: str
) -> str | None:
    where = f"at {path}" if path else "at the top"
    if not isinstance(returned, list | tuple):
        return f"{where}: a {type(returned).__name__} where a {type(expected).__name__} belongs"
    if len(returned) != len(expected):
        return f"{where}: length {len(returned)}, not {len(expected)}"
    if rel is None and _plainly_equal(returned, expected):
        return None
    for index, (got, want) in enumerate(zip(returned, expected, strict=True)):
        found = first_difference(got, want, rel, abs_tol, f"{path}[{index}]")
        if found:
            return found
    return None


def _plainly_equal(returned: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Fast path for long flat sequences: equal values and one common scalar type."""
    kinds = set(map(type, expected))
    return (
        len(kinds) == 1
        and kinds <= {int, str, bool, bytes}
        and set(map(type, returned)) == kinds
        and list(returned) == list(expected)
    )


def _scalar_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, where: str
) -> str | None:
    if rel is not None and type(expected) is float and type(returned) in (float, int):
        same = _is_close(returned, expected, rel, abs_tol)
    else:
        same = type(returned) is type(expected) and bool(returned == expected)
    return None if same else f"{where}: {_shown(returned)}, not {_shown(expected)}"


def _is_close(returned: float, expected: float, rel: float, abs_tol: float) -> bool:
    try:
        value = float(returned)
    except OverflowError:  # an int beyond the range of floats is close to no float
        return False
    if math.isnan(expected) or math.isnan(value):
        return math.isnan(expected) and math.isnan(value)
    return math.isclose(value, expected, rel_tol=rel, abs_tol=abs_tol)


def _typed_keys(value: dict[Any, Any]) -> set[tuple[type, Any]]:
    """Keys with their types, because 1, True and 1.0 are the same key to a dict."""
    return {(type(key), key) for key in value}


def _array_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, where: str
) -> str | None:
    import numpy as np  # here because a task file without arrays should not pay for it

    if not isinstance(returned, np.ndarray):
        return f"{where}: a {type(returned).__name__} where an array belongs"
    if returned.shape != expected.shape:
        return f"{where}: shape {returned.shape}, not {expected.shape}"
    if returned.dtype.kind != expected.dtype.kind:
        return f"{where}: dtype {returned.dtype}, not {expected.dtype}"
    if rel is not None and expected.dtype.kind == "f":
        same = np.isclose(returned, expected, rtol=rel, atol=abs_tol, equal_nan=True)
    else:
        same = returned == expected
    if bool(np.all(same)):
        return None
    index = tuple(int(i) for i in np.argwhere(~np.asarray(same))[0])
    return f"{where}{list(index)}: {returned[index]}, not {expected[index]}"


def _is_frame(value: Any) -> bool:
    """Without importing pandas: where it is not loaded, nothing is a frame."""
    return type(value) is getattr(sys.modules.get("pandas"), "DataFrame", None)


def _frame_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, path: str
) -> str | None:
    where = f"at {path}" if path else "at the top"
    if not _is_frame(returned):
        return f"{where}: a {type(returned).__name__} where a data frame belongs"
    if list(returned.columns) != list(expected.columns):
        return f"{where}: columns {list(returned.columns)}, not {list(expected.columns)}"
    if len(returned) != len(expected):
        return f"{where}: {len(returned)} rows, not {len(expected)}"
    for place, name in enumerate(expected.columns):
        got, want = returned.iloc[:, place], expected.iloc[:, place]
        found = _column_difference(got, want, rel, abs_tol, f"{path}[{name!r}]")
        if found:
            return found
    return None


def _column_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, path: str
) -> str | None:
    import numpy as np  # here because a task file without arrays should not pay for it

    got, want = returned.to_numpy(), expected.to_numpy()
    if got.dtype.kind != want.dtype.kind:
        return f"at {path}: dtype {got.dtype}, not {want.dtype}"
    missing = expected.isna().to_numpy()
    if rel is not None and want.dtype.kind == "f":
        same = np.isclose(got, want, rtol=rel, atol=abs_tol, equal_nan=True)
    else:
        same = (got == want) | missing & returned.isna().to_numpy()
    if bool(np.all(same)):
        return None
    row = int(np.argmin(same))
    show = _shown if want.dtype.kind == "O" else str
    return f"at {path}[{row}]: {show(got[row])}, not {show(want[row])}"


def _shown(value: Any) -> str:
    return shown(value, _SHOWN_CHARACTERS)
