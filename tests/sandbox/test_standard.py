"""The standard library's other types: compared in the host as Python compares them, and bounded."""

from __future__ import annotations

import enum
import itertools
import struct
import time
import tracemalloc
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
    namedtuple,
)
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy  # noqa: F401  arrays pass when it was loaded
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from effbench.sandbox.inside import standard, wire
from effbench.sandbox.inside.standard import StandIn, kind_of
from effbench.sandbox.inside.wire import WireError

wire.bind_numpy()  # refusals must also hold where arrays are allowed
settings.register_profile("standard", deadline=None)  # the machine may be loaded
settings.load_profile("standard")

BYTES_PER_BYTE = 110  # memory for each byte read, at most; `reader.py` promises about 100
BOUND_SECONDS = 20.0  # without a bound it takes hours


def there(value: Any) -> Any:
    """The value that the host receives."""
    return wire.decode(wire.encode(value), "any")


Pair = namedtuple("Pair", "x y")
Number = enum.IntEnum("Number", "ONE TWO")
Letter = enum.StrEnum("Letter", "A B")
Plain = enum.Enum("Plain", "ONE TWO")


class OwnInt(int):
    pass


class OwnStr(str):
    pass


class OwnList(list):
    pass


class OwnDict(dict):
    pass


class OwnSet(set):
    pass


# --- equality as in Python ----------------------------------------------------------------------

small = st.integers(-2, 3)
numbers = (
    small
    | st.booleans()
    | st.sampled_from([0.0, 1.0, 0.5, 2.0, float("inf")])
    | st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(-2)])
    | st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("1.0"), Decimal("-0")])
    | st.sampled_from([1 + 0j, 0.5j, 2j])
    | st.sampled_from([Number.ONE, Number.TWO, OwnInt(1)])
)
texts = st.sampled_from(["", "a", "b", Letter.A, OwnStr("a"), UserString("a"), b"a", b""])
moments = st.sampled_from(
    [
        date(2026, 1, 2),
        datetime(2026, 1, 2),
        datetime(2026, 1, 2, tzinfo=UTC),
        datetime(2026, 1, 2, 1, tzinfo=timezone(timedelta(hours=1))),
        timedelta(days=1),
        clock(3, 4),
    ]
)
flat = st.none() | numbers | texts | moments | st.just(...) | st.sampled_from([int, str])
keys = st.recursive(
    flat.filter(lambda value: not isinstance(value, UserString)),
    lambda inner: (
        st.lists(inner, max_size=2).map(tuple)
        | st.frozensets(inner, max_size=2)
        | st.tuples(inner, inner).map(lambda pair: Pair(*pair))
        | small.map(range)
    ),
    max_leaves=4,
)


