"""Show a value of any size on one line: the beginning of its repr, at a bounded cost.

The time and memory of `repr` grow with the value: a list of millions of numbers becomes a complete
text before it can be truncated, and numpy writes six items per dimension, which is over a million
for eight dimensions. This module therefore writes a container piece by piece until the line is
full. Text that is not truncated is identical to Python's repr.
"""

from __future__ import annotations

import itertools
import sys
import types
from array import array
from collections import (
    ChainMap,
    Counter,
    OrderedDict,
    UserDict,
    UserList,
    UserString,
    defaultdict,
    deque,
)
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from effbench.base.foreign import one_line

_MAX_BITS = 14_000  # per integer: Python refuses to write more than 4,300 digits, or takes long
_MAX_DEPTH = 150
_MAX_CELLS = 1_000
"""Largest array or data frame that is written with its own repr. Also used for counters."""
_MAX_SUMMARY_DIMENSIONS = 3  # numpy abbreviates a large array to six items per dimension


def shown(value: object, limit: int = 300) -> str:
    """Return the repr of `value` on one line of at most `limit` characters. Never raises."""
    room = 4 * limit  # `one_line` collapses white space
    found: list[str] = []
    for piece in _pieces(value, room, 0):
        found.append(piece)
        room -= len(piece)
        if room <= 0:
            break
    return one_line("".join(found), limit)


def _pieces(value: Any, room: int, depth: int) -> Iterator[str]:
    """Yield the repr of `value` in pieces. `room`: the most characters of it that are needed."""
    kind = type(value)
    if kind in _TEXTS:
        yield _text(value, room)
    elif kind is int and value.bit_length() > _MAX_BITS:
        yield "<int too long to show>"
    elif kind in _CONTAINERS and depth < _MAX_DEPTH:
        yield from _CONTAINERS[kind](value, room, depth + 1)
    elif depth >= _MAX_DEPTH:
        yield "…"
    else:
        yield _other(value)


def _other(value: Any) -> str:
    """Return the repr of a scalar or other object, or a summary of a large array or frame."""
    kind = type(value)
    try:
        if hasattr(value, "shape") and hasattr(value, "ndim"):
            cells = value.size
            if cells > _MAX_CELLS and value.ndim > _MAX_SUMMARY_DIMENSIONS:
                return f"<{kind.__name__} of shape {value.shape} and dtype {value.dtype}>"
            if cells > _MAX_CELLS and hasattr(value, "columns"):
                return f"<{kind.__name__} of {len(value)} rows and {len(value.columns)} columns>"
        return repr(value)
    except Exception:  # a fraction of more than 4,300 digits
        return f"<{kind.__name__} too long to show>"


def _text(value: str | bytes | bytearray, room: int) -> str:
    if len(value) <= room:
        return repr(value)
    start = value[:room]
    if type(start) is not str:
        return repr(start)
    # A repr chooses its quotes by the whole text. The quotes added here are truncated later.
    double = "'" in value and '"' not in value
    return repr(start + "'" if double else start + "\"'" if "'" in value else start)


def _row(head: str, tail: str, values: Iterable[Any], room: int, depth: int) -> Iterator[str]:
    yield head
    for number, value in enumerate(values):
        if number:
            yield ", "
        yield from _pieces(value, room, depth)
    yield tail


def _pairs(head: str, tail: str, pairs: Iterable[Any], room: int, depth: int) -> Iterator[str]:
    yield head
    for number, (key, value) in enumerate(pairs):
        if number:
            yield ", "
        yield from _pieces(key, room, depth)
        yield ": "
        yield from _pieces(value, room, depth)
    yield tail


def _tuple(value: tuple[Any, ...], room: int, depth: int) -> Iterator[str]:
    return _row("(", ",)" if len(value) == 1 else ")", value, room, depth)


def _set(value: set[Any] | frozenset[Any], room: int, depth: int) -> Iterator[str]:
    head, tail = ("{", "}") if type(value) is set else ("frozenset({", "})")
    return _row(head, tail, value, room, depth) if value else iter([repr(value)])


def _counter(value: Counter[Any], room: int, depth: int) -> Iterator[str]:
    if not value:
        return iter([repr(value)])
    pairs: Iterable[Any] = value.items()
    if len(value) <= _MAX_CELLS:
        try:
            pairs = value.most_common()
        except TypeError:  # the counts can't be ordered
            pairs = value.items()
    return _pairs("Counter({", "})", pairs, room, depth)


def _default_dict(value: defaultdict[Any, Any], room: int, depth: int) -> Iterator[str]:
    head = f"defaultdict({value.default_factory!r}, {{"
    return _pairs(head, "})", value.items(), room, depth)


def _ordered_dict(value: OrderedDict[Any, Any], room: int, depth: int) -> Iterator[str]:
    if not value:
        return iter([repr(value)])
    if sys.version_info >= (3, 12):
        return _pairs("OrderedDict({", "})", value.items(), room, depth)
    return _row("OrderedDict([", "])", value.items(), room, depth)


def _around(
    head: str, tail: str, inside: Callable[[Any], Any]
) -> Callable[[Any, int, int], Iterator[str]]:
    """Write a container as another one, `inside(value)`, between `head` and `tail`."""

    def pieces(value: Any, room: int, depth: int) -> Iterator[str]:
        return itertools.chain([head], _pieces(inside(value), room, depth), [tail])

    return pieces


def _like(head: str, tail: str) -> Callable[[Any, int, int], Iterator[str]]:
    return lambda value, room, depth: _row(head, tail, value, room, depth)


def _array(value: array[Any], room: int, depth: int) -> Iterator[str]:
    if not value:
        return iter([repr(value)])
    start = value[:room]
    inside = start.tounicode() if value.typecode == "u" else start.tolist()
    return _around(f"array({value.typecode!r}, ", ")", lambda _: inside)(value, room, depth)


_TEXTS = frozenset({str, bytes, bytearray})
_CONTAINERS: dict[type, Callable[[Any, int, int], Iterator[str]]] = {
    list: _like("[", "]"),
    tuple: _tuple,
    set: _set,
    frozenset: _set,
    dict: lambda value, room, depth: _pairs("{", "}", value.items(), room, depth),
    deque: _like("deque([", "])"),
    Counter: _counter,
    defaultdict: _default_dict,
    OrderedDict: _ordered_dict,
    array: _array,
    UserDict: _around("", "", lambda value: value.data),
    UserList: _around("", "", lambda value: value.data),
    UserString: _around("", "", lambda value: value.data),
    ChainMap: lambda value, room, depth: _row("ChainMap(", ")", value.maps, room, depth),
    types.MappingProxyType: lambda value, room, depth: _pairs(
        "mappingproxy({", "})", value.items(), room, depth
    ),
    type({}.keys()): _like("dict_keys([", "])"),
    type({}.values()): _like("dict_values([", "])"),
    type({}.items()): _like("dict_items([", "])"),
}
