"""Convert values of the standard library's other types to plain data.

This module holds the closed table of types that can be sent in addition to plain data, and the
stand-ins for values of all other types. `wire.py` encodes the bytes: such a value is sent as the
code of its type and a payload, which is an ordinary value. `rebuilding.py` is the inverse.

An object whose class is not in the table is treated as the first of its base classes that is: an
`IntEnum` member is an int, a named tuple is a tuple. It is read with that base's own methods
(`dict.items`, `str.__str__`), never with methods that the class overrides. An object without such a
base is sent as the name of its class (`StandIn`), and equals nothing.

Sizes are limited if an operation on a small value would take long or create a large one: the digits
and the exponent of a Decimal, the length of a range. A value beyond these limits is sent as the
name of its class.

Standard library only: the guest loads this file.
"""

from __future__ import annotations

import itertools
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
from collections.abc import Callable, Iterator, KeysView, ValuesView
from collections.abc import ItemsView as AbstractItemsView
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

MAX_ITERATED = 1 << 20
"""Limit on the items of one iterator, and of all ranges of one value together."""
MAX_DIGITS = MAX_EXPONENT = 10_000
"""Limits of a Decimal. int(Decimal("1e1000000")) takes a minute, and a digit takes one byte."""
MAX_FRACTION_BITS = 1 << 15
MAX_BITS_BESIDE_DECIMALS = 1 << 14
"""Limit of an integer next to Decimals: comparing it with one takes quadratic time."""
_MAX_NAME = 100
_ALL = slice(None)
MICROSECOND = timedelta(microseconds=1)


class Beyond(ValueError):
    """A value of a known type can't be sent: a time zone of another kind, a huge range."""