def dicts(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    makers = [
        dict,
        OwnDict,
        OrderedDict,
        Counter,
        lambda found: defaultdict(int, found),
        UserDict,
        ChainMap,
        types.MappingProxyType,
        lambda found: dict(found).keys(),
        lambda found: OrderedDict(found).items(),
    ]
    pairs = st.lists(st.tuples(keys, inner), max_size=3, unique_by=lambda pair: pair[0])
    return st.builds(lambda make, found: make(dict(found)), st.sampled_from(makers), pairs)


def lists(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    makers = [list, tuple, deque, OwnList, UserList]
    return st.builds(
        lambda make, found: make(found), st.sampled_from(makers), st.lists(inner, max_size=3)
    )


values = st.recursive(
    flat
    | small.map(range)
    | st.binary(max_size=2).map(bytearray)
    | st.lists(small, max_size=3).map(lambda found: array("i", found))
    | st.lists(small, max_size=3).map(lambda found: array("d", found)),
    lambda inner: (
        lists(inner)
        | dicts(inner)
        | st.sets(keys, max_size=3)
        | st.sets(keys, max_size=3).map(OwnSet)
        | st.frozensets(keys, max_size=3)
    ),
    max_leaves=6,
)


@given(values, values)
@settings(max_examples=600)
@example(OrderedDict(a=1, b=2), OrderedDict(b=2, a=1))
@example(OrderedDict(a=1, b=2), {"b": 2, "a": 1})
@example(Counter(a=1, b=0), Counter(a=1))
@example(Counter(a=1, b=0), {"a": 1})
@example([0, 1], range(2))
@example([0, 1], deque([0, 1]))
@example((1, 2), Pair(1, 2))
@example({1: 2}.keys(), {1})
@example({1: [2]}.items(), {1: [2]}.items())
@example(Decimal("0.1"), 0.1)
@example(Fraction(1, 2), Decimal("0.5"))
@example(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2))
def test_two_values_are_equal_in_the_host_as_they_are_in_python(a: Any, b: Any) -> None:
    try:
        equal = bool(a == b)
        assert (there(a) == b) is equal
        assert (there(a) == there(b)) is equal
    except TypeError as error:  # a set hashes items of `items()` only by chance
        assert "unhashable" in str(error)
        reject()
    assert there(a) == a
    assert there([a] * 9) == [a] * 9


@given(values)
def test_what_arrived_can_be_sent_again(value: Any) -> None:
    once = there(value)
    assert there(once) == once
    assert type(there(once)) is type(once)


SAME_KIND = [
    OrderedDict(a=1), Counter(a=1), deque([1]), range(3), bytearray(b"a"), Fraction(1, 3),
    Decimal("1.50"), 1j, {1: 2}.keys(), {1: 2}.items(), {1: 2}.values(), UserDict(a=1),
    UserList([1]), UserString("a"), ChainMap({1: 2}), types.MappingProxyType({1: 2}),
    date(2026, 1, 2), datetime(2026, 1, 2, 3, tzinfo=UTC), clock(1), timedelta(1), array("d", [1]),
    int, ...,
]  # fmt: skip


@pytest.mark.parametrize("value", SAME_KIND, ids=lambda value: type(value).__name__)
def test_a_standard_type_stays_what_it_is(value: Any) -> None:
    found = there(value)
    assert type(found) is type(value)
    assert repr(found) == repr(value)
    assert (found == value) is (type(value) is not type({}.values()))


NEAREST = [
    (OwnInt(3), 3), (OwnStr("a"), "a"), (OwnList([1]), [1]), (OwnDict(a=1), {"a": 1}),
    (OwnSet([1]), {1}), (Pair(1, 2), (1, 2)), (Number.TWO, 2), (Letter.A, "a"),
    (time.gmtime(0), tuple(time.gmtime(0))), (memoryview(b"ab"), b"ab"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "plain"), NEAREST, ids=lambda value: type(value).__name__)
def test_a_class_of_its_own_counts_as_its_nearest_base(value: Any, plain: Any) -> None:
    assert type(there(value)) is type(plain)
    assert there(value) == plain
    assert type(there([value] * 20)[0]) is type(plain)


def test_an_ordered_dict_keeps_the_order_that_it_has_and_not_that_of_its_making() -> None:
    moved = OrderedDict(a=1, b=2)
    moved.move_to_end("a")
    assert list(there(moved)) == ["b", "a"]


def test_a_default_dict_has_its_default_where_that_is_a_plain_type() -> None:
    assert there(defaultdict(list))["new"] == []
    with pytest.raises(KeyError):
        there(defaultdict(lambda: 3))["new"]


def test_an_iterator_equals_no_list_and_gives_what_it_would_have_given() -> None:
    for made in (iter([1, 2]), (n for n in (1, 2)), map(int, "12"), zip([1], [2], strict=True)):
        found = there(made)
        assert found != [1, 2]
        assert kind_of(found) == type(made).__name__
        assert repr(found) == f"<{type(made).__name__}>"
    assert list(there(n for n in (1, 2))) == [1, 2]
    assert list(there(enumerate("a"))) == [(0, "a")]


@pytest.mark.parametrize("endless", [itertools.count(), itertools.repeat(1), iter(int, 1)])
def test_an_iterator_without_end_is_its_name(endless: Any) -> None:
    assert type(there(endless)) is StandIn


def test_what_does_not_travel_is_a_name_that_equals_nothing() -> None:
    for value in (object(), len, Plain.ONE, StandIn, lambda: 0, time.sleep, {}.get):
        found = there(value)
        assert type(found) is StandIn
        assert kind_of(found) == type(value).__name__
        assert found != there(value)
        assert found not in (1, None, True, [], "")


# --- no method of the candidate is called -------------------------------------------------------


OVERRIDDEN = """
__eq__ __ne__ __lt__ __gt__ __hash__ __iter__ __len__ __bool__ __int__ __index__ __float__ __str__
__repr__ __bytes__ __reduce__ __reduce_ex__ __getitem__ __contains__ __complex__ __trunc__
__format__ __copy__ __deepcopy__ __getattr__ keys items values copy encode
"""


def asked(*arguments: Any, **named: Any) -> Any:
    raise AssertionError("asked")


def lying(base: type, *arguments: Any) -> Any:
    """An object of a subclass whose overridden methods all raise."""
    own: dict[str, Any] = dict.fromkeys(OVERRIDDEN.split(), asked)
    return type("Lying", (base,), own | {"__class__": property(asked)})(*arguments)


LIARS = [
    (int, (3,), 3), (float, (0.5,), 0.5), (str, ("a",), "a"), (bytes, (b"a",), b"a"),
    (list, ([1],), [1]), (tuple, ((1,),), (1,)), (dict, ({1: 2},), {1: 2}), (set, ({1},), {1}),
    (frozenset, ({1},), frozenset({1})), (complex, (1j,), 1j), (bytearray, (b"a",), b"a"),
    (deque, ([1],), deque([1])), (Fraction, (1, 2), Fraction(1, 2)), (Decimal, ("1.5",), 1.5),
    (date, (2026, 1, 2), date(2026, 1, 2)), (timedelta, (1,), timedelta(1)),
    (array, ("i", [1]), array("i", [1])),
]  # fmt: skip


@pytest.mark.parametrize(("base", "arguments", "right"), LIARS, ids=lambda value: str(value)[:20])
def test_no_method_of_a_subclass_is_asked(base: type, arguments: Any, right: Any) -> None:
    assert there([lying(base, *arguments)])[0] == right


@pytest.mark.parametrize("base", [OrderedDict, Counter, defaultdict])
def test_no_method_of_a_mappings_subclass_is_asked(base: type) -> None:
    made = lying(base)
    base.__setitem__(made, 1, 2)
    found = there([made])[0]
    assert (type(found), found) == (base, {1: 2})


def meta(**own: Any) -> type:
    return type("Meta", (type,), own)


METACLASSES = {
    "__mro__ lies": {"__mro__": property(lambda cls: (list, object))},
    "mro() leaves out the base": {"mro": lambda cls: [cls, object]},
    "classes equal everything": {"__eq__": lambda *a: True, "__hash__": lambda cls: hash(list)},
    "everything is an instance": {"__instancecheck__": lambda *a: True},
    "the name lies": {"__name__": property(lambda cls: "list")},
}


@pytest.mark.parametrize("own", METACLASSES.values(), ids=METACLASSES.keys())
def test_metaclasses_do_not_make_a_list_of_an_object(own: dict[str, Any]) -> None:
    cls = meta(**own)("Tricky", (), {"__class__": list, "__eq__": lambda *a: True})
    found = there([cls()])[0]
    assert (type(found), found.kind) == (StandIn, "Tricky")


@pytest.mark.parametrize("own", METACLASSES.values(), ids=METACLASSES.keys())
def test_metaclasses_change_nothing_of_what_a_list_holds(own: dict[str, Any]) -> None:
    cls = meta(**own)("Tricky", (list,), {"__eq__": lambda *a: True, "__iter__": lambda s: 1 / 0})
    found = there(cls([1, 2]))
    assert found == [1, 2] or type(found) is StandIn


class Evil:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(1)

    def __reduce__(self) -> Any:
        return print, ("executed",)


def test_a_hostile_value_in_an_enum_a_container_or_a_key_equals_nothing() -> None:
    wrapped = enum.Enum("Wrapped", {"A": Evil()}).A  # type: ignore[misc]
    for value in (Evil(), wrapped, [Evil()], {1: Evil()}, {Evil(): 1}, {Evil()}, deque([Evil()])):
        found = there(value)
        for right in (1, [1], {1: 1}, {1}, deque([1])):
            assert found != right


def test_keys_that_fall_together_are_refused() -> None:
    apart = type("Apart", (str,), {"__eq__": object.__eq__, "__hash__": object.__hash__})
    with pytest.raises(WireError, match="same key twice"):
        there({apart("a"): 1, apart("a"): 2})


# --- hostile frames -----------------------------------------------------------------------------


def u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def frame(code: bytes, payload: Any) -> bytes:
    return b"w" + code + wire.encode(payload)


MALFORMED = {
    "unknown code": frame(b"evil", 1),
    "code in capitals": frame(b"FRAC", (1, 2)),
    "fraction of zero": frame(b"frac", (1, 0)),
    "fraction of a negative": frame(b"frac", (1, -2)),
    "fraction not in its lowest terms": frame(b"frac", (2, 4)),
    "fraction of floats": frame(b"frac", (1.0, 2.0)),
    "fraction of bools": frame(b"frac", (True, True)),
    "fraction of three": frame(b"frac", (1, 2, 3)),
    "huge fraction": frame(b"frac", (1, 2 ** (standard.MAX_FRACTION_BITS + 1))),
    "decimal of words": frame(b"deci", "one"),
    "decimal with a space": frame(b"deci", " 1"),
    "decimal with an underscore": frame(b"deci", "1_0"),
    "decimal of other digits": frame(b"deci", "\u0661"),
    "decimal in another form": frame(b"deci", "1e5"),
    "decimal beyond the exponents": frame(b"deci", "1E+99999999999999999999"),
    "decimal of a gigantic exponent": frame(b"deci", "1E+999999999"),
    "decimal of a tiny exponent": frame(b"deci", "1E-999999999"),
    "zero of a gigantic exponent": frame(b"deci", "0E+999999999"),
    "decimal of many digits": frame(b"deci", "9" * 20_000),
    "decimal beside a huge integer": b"l" + u32(2) + frame(b"deci", "1") + wire.encode(1 << 99_999),
    "huge integer beside a decimal": b"l" + u32(2) + wire.encode(1 << 99_999) + frame(b"deci", "1"),
    "range without step": frame(b"rang", (0, 5, 0)),
    "huge range": frame(b"rang", (0, 10**12, 1)),
    "range beyond 64 bits": frame(b"rang", (0, 10**30, 1)),
    "many long ranges": b"l" + u32(9) + frame(b"rang", (0, 10**6, 1)) * 9,
    "range of floats": frame(b"rang", (0.0, 5.0, 1.0)),
    "complex of ints": frame(b"cplx", (1, 2)),
    "counter of a list": frame(b"coun", [1]),
    "counter of a dict": frame(b"coun", {1: 2}),
    "ordered dict with a key twice": frame(b"odic", [(1, 2), (1, 3)]),
    "ordered dict of triples": frame(b"odic", [(1, 2, 3)]),
    "ordered dict of lists": frame(b"odic", [[1, 2]]),
    "ordered dict with a list as key": frame(b"odic", [([], 2)]),
    "default dict of a function": frame(b"ddic", ("eval", [])),
    "default dict of a singleton": frame(b"ddic", ("Ellipsis", [])),
    "keys twice": frame(b"keys", [1, 1.0]),
    "keys that are lists": frame(b"keys", [[]]),
    "items of one": frame(b"item", [(1,)]),
    "deque of a tuple": frame(b"dequ", (1,)),
    "array of objects": frame(b"arra", ("O", b"")),
    "array of text": frame(b"arra", ("u", b"aaaa")),
    "array that is cut off": frame(b"arra", ("d", b"1234567")),
    "array of a long code": frame(b"arra", ("dd", b"")),
    "date of month 13": frame(b"date", (2026, 13, 1)),
    "date of year 0": frame(b"date", (0, 1, 1)),
    "date of huge parts": frame(b"date", (10**30, 1, 1)),
    "time of three": frame(b"time", (1, 2, 3)),
    "time zone of two days": frame(b"time", (1, 2, 3, 4, 2 * 86_400 * 10**6)),
    "time zone of ages": frame(b"time", (1, 2, 3, 4, 10**60)),
    "time zone in words": frame(b"time", (1, 2, 3, 4, "UTC")),
    "difference in another form": frame(b"delt", (0, 86_400, 0)),
    "difference of ages": frame(b"delt", (10**12, 0, 0)),
    "name of something else": frame(b"name", "eval"),
    "name that is none": frame(b"name", 3),
    "stand-in for a number": frame(b"else", 3),
    "iterator of a dict": frame(b"iter", ("map", {})),
    "user list of a list of its own": frame(b"ulis", (1,)),
}  # fmt: skip


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed(data: bytes) -> None:
    for types_asked in ("plain", "standard", "any"):
        with pytest.raises(WireError):
            wire.decode(data, types_asked)  # type: ignore[arg-type]
        with pytest.raises(WireError):
            wire.decode(b"l" + u32(2) + data + b"N", types_asked)  # type: ignore[arg-type]


CODES = st.sampled_from([form[1] for form in standard._TABLE if form[1]] + [b"name", b"else"])
payloads = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=4) | st.binary(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(st.integers() | st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(CODES, payloads)
@settings(max_examples=800)
def test_whatever_is_accepted_is_a_value_in_its_one_spelling(code: bytes, payload: Any) -> None:
    try:
        found = wire.decode(frame(code, payload), "any")
    except WireError:
        return
    if code == b"view":
        assert type(found) is bytes
        return
    kind, before = kind_of(found), repr(found)
    again = wire.decode(wire.encode(found), "any")
    assert (kind_of(again), repr(again)) == (kind, before)


@given(values, st.data())
@settings(max_examples=300)
def test_damaged_values(value: Any, data: st.DataObject) -> None:
    good = bytearray(wire.encode(value))
    good[data.draw(st.integers(0, len(good) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = wire.decode(bytes(good), "any")
    except WireError:
        return
    wire.decode(wire.encode(found), "any")


def bounded(action: Callable[[], object]) -> None:
    start = time.thread_time()
    action()
    assert time.thread_time() - start < BOUND_SECONDS


FRACTION, DECIMAL = (
    Fraction(2**standard.MAX_BITS_BESIDE_DECIMALS - 1, 2**16_000),
    Decimal("9" * (standard.MAX_DIGITS - 1)),
)
DEAR = {
    "decimals": [Decimal("1E+10000"), Decimal("1E-10000"), Decimal("-9E+9999"), DECIMAL],
    "fractions": [FRACTION, -FRACTION, 1 / FRACTION],
    "decimals and fractions": [DECIMAL, FRACTION, Decimal("1E+10000")],
    "decimals and large integers": [DECIMAL, (1 << standard.MAX_BITS_BESIDE_DECIMALS) - 1],
    "a range": [range(10**6), range(0, -(10**30), -(10**30))],
}


@pytest.mark.parametrize("found", DEAR.values(), ids=DEAR.keys())
def test_the_largest_that_pass_are_cheap_to_compare_to_hash_and_to_make_numbers_of(
    found: list[Any],
) -> None:
    arrived = there(found)

    def use() -> None:
        for a, b in itertools.product(arrived, [*arrived, 1, 0.5, 10**5000, Decimal(3)]):
            assert (a == b) is (a == b)
        assert len(set(arrived)) == len(arrived)
        for value in arrived:
            list(value) if isinstance(value, range) else int(value)

    bounded(use)


def one_hash(count: int) -> Iterator[Any]:
    """Numbers of several kinds whose hash is 0."""
    prime = 2**61 - 1
    for k in range(1, count):
        yield (k * prime, Fraction(k * prime, 2), Decimal(k * prime))[k % 3]


DEAR_KEYS = r"collide|dear"


def test_numbers_made_to_collide_are_refused() -> None:
    keys = list(one_hash(9000))
    data = b"el" + u32(len(keys)) + b"".join(map(wire.encode, keys))
    with pytest.raises(WireError, match=DEAR_KEYS):
        bounded(lambda: wire.decode(data, "any"))
    pairs = wire.encode([(key, 1) for key in keys])
    for code in (b"odic", b"item"):
        with pytest.raises(WireError, match=DEAR_KEYS):
            wire.decode(b"w" + code + pairs, "any")
    with pytest.raises(WireError, match=DEAR_KEYS):
        wire.decode(b"wkeys" + wire.encode(keys), "any")


EXPENSIVE = {
    "deques": [deque()] * 9000,
    "ordered dicts": [OrderedDict()] * 9000,
    "counters": [Counter()] * 9000,
    "default dicts": [defaultdict()] * 9000,
    "user dicts": [UserDict()] * 9000,
    "user lists": [UserList()] * 9000,
    "chain maps": [ChainMap()] * 9000,
    "keys": [{}.keys()] * 9000,
    "values": [{}.values()] * 9000,
    "fractions": [Fraction(1, 2)] * 9000,
    "decimals": [Decimal(1)] * 9000,
    "stand-ins": [object()] * 9000,
    "arrays": [array("b")] * 9000,
    "ranges": [range(1)] * 9000,
    "dates": [datetime(2026, 1, 2, tzinfo=UTC)] * 9000,
    "one ordered dict": OrderedDict.fromkeys(range(1000, 10_000)),
    "one view": dict.fromkeys(range(1000, 10_000)).keys(),
    "one view of values": dict.fromkeys(range(1000, 10_000)).values(),
}


@pytest.mark.parametrize("value", EXPENSIVE.values(), ids=EXPENSIVE.keys())
def test_memory_is_linear_in_the_bytes(value: Any) -> None:
    data = wire.encode(value)
    tracemalloc.start()
    try:
        found = wire.decode(data, "any")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found is not None
    assert peak < BYTES_PER_BYTE * len(data) + 100_000


def test_depth_is_capped() -> None:
    nested = b"wdequl" + u32(1)
    with pytest.raises(wire.TooDeep):
        wire.decode(nested * 1000 + b"N", "any")


def test_generators_inputs_may_not_hold_what_did_not_travel() -> None:
    assert wire.decode(wire.encode([1j, Fraction(1, 2)]), "standard") == [1j, Fraction(1, 2)]
    for value in (object(), iter([1]), [len]):
        with pytest.raises(wire.NotPlain, match="is not data"):
            wire.decode(wire.encode(value), "standard")


def test_floats_keep_every_bit() -> None:
    odd = struct.unpack("<d", bytes.fromhex("010000000000f87f"))[0]  # a NaN with a payload
    found = there(complex(odd, -0.0))
    assert struct.pack("<dd", found.real, found.imag) == struct.pack("<dd", odd, -0.0)
