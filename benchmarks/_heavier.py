"""Make heavier inputs for a problem of HumanEval+ or MBPP+ from its own, within its contract.

The published inputs take microseconds. Repeating them in one call would not help: decoding the
arguments grows as the work does, and EvalPerf's clusters differ mostly in growth. Therefore many
inputs are combined into one longer input. Sequences are the concatenation of the same argument of
inputs drawn at random, up to a length; sorted ones stay sorted; an integer that was a sequence's
length is the new length. If all arguments are integers, each is drawn from the upper half below
that length.

Inputs that a problem's contract forbids are discarded. A contract runs in the sandbox.
"""

from __future__ import annotations

import ast
import contextlib
import random
import textwrap
from collections.abc import Sequence
from typing import Any

from effbench.sandbox import Limits, Sandbox
from effbench.tasks.suite import Arguments

_LIMITS = Limits(cpu_seconds=5.0, memory_bytes=4 << 30)
_MOST_DRAWN = 200_000
_CONTRACT = """
def _obeys({names}):
{contract}
    return True


def _allowed(*arguments):
    try:
        return _obeys(*arguments)
    except Exception:
        return False
"""


def contract_source(row: dict[str, Any]) -> str | None:
    """Return code that defines `_allowed(*arguments)`, or None if no parameters are found."""
    canonical = row["prompt"] + row["canonical_solution"]
    for node in ast.parse(canonical).body:
        if isinstance(node, ast.FunctionDef) and node.name == row["entry_point"]:
            names = ", ".join(argument.arg for argument in node.args.args)
            contract = textwrap.indent(textwrap.dedent(row["contract"]), "    ")
            whole = canonical + _CONTRACT.format(names=names, contract=contract)
            try:
                ast.parse(whole)
            except SyntaxError:
                return None
            return whole
    return None


def allowed(source: str, inputs: Sequence[Arguments], sandbox: Sandbox) -> list[Arguments]:
    """Return the `inputs` that the contract allows, checking each in its own child process."""
    kept = []
    for arguments in inputs:
        outcome = sandbox.run(source, "_allowed", [arguments], _LIMITS)
        if outcome.ended == "returned" and outcome.values == (True,):
            kept.append(arguments)
    return kept


def grown(inputs: Sequence[Arguments], length: int, rng: random.Random) -> Arguments:
    """Make one input of about `length` items (or with integers about as large) from `inputs`."""
    first = rng.choice([one for one in inputs if _full(one)] or inputs)
    sequences = [i for i, value in enumerate(first) if isinstance(value, list | tuple | str)]
    if not sequences:
        return tuple(_larger(value, length, rng) for value in first)
    parts = _drawn(inputs, first, sequences, length, rng)
    made = list(first)
    for i in sequences:
        made[i] = _joined(first[i], [part[i] for part in parts])
    for i, value in enumerate(first):
        if type(value) is int:
            same = [j for j in sequences if len(first[j]) == value]
            made[i] = len(made[same[0]]) if same else value
    return tuple(made)


def _drawn(
    inputs: Sequence[Arguments],
    first: Arguments,
    sequences: list[int],
    length: int,
    rng: random.Random,
) -> list[Arguments]:
    """Inputs whose sequences together have at least `length` items, starting with `first`."""
    alike = [
        other
        for other in inputs
        if len(other) == len(first)
        and _full(other)
        and all(_goes_with(other[i], first[i]) for i in sequences)
    ]
    parts, so_far = [first], max(len(first[i]) for i in sequences)
    alike = alike or [first]  # one with an empty sequence, where all inputs have one
    while so_far < length and len(parts) < _MOST_DRAWN:
        part = rng.choice(alike)
        parts.append(part)
        so_far += max(len(part[i]) for i in sequences)
    return parts


def _full(arguments: Arguments) -> bool:
    """True if no sequence in it is empty: an empty one cannot grow."""
    return all(len(v) > 0 for v in arguments if isinstance(v, list | tuple | str))


def _goes_with(value: Any, other: Any) -> bool:
    """True for the same type and the same types of items."""
    if type(value) is not type(other):
        return False
    return isinstance(value, str) or {type(v) for v in value} <= {type(v) for v in other}


def _joined(first: Any, parts: Sequence[Any]) -> Any:
    if isinstance(first, str):
        return "".join(parts)
    items = [item for part in parts for item in part]
    if _is_sorted(first):
        with contextlib.suppress(TypeError):  # items of several types keep their order
            items.sort()
    return type(first)(items)


def _is_sorted(values: Any) -> bool:
    try:
        return len(values) > 1 and list(values) == sorted(values)
    except TypeError:
        return False


def _larger(value: Any, length: int, rng: random.Random) -> Any:
    return rng.randint(length // 2, length) if type(value) is int else value
