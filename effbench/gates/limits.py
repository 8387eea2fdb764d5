"""Parse limits such as `lo <= name <= hi`, and test whether an input reaches their bounds.

A quantity is a parameter of the signature, its `len(…)`, or its elements: an index that is not a
parameter (`values[i]`) means every element. Any other line ("memory: 1 GiB") is prose and ignored.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from effbench.tasks import Arguments

_MAX_BITS = 4096  # the largest bound: `10**18` is a bound, `9**9**9` is a mistake
_OPERATORS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}


@dataclass(frozen=True)
class Limit:
    """A parsed `low <= quantities <= high`: expressions over the signature's parameters."""

    text: str
    low: ast.expr
    quantities: tuple[ast.expr, ...]
    high: ast.expr


def parse(line: str, parameters: Sequence[str]) -> Limit | None:
    """Parse the limit in a line. Return None if it can't be evaluated on arguments."""
    try:
        tree = ast.parse(line.split(";")[0].strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not isinstance(tree, ast.Compare) or len(tree.ops) < 2:
        return None
    if not all(isinstance(op, ast.LtE | ast.Eq) for op in tree.ops):
        return None
    low, *middle, high = [tree.left, *tree.comparators]
    if not all(_is_known(part, parameters) for part in (low, *middle, high)):
        return None
    if not any(isinstance(node, ast.Name) for part in middle for node in ast.walk(part)):
        return None
    return Limit(line, low, tuple(middle), high)


def _is_known(tree: ast.expr, parameters: Sequence[str]) -> bool:
    """True if `tree` has only parameters, their lengths and elements, numbers and arithmetic."""
    if isinstance(tree, ast.Constant):
        return type(tree.value) in (int, float)
    if isinstance(tree, ast.Name):
        return tree.id in parameters
    if isinstance(tree, ast.Subscript):
        return _is_known(tree.value, parameters) and isinstance(tree.slice, ast.Name | ast.Constant)
    if isinstance(tree, ast.Call):
        called = isinstance(tree.func, ast.Name) and tree.func.id == "len"
        return called and len(tree.args) == 1 and _is_known(tree.args[0], parameters)
    if isinstance(tree, ast.UnaryOp):
        return isinstance(tree.op, ast.USub) and _is_known(tree.operand, parameters)
    if isinstance(tree, ast.BinOp):
        if isinstance(tree.op, ast.Pow):
            sides = (tree.left, tree.right)
            return all(isinstance(s, ast.Constant) and type(s.value) is int for s in sides)
        known = _is_known(tree.left, parameters) and _is_known(tree.right, parameters)
        return type(tree.op) in _OPERATORS and known
    return False


def values(tree: ast.expr, names: Mapping[str, Any]) -> Iterator[Any]:
    """Yield all values of an expression on one input.

    Raises OverflowError for a power beyond `_MAX_BITS` bits.
    """
    if isinstance(tree, ast.Constant):
        yield tree.value
    elif isinstance(tree, ast.Name):
        yield names[tree.id]
    elif isinstance(tree, ast.Subscript):
        for value in values(tree.value, names):
            yield from _elements(value, tree.slice, names)
    elif isinstance(tree, ast.Call):
        for value in values(tree.args[0], names):
            yield len(value)
    elif isinstance(tree, ast.UnaryOp):
        for value in values(tree.operand, names):
            yield -value
    elif isinstance(tree, ast.BinOp):
        for left in values(tree.left, names):
            for right in values(tree.right, names):
                yield _combined(tree.op, left, right)


def _combined(op: ast.operator, left: Any, right: Any) -> Any:
    if not isinstance(op, ast.Pow):
        return _OPERATORS[type(op)](left, right)
    if abs(left).bit_length() * right > _MAX_BITS:
        raise OverflowError(f"{left}**{right} is too large for a bound")
    return left**right


def _elements(value: Any, index: ast.expr, names: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(index, ast.Constant):
        yield value[index.value]
    elif isinstance(index, ast.Name) and index.id in names:
        yield value[names[index.id]]
    elif isinstance(value, dict):
        yield from value.values()
    elif hasattr(value, "tolist"):  # an array: plain numbers, so that bounds compare exactly
        yield from value.tolist()
    else:
        yield from value


def touched(limit: Limit, parameters: Sequence[str], arguments: Arguments) -> tuple[bool, bool]:
    """Return whether this input reaches the lower bound, and whether it reaches the upper bound."""
    names = dict(zip(parameters, arguments, strict=False))
    lows, highs = set(values(limit.low, names)), set(values(limit.high, names))
    low = high = False
    for quantity in limit.quantities:
        for value in values(quantity, names):
            low = low or value in lows
            high = high or value in highs
    return low, high


def largest(limit: Limit, parameters: Sequence[str], arguments: Arguments) -> float:
    """Return the largest absolute value of the limited quantity on this input; 0 without values."""
    names = dict(zip(parameters, arguments, strict=False))
    found = [abs(value) for quantity in limit.quantities for value in values(quantity, names)]
    return max(found, default=0)