class StandIn:
    """A stand-in for an object that can't be sent: has its class's name, equals only itself."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<{self.kind}>"


class Iterated(StandIn):
    """A stand-in for an iterator, which yields the same items once."""

    __slots__ = ("rest",)

    def __init__(self, kind: str, items: list[Any]) -> None:
        super().__init__(kind)
        self.rest = items[::-1]

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if not self.rest:
            raise StopIteration
        return self.rest.pop()


def kind_of(value: Any) -> str:
    """Return the name of a value's class in the candidate's process."""
    return value.kind if isinstance(value, StandIn) else type(value).__name__


# --- taking apart -----------------------------------------------------------------------------

_bases_of: Any = type.__dict__["__mro__"].__get__  # a metaclass may lie about `__mro__`
_name_of: Any = type.__dict__["__name__"].__get__
_NUMERATOR: Any = Fraction.__dict__["_numerator"]
_DENOMINATOR: Any = Fraction.__dict__["_denominator"]

PLAIN, SET, FROZENSET, PAIRS = b"", b"e", b"z", b"m"
"""Layouts of a payload: unchanged, or a list as the items of a set or the pairs of a dict."""


def take_apart(value: Any) -> tuple[bytes, bytes, Any]:
    """Return (code, layout, payload). If the code is b"", the payload in that layout is the value.

    An object of no known type, or a value beyond the limits, becomes a stand-in.
    """
    kind = type(value)
    if kind is StandIn:
        return b"else", PLAIN, value.kind
    if kind is Iterated:
        return b"iter", PLAIN, (value.kind, value.rest[::-1])
    try:
        for base in _bases_of(kind):
            form = _FORMS.get(id(base))
            if form is not None:
                return form[0], form[1], form[2](value)
    except Beyond:
        pass
    name = _NAMES.get(id(value))
    if name is not None:
        return b"name", PLAIN, name
    return b"else", PLAIN, str.__str__(_name_of(kind))[:_MAX_NAME]


def _of_range(value: range) -> tuple[int, int, int]:
    range_length(value)
    return value.start, value.stop, value.step


def range_length(value: range) -> int:
    """Return the length of a range. Raises Beyond for more than MAX_ITERATED items."""
    try:
        length = len(value)
    except OverflowError:
        length = MAX_ITERATED + 1
    if length > MAX_ITERATED:
        raise Beyond("a range of more than a million items")
    return length


def _of_decimal(value: Decimal) -> str:
    text = Decimal.__str__(value).replace("e", "E")  # the context may select lower case
    if not is_small(value, text):
        if not Decimal.is_zero(value):
            raise Beyond("a decimal of many digits")
        text = "0"
    return text


def is_small(value: Decimal, text: str) -> bool:
    """Tell whether a Decimal with this text is within MAX_DIGITS and MAX_EXPONENT."""
    return len(text) <= MAX_DIGITS and abs(Decimal.adjusted(value)) <= MAX_EXPONENT


def _of_fraction(value: Fraction) -> tuple[int, int]:
    parts = (_NUMERATOR.__get__(value), _DENOMINATOR.__get__(value))
    if max(int.bit_length(part) for part in parts) > MAX_FRACTION_BITS:
        raise Beyond("a fraction of many digits")
    return parts


def _of_view(value: memoryview) -> bytes:
    if value.format != "B" or value.ndim != 1:
        raise Beyond("a view of other items than bytes")
    return value.tobytes()


def _of_array(value: array[Any]) -> tuple[str, bytes]:
    code = value.typecode
    if code not in ARRAY_CODES:
        raise Beyond("an array of text")
    return code, array.tobytes(value)


def _data_of(base: type) -> Callable[[Any], Any]:
    """Return a reader of the contents of a UserDict, UserList or UserString.

    The reader raises Beyond unless the contents are a `base`.
    """

    def take(value: Any) -> Any:
        try:
            data = object.__getattribute__(value, "__dict__")["data"]
        except (AttributeError, KeyError) as error:
            raise Beyond("an object without data") from error
        if not any(kind is base for kind in _bases_of(type(data))):
            raise Beyond("an object with other data")
        return _FORMS[id(base)][2](data)

    return take


def _pairs_of(value: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """Return the pairs of a dict. `dict.copy` would call an overridden `keys`."""
    return list(dict.items(value))


def _of_default_dict(value: defaultdict[Any, Any]) -> tuple[str, list[tuple[Any, Any]]]:
    factory: Any = defaultdict.__dict__["default_factory"].__get__(value)
    return _NAMES.get(id(factory), ""), _pairs_of(value)


def _of_chain_map(value: ChainMap[Any, Any]) -> list[tuple[Any, Any]]:
    return [(key, ChainMap.__getitem__(value, key)) for key in ChainMap.__iter__(value)]


def _of_iterator(value: Any) -> tuple[str, list[Any]]:
    items = list(itertools.islice(value, MAX_ITERATED + 1))
    if len(items) > MAX_ITERATED:
        raise Beyond("an iterator without end")
    return str.__str__(_name_of(type(value)))[:_MAX_NAME], items


def _offset(zone: Any) -> int | None:
    if zone is None:
        return None
    if type(zone) is not timezone:
        raise Beyond("a time zone with rules")
    return timezone.utcoffset(zone, None) // MICROSECOND


def _of_datetime(value: datetime) -> tuple[Any, ...]:
    day, clock = datetime.date(value), datetime.timetz(value)
    return (*_of_date(day), *_of_time(clock))


def _of_date(value: date) -> tuple[int, ...]:
    return tuple(part.__get__(value) for part in _DATE)


def _of_time(value: time) -> tuple[Any, ...]:
    return (*(part.__get__(value) for part in _TIME), _offset(_ZONE.__get__(value)))


_COMPLEX: list[Any] = [complex.__dict__[name] for name in ("real", "imag")]
_DATE: list[Any] = [date.__dict__[name] for name in ("year", "month", "day")]
_TIME: list[Any] = [time.__dict__[n] for n in ("hour", "minute", "second", "microsecond")]
_ZONE: Any = time.__dict__["tzinfo"]
_DELTA: list[Any] = [timedelta.__dict__[name] for name in ("days", "seconds", "microseconds")]
ARRAY_CODES = frozenset("bBhHiIlLqQfd")

NAMED: dict[str, Any] = {
    kind.__name__: kind
    for kind in (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
}
NAMED |= {"NoneType": type(None), "Ellipsis": ..., "type": type}
_NAMES = {id(thing): name for name, thing in NAMED.items()}

_EMPTY: tuple[Any, ...] = ([], (), "", "é", b"", {}, set(), range(0), range(1 << 70))
_VIEWS: tuple[Any, ...] = ({}.values(), {}.items(), OrderedDict(), deque())
_REVERSIBLE: tuple[Any, ...] = ([], {}, {}.values(), {}.items(), deque())
_ITERATORS: list[type] = [
    types.GeneratorType, map, filter, zip, enumerate, reversed,
    *(type(iter(empty)) for empty in (*_EMPTY, *_VIEWS)),
    *(type(reversed(empty)) for empty in _REVERSIBLE),
    type(iter(int, 0)), type(iter(bytearray())),
    *(kind for kind in vars(itertools).values() if isinstance(kind, type)),
]  # fmt: skip

# (type, code, layout, function from the value to the payload)
_TABLE: list[tuple[type, bytes, bytes, Callable[[Any], Any]]] = [
    (int, b"", PLAIN, int.__int__),
    (float, b"", PLAIN, float.__float__),
    (str, b"", PLAIN, str.__str__),
    (bytes, b"", PLAIN, lambda value: bytes.__getitem__(value, _ALL)),
    (list, b"", PLAIN, lambda value: list.__getitem__(value, _ALL)),
    (tuple, b"", PLAIN, lambda value: tuple.__getitem__(value, _ALL)),
    (dict, b"", PAIRS, _pairs_of),
    (set, b"", SET, lambda value: list(set.__iter__(value))),
    (frozenset, b"", FROZENSET, lambda value: list(frozenset.__iter__(value))),
    (complex, b"cplx", PLAIN, lambda value: tuple(part.__get__(value) for part in _COMPLEX)),
    (Counter, b"coun", PLAIN, _pairs_of),
    (defaultdict, b"ddic", PLAIN, _of_default_dict),
    (OrderedDict, b"odic", PLAIN, lambda value: list(OrderedDict.items(value))),
    (deque, b"dequ", PLAIN, lambda value: list(deque.__iter__(value))),
    (range, b"rang", PLAIN, _of_range),
    (bytearray, b"byta", PLAIN, lambda value: bytes(bytearray.__getitem__(value, _ALL))),
    (memoryview, b"view", PLAIN, _of_view),
    (array, b"arra", PLAIN, _of_array),
    (Fraction, b"frac", PLAIN, _of_fraction),
    (Decimal, b"deci", PLAIN, _of_decimal),
    (type({}.keys()), b"keys", PLAIN, list),
    (type({}.items()), b"item", PLAIN, list),
    (type({}.values()), b"vals", PLAIN, list),
    (KeysView, b"keys", PLAIN, lambda value: list(KeysView.__iter__(value))),
    (AbstractItemsView, b"item", PLAIN, lambda value: list(AbstractItemsView.__iter__(value))),
    (ValuesView, b"vals", PLAIN, lambda value: list(ValuesView.__iter__(value))),
    (UserDict, b"udic", PLAIN, _data_of(dict)),
    (UserList, b"ulis", PLAIN, _data_of(list)),
    (UserString, b"ustr", PLAIN, _data_of(str)),
    (ChainMap, b"chai", PLAIN, _of_chain_map),
    (types.MappingProxyType, b"prox", PLAIN, lambda value: list(value.items())),
    (datetime, b"dati", PLAIN, _of_datetime),
    (date, b"date", PLAIN, _of_date),
    (time, b"time", PLAIN, _of_time),
    (timedelta, b"delt", PLAIN, lambda value: tuple(part.__get__(value) for part in _DELTA)),
    *((kind, b"iter", PLAIN, _of_iterator) for kind in _ITERATORS),
]
UNKNOWN = frozenset({b"welse", b"witer"})
"""The bytes with which `wire` begins a stand-in."""
_FORMS = {id(kind): (code, layout, take) for kind, code, layout, take in _TABLE}
"""Keyed by identity, so that a class's own `__hash__` and `__eq__` are not called."""
