"""Rebuild values of the standard library's other types from hostile payloads.

This module defines which payloads are well-formed; `standard.py` defines the types and their codes.
A payload that differs from the encoder's form is rejected, so each value has one representation.
The limits of `standard.py` also apply here: comparing, hashing or iterating over a rebuilt value
costs time in proportion to the bytes sent.

Standard library only: the guest loads this file.
"""

from __future__ import annotations

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
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

from effbench.sandbox.inside import standard

Fill = Callable[[int, Callable[[slice], None]], None]
"""Hashes keys while the reader's budget lasts; see `cursor.Cursor.fill`."""


def put_together(code: bytes, payload: Any, fill: Fill) -> Any:
    """Build the value of a hostile payload.

    Raises ValueError, TypeError or OverflowError if the payload is malformed.
    """
    make = _MAKERS.get(code)
    if make is None:
        raise ValueError("an unknown type")
    return make(payload, fill)


def _exactly(value: Any, *kinds: type) -> Any:
    """Require a tuple of exactly these types or, for one type, a value of this type."""
    if len(kinds) == 1:
        if type(value) is not kinds[0]:
            raise ValueError("a payload of another type")
    elif type(value) is not tuple or tuple(map(type, value)) != kinds:
        raise ValueError("a payload of other types")
    return value


def _mapping(pairs: Any, made: Any, fill: Fill) -> Any:
    """Fill the dict `made` with a list of pairs, in order, and return it."""
    update = OrderedDict.update if type(made) is OrderedDict else dict.update
    if any(type(pair) is not tuple or len(pair) != 2 for pair in _exactly(pairs, list)):
        raise ValueError("a mapping of other things than pairs")
    fill(len(pairs), lambda part: update(made, pairs[part]))
    if len(made) != len(pairs):
        raise ValueError("a mapping with the same key twice")
    return made


def _default_dict(payload: Any, fill: Fill) -> Any:
    name, pairs = _exactly(payload, str, list)
    factory = standard.NAMED.get(name)
    if name and not callable(factory):
        raise ValueError("a default of no known type")
    return _mapping(pairs, defaultdict(factory), fill)


def _range(payload: Any, fill: Fill) -> range:
    made = range(*_exactly(payload, int, int, int))
    standard.range_length(made)
    return made


def _fraction(payload: Any, fill: Fill) -> Fraction:
    parts = numerator, denominator = _exactly(payload, int, int)
    if max(map(int.bit_length, parts)) > standard.MAX_FRACTION_BITS or denominator < 1:
        raise ValueError("a fraction that is not sent")
    made = Fraction(numerator, denominator)
    if made.denominator != denominator:
        raise ValueError("a fraction that is not in its lowest terms")
    return made


def _decimal(payload: Any, fill: Fill) -> Decimal:
    text = _exactly(payload, str)
    if len(text) > standard.MAX_DIGITS or not text.isascii():
        raise ValueError("a decimal of many digits")
    try:
        made = Decimal(text)
    except ArithmeticError as error:
        raise ValueError("a decimal that is no number") from error
    if not standard.is_small(made, text) or Decimal.__str__(made).replace("e", "E") != text:
        raise ValueError("a decimal in another form")
    return made


def _view_of_keys(payload: Any, fill: Fill) -> Any:
    made: dict[Any, None] = {}
    keys = _exactly(payload, list)
    fill(len(keys), lambda part: made.update(dict.fromkeys(keys[part])))
    if len(made) != len(keys):
        raise ValueError("the same key twice")
    return made.keys()


def _array(payload: Any, fill: Fill) -> array[Any]:
    code, data = _exactly(payload, str, bytes)
    if code not in standard.ARRAY_CODES:
        raise ValueError("an array that is not sent")
    made: array[Any] = array(code)
    made.frombytes(data)
    return made


def _date(payload: Any, fill: Fill) -> date:
    return date(*_exactly(payload, int, int, int))


def _zone(offset: Any) -> timezone | None:
    return None if offset is None else timezone(_exactly(offset, int) * standard.MICROSECOND)


def _time(payload: Any, fill: Fill) -> time:
    if type(payload) is not tuple or len(payload) != 5:
        raise ValueError("a time is five parts")
    hour, minute, second, microsecond = _exactly(payload[:4], int, int, int, int)
    return time(hour, minute, second, microsecond, _zone(payload[4]))


def _datetime(payload: Any, fill: Fill) -> datetime:
    if type(payload) is not tuple or len(payload) != 8:
        raise ValueError("a date with a time is eight parts")
    return datetime.combine(_date(payload[:3], fill), _time(payload[3:], fill))


def _delta(payload: Any, fill: Fill) -> timedelta:
    made = timedelta(*_exactly(payload, int, int, int))
    if (made.days, made.seconds, made.microseconds) != payload:
        raise ValueError("a time difference in another form")
    return made


def _named(payload: Any, fill: Fill) -> Any:
    name = _exactly(payload, str)
    if name not in standard.NAMED:
        raise ValueError("an unknown name")
    return standard.NAMED[name]


def _stand_in(payload: Any, fill: Fill) -> standard.StandIn:
    return standard.StandIn(_exactly(payload, str))


_MAKERS: dict[bytes, Callable[[Any, Fill], Any]] = {
    b"cplx": lambda payload, fill: complex(*_exactly(payload, float, float)),
    b"coun": lambda payload, fill: _mapping(payload, Counter(), fill),
    b"ddic": _default_dict,
    b"odic": lambda payload, fill: _mapping(payload, OrderedDict(), fill),
    b"dequ": lambda payload, fill: deque(_exactly(payload, list)),
    b"rang": _range,
    b"byta": lambda payload, fill: bytearray(_exactly(payload, bytes)),
    b"view": lambda payload, fill: _exactly(payload, bytes),  # equal to a view, with a repr
    b"arra": _array,
    b"frac": _fraction,
    b"deci": _decimal,
    b"keys": _view_of_keys,
    b"item": lambda payload, fill: _mapping(payload, {}, fill).items(),
    b"vals": lambda payload, fill: dict(enumerate(_exactly(payload, list))).values(),
    b"udic": lambda payload, fill: UserDict(_mapping(payload, {}, fill)),
    b"ulis": lambda payload, fill: UserList(_exactly(payload, list)),
    b"ustr": lambda payload, fill: UserString(_exactly(payload, str)),
    b"chai": lambda payload, fill: ChainMap(_mapping(payload, {}, fill)),
    b"prox": lambda payload, fill: types.MappingProxyType(_mapping(payload, {}, fill)),
    b"dati": _datetime,
    b"date": _date,
    b"time": _time,
    b"delt": _delta,
    b"iter": lambda payload, fill: standard.Iterated(*_exactly(payload, str, list)),
    b"name": _named,
    b"else": _stand_in,
}
