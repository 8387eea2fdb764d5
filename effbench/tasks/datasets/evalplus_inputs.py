"""Convert MBPP+'s inputs to the types that its functions take: JSON has lists instead of tuples.

A table with facts about the published file gives the conversion of each problem, by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from effbench.tasks.suite import Arguments

Convert = Callable[[list[Any]], Sequence[Any]]


def converted(name: str, task_id: str, inputs: Sequence[list[Any]]) -> list[Arguments]:
    """Return an argument tuple for each input of a problem. HumanEval+ needs no conversion."""
    convert = None
    if name == "mbppplus":
        convert = _BY_NUMBER.get(int(task_id.rpartition("/")[2]))
    return [tuple(convert(arguments) if convert else arguments) for arguments in inputs]


def _tuples_at(*depths: int, only: int | None = None) -> Convert:
    """Return a function that converts lists at `depths` to tuples (depth 1: the argument itself).

    It converts the argument with the index `only`, or all arguments.
    """

    def convert(value: Any, depth: int) -> Any:
        if not isinstance(value, list):
            return value
        items = [convert(item, depth + 1) for item in value]
        return tuple(items) if depth in depths else items

    def whole(arguments: list[Any]) -> list[Any]:
        return [
            convert(argument, 1) if only in (None, i) else argument
            for i, argument in enumerate(arguments)
        ]

    return whole


def _sets(arguments: list[Any]) -> list[Any]:
    return [[set(item) if isinstance(item, list) and item else {} for item in arguments[0]]]


def _dict_of_tuples(arguments: list[Any]) -> list[Any]:
    return [{key: tuple(value) for key, value in arguments[0].items()}, *arguments[1:]]


_EVERY = _tuples_at(*range(1, 20))
_NUMBERS: tuple[tuple[Convert, str], ...] = (
    (
        _tuples_at(1),
        "2 116 132 143 222 261 273 394 399 421 424 429 470 560 579 596 616 630 726 740 744 809",
    ),
    (_tuples_at(2), "63 64 70 94 120 237 272 299 400 409 417 438 473 614 780"),
    (_tuples_at(2, only=0), "75 413 444 753"),
    (_tuples_at(1, only=1), "106 750"),
    (_tuples_at(1, only=0), "250 307 405 446 617 720 763 808"),
    (_tuples_at(1, 2), "259 278 401 445"),
    (_EVERY, "580 615 791"),
    (_sets, "115"),
    (lambda a: [float(a[0]), complex(a[1])], "124"),
    (lambda a: [complex(a[0])], "252"),
    (_dict_of_tuples, "722"),
)
_BY_NUMBER: dict[int, Convert] = {
    int(number): convert for convert, numbers in _NUMBERS for number in numbers.split()
}
