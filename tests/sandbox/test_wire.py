"""The wire format: values that pass, values that are refused, and the cost of hostile bytes."""

from __future__ import annotations

import math
import random
import struct
import tracemalloc
from array import array
from collections import Counter, OrderedDict, UserList, defaultdict, deque
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from effbench.sandbox.inside import reader, wire
from effbench.sandbox.inside.wire import NotPlain, WireError, decode, encode

wire.bind_numpy()
settings.register_profile("wire", deadline=None)  # the machine may be loaded
settings.load_profile("wire")

BYTES_PER_BYTE = 110  # memory for each byte read, at most; `reader.py` promises about 100


def same(a: Any, b: Any) -> bool:
    """Equal in value and in every type, NaN equal to itself, -0.0 different from 0.0."""
    if type(a) is not type(b):
        return False
    if type(a) is float:
        return struct.pack("<d", a) == struct.pack("<d", b) or (math.isnan(a) and math.isnan(b))
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict:
        return list(a) == list(b) and all(map(same, a.values(), b.values()))
    if type(a) in (set, frozenset):
        return a == b and Counter(map(type, a)) == Counter(map(type, b))
    if type(a) is np.ndarray:
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return bool(a == b)


any_text = st.text(st.characters(codec=None), max_size=12)
integers = (
    st.integers() | st.integers(-(2**63) - 2, -(2**63) + 2) | st.integers(2**63 - 2, 2**63 + 2)
)
scalars = st.none() | st.booleans() | integers | st.floats() | any_text | st.binary(max_size=12)
hashables = st.recursive(
    st.none() | st.booleans() | integers | st.floats(allow_nan=False) | any_text,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=5,
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.lists(inner, max_size=12).map(tuple)
        | st.dictionaries(hashables, inner, max_size=4)
        | st.sets(hashables, max_size=4)
        | st.frozensets(hashables, max_size=4)
    ),
    max_leaves=25,
)


def rows(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nine rows or more, of equal width or ragged, as lists or tuples."""
    equal = st.integers(0, 12).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=9)
    )
    ragged = st.lists(st.lists(cells, max_size=5), min_size=9, max_size=20)
    return (equal | ragged).flatmap(
        lambda found: st.sampled_from([found, [tuple(row) for row in found], tuple(found)])
    )


cells = st.sampled_from(
    [st.integers(-9, 9), st.floats(), st.booleans(), any_text, integers, scalars]
)
uniform = cells.flatmap(lambda cell: st.lists(cell, min_size=9, max_size=40))
arrays = hnp.arrays(
    st.sampled_from([name.decode() for name in sorted(reader.ARRAY_DTYPES) if b"16" not in name]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


@given(values)
@example([[[[True]] * 9] * 9] * 9)
@example([()] * 9)
@example({1: -0.0, "": math.nan})
def test_round_trip(value: Any) -> None:
    assert same(decode(encode(value)), value)


@given(uniform | uniform.map(tuple) | cells.flatmap(rows))
def test_round_trip_of_packed_forms(value: Any) -> None:
    assert same(decode(encode(value)), value)


@given(arrays)
def test_round_trip_of_arrays(value: Any) -> None:
    again = decode(encode([value, {"a": value}]))
    assert same(again, [value, {"a": value}])
    assert again[0].flags.writeable


def test_arrays_arrive_in_one_byte_order_and_layout() -> None:
    table = np.arange(12, dtype=">i4").reshape(3, 4)
    for value in (table, table.T, table[::2, ::-1], np.asfortranarray(table)):
        again = decode(encode(value))
        assert again.dtype == np.dtype("<i4")
        assert np.array_equal(again, value)


def test_numpy_scalars_become_numbers() -> None:
    scalars = [
        np.int8(3),
        np.float32(0.5),
        np.bool_(True),
        np.float64(math.inf),
        np.uint64(2**64 - 1),
    ]
    assert same(decode(encode(scalars)), [3, 0.5, True, math.inf, 2**64 - 1])


def test_long_lists_are_packed() -> None:
    assert len(encode(list(range(1000)))) < 8 * 1000 + 20
    assert len(encode([True] * 1000)) < 1020
    assert len(encode([(1, 2)] * 1000)) < 16 * 1000 + 60
    assert len(encode([[1] * (i % 7) for i in range(1000)])) < 8 * 3000 + 4 * 1000 + 20


class MyArray(np.ndarray):
    pass


REFUSED = [
    np.zeros(3).view(MyArray), np.array([object()]), np.zeros(2, "M8[s]"), np.array(["text"]),
    np.zeros(2, [("a", "i8")]), np.ma.zeros(2), np.datetime64("2020-01-01"),
    np.empty((0, 2**40)), np.zeros((1,) * 9),
]  # fmt: skip
WRAPS: list[Callable[[Any], Any]] = [
    lambda v: v, lambda v: [v], lambda v: (v,), lambda v: {"a": v}, lambda v: [v] * 20,
    lambda v: [[v, v]] * 20, lambda v: [1] * 20 + [v],
]  # fmt: skip


@pytest.mark.parametrize("value", REFUSED, ids=lambda value: type(value).__name__)
def test_the_encoder_refuses_arrays_of_other_things(value: Any) -> None:
    for wrap in WRAPS:
        with pytest.raises(WireError):
            encode(wrap(value))


NOT_PLAIN = [
    bytearray(b"x"), memoryview(b"x"), range(3), iter([1]), object(), object, len, 1j, ...,
    NotImplemented, map(int, "1"), {}.keys(), {}.items(), {}.values(), np.complex128(1j), deque(),
    Fraction(1, 2), Decimal(1), date(2026, 1, 2), array("i"), UserList([1]), (n for n in [1]),
]  # fmt: skip


@pytest.mark.parametrize("value", NOT_PLAIN, ids=lambda value: type(value).__name__)
def test_where_plain_data_is_asked_for_other_types_are_refused(value: Any) -> None:
    name = "complex" if isinstance(value, np.complex128) else type(value).__name__
    for wrap in WRAPS:
        with pytest.raises(NotPlain, match=f"a value of type {name} is not plain data"):
            decode(encode(wrap(value)))


def test_a_dict_by_another_name_is_a_dict_where_plain_data_is_asked_for() -> None:
    dicts = [OrderedDict(a=1), defaultdict(list, a=1), Counter(a=1)]
    assert same(decode(encode(dicts)), [{"a": 1}] * 3)


def test_cycles_end() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(RecursionError):
        encode(cycle)


# --- strictness -------------------------------------------------------------------------------


def accepts_or_refuses(data: bytes) -> None:
    """Accepted data must be a value of the format: it survives another round trip."""
    try:
        value = decode(data)
    except WireError:
        return
    assert same(decode(encode(value)), value)


@given(st.binary(max_size=200))
@settings(max_examples=500)
def test_random_bytes(data: bytes) -> None:
    accepts_or_refuses(data)


TAGS = st.sampled_from([*b"NTFiIdsbltmezpa", *b"qd?ucr", 0, 1, 2, 9, 255])


@given(st.lists(TAGS | st.just(0), max_size=80).map(bytes))
@settings(max_examples=1000)
def test_bytes_that_look_like_the_format(data: bytes) -> None:
    accepts_or_refuses(data)


@given(values | uniform | arrays | cells.flatmap(rows), st.data())
@settings(max_examples=300)
def test_damaged_values(value: Any, data: st.DataObject) -> None:
    good = bytearray(encode(value))
    place = data.draw(st.integers(0, len(good) - 1))
    damage = data.draw(st.sampled_from(["flip", "cut", "insert", "length"]))
    if damage == "flip":
        good[place] ^= data.draw(st.integers(1, 255))
    elif damage == "cut":
        del good[place : place + data.draw(st.integers(1, 5))]
    elif damage == "insert":
        good[place:place] = data.draw(st.binary(min_size=1, max_size=5))
    else:
        good[place : place + 4] = b"\xff\xff\xff\xff"
    accepts_or_refuses(bytes(good))


@given(values | uniform | arrays | cells.flatmap(rows))
def test_every_cut_and_every_addition_is_refused(value: Any) -> None:
    good = encode(value)
    for end in {*range(min(60, len(good))), *range(0, len(good), 1 + len(good) // 40)}:
        with pytest.raises(WireError):
            decode(good[:end])
    with pytest.raises(WireError, match="left over"):
        decode(good + b"N")


def u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def array_bytes(dtype: bytes, *shape: int, data: bytes = b"") -> bytes:
    extents = struct.pack(f"<{len(shape)}q", *shape)
    return b"a" + bytes([len(dtype)]) + dtype + bytes([len(shape)]) + extents + data


MALFORMED = {
    "nothing": b"",
    "unknown tag": b"x",
    "dict with a key twice": b"m" + u32(2) + b"TFTF",
    "dict with equal keys of two types": b"m" + u32(2) + b"TF" + encode(1) + b"F",
    "dict with a list as key": b"m" + u32(1) + b"l" + u32(0) + b"N",
    "dict with an array as key": b"m" + u32(1) + array_bytes(b"|u1", 1, data=b"\1") + b"N",
    "set with an item twice": b"el" + u32(2) + b"TT",
    "set with a dict in it": b"el" + u32(1) + b"m" + u32(0),
    "set of a tuple": b"et" + u32(0),
    "set of a number": b"e" + encode(1),
    "small int in the large form": b"I" + u32(1) + b"\1",
    "large int with a byte too many": b"I" + u32(10) + (2**64).to_bytes(10, "little"),
    "large int without bytes": b"I" + u32(0),
    "huge list": b"l" + u32(2**32 - 1) + b"N",
    "huge string": b"s" + u32(2**32 - 1) + b"N",
    "huge dict": b"m" + u32(2**31) + b"N" * 9,
    "huge packed list": b"plq" + u32(2**32 - 1) + b"\0" * 8,
    "huge rows": b"plrlq" + u32(1) + u32(2**32 - 1),
    "string that is not UTF-8": b"s" + u32(1) + b"\xff",
    "bool that is 2": b"pl?" + u32(1) + b"\2",
    "string lengths that don't add up": b"plu" + u32(2) + u32(1) + u32(5) + u32(2) + b"ab",
    "packed set": b"peq" + u32(0),
    "packed rows of sets": b"plreq" + u32(0),
    "packed rows of strings": b"plrlu" + u32(0),
    "columns of no kind": b"plcx" + u32(0) + u32(0),
    "no columns": b"plcl" + u32(9) + u32(0),
    "one column": b"plcl" + u32(2) + u32(1) + b"pl?" + u32(2) + b"\0\0",
    "columns of unequal length": b"plcl" + u32(1) + u32(2) + b"l" + u32(1) + b"N" + b"l" + u32(0),
    "column that is a string": b"plcl" + u32(1) + u32(2) + b"s" + u32(1) + b"as" + u32(1) + b"a",
    "array of objects": array_bytes(b"|O", 0),
    "array of records": array_bytes(b"i8,i8", 0),
    "array of a repeated dtype": array_bytes(b"(1000000000,)i8", 1),
    "array of text": array_bytes(b"<U1", 1, data=b"a\0\0\0"),
    "array of dates": array_bytes(b"<M8[s]", 1, data=bytes(8)),
    "array in the other byte order": array_bytes(b">i8", 1, data=bytes(8)),
    "array of a nickname": array_bytes(b"i8", 1, data=bytes(8)),
    "array of bools that are none": array_bytes(b"|b1", 1, data=b"\2"),
    "array of negative extent": array_bytes(b"<i8", -1),
    "array of two negative extents": array_bytes(b"<i8", -1, -1, data=bytes(8)),
    "array that is too large": array_bytes(b"<i8", 2**62, data=bytes(8)),
    "array whose size overflows": array_bytes(b"<i8", 2**32, 2**32, data=bytes(8)),
    "empty array of many rows": array_bytes(b"<i8", 2**40, 0),
    "empty array of many rows, behind": array_bytes(b"<i8", 0, 2**40),
    "empty array of many rows, by parts": array_bytes(b"<i8", 2**15, 0, 2**15),
    "array of nine dimensions": array_bytes(b"|u1", *[1] * 9, data=b"\1"),
    "array with bytes left over": array_bytes(b"|u1", 1, data=b"\1\2"),
}  # fmt: skip


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)
    with pytest.raises(WireError):
        decode(b"l" + u32(2) + data + b"N")


def test_depth_is_capped() -> None:
    def nested(depth: int) -> bytes:
        return (b"l" + u32(1)) * depth + b"N"

    assert decode(nested(reader.MAX_DEPTH))
    for data in (
        nested(reader.MAX_DEPTH + 1),
        nested(1_000_000),
        b"e" * 1_000_000,
        b"z" * 1_000_000,
        (b"plcl" + u32(1) + u32(2)) * 100_000,
    ):
        with pytest.raises(WireError):
            decode(data)


# --- the cost of decoding ---------------------------------------------------------------------


def multiplied(count: int, levels: int, width: int) -> bytes:
    """Nested rows; each level takes a few bytes."""
    inner = b"pl?" + u32(count) + b"\1" * count
    for _ in range(levels):
        inner = b"plcl" + u32(count) + u32(width) + inner * width
    return inner


EXPENSIVE = {
    "None": b"l" + u32(9000) + b"N" * 9000,
    "empty lists": b"l" + u32(9000) + (b"l" + u32(0)) * 9000,
    "empty tuples": b"l" + u32(9000) + (b"t" + u32(0)) * 9000,
    "empty dicts": b"l" + u32(9000) + (b"m" + u32(0)) * 9000,
    "empty sets": b"l" + u32(9000) + (b"el" + u32(0)) * 9000,
    "small dicts": b"l" + u32(9000) + (b"m" + u32(1) + b"NN") * 9000,
    "small ints": encode(list(range(1000, 10_000))),
    "bools": encode([True] * 9000),
    "empty rows": b"plrlq" + u32(9000) + u32(0) * 9000,
    "short strings": encode(["", "ab"] * 4500),
    "pairs of bools": multiplied(9000, 1, 2),
    "pairs of pairs": multiplied(9000, 2, 2),
    "one dict": encode({i: None for i in range(1000, 10_000)}),
    "one set": encode(set(range(1000, 10_000))),
    "empty arrays": b"l" + u32(5000) + array_bytes(b"|u1", 0) * 5000,
    "arrays of one": b"l" + u32(5000) + array_bytes(b"|u1", 1, data=b"\1") * 5000,
}


@pytest.mark.parametrize("data", EXPENSIVE.values(), ids=EXPENSIVE.keys())
def test_memory_is_linear_in_the_bytes(data: bytes) -> None:
    tracemalloc.start()
    try:
        value = decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert value
    assert peak < BYTES_PER_BYTE * len(data) + 100_000


@pytest.mark.parametrize("levels,width", [(5, 1), (90, 1), (2, 1)])
def test_multiplying_rows_are_refused_before_they_are_made(levels: int, width: int) -> None:
    data = multiplied(9000, levels, width)
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < BYTES_PER_BYTE * len(data) + 100_000


def one_hash(count: int) -> list[int]:
    """Ints whose hash is 0."""
    return [k * (2**61 - 1) for k in range(1, count + 1)]


def one_path(log2_size: int) -> list[int]:
    """Ints with different hashes whose probe sequences in CPython's dict collide.

    First, keys occupy the slots along the sequence in which all probing ends (`i = 5 i + 1`), one
    after the other. Then keys are added whose first probes all hit occupied slots: each of them
    walks the rest of the occupied part.
    """
    size = 1 << log2_size
    taken, slot = [], 1
    for _ in range(int(0.4 * size)):
        taken.append(slot)
        slot = (5 * slot + 1) % size
    is_taken = np.zeros(size, bool)
    is_taken[taken] = True
    keys = np.random.default_rng(1).integers(size, size << 10, 40 * size)
    at, perturb = keys % size, keys.copy()
    late = is_taken[at]
    while perturb.any():
        perturb >>= 5
        at = (5 * at + perturb + 1) % size
        late &= is_taken[at]
    place = np.full(size, size)
    place[taken] = np.arange(len(taken))
    order = np.argsort(place[at[late]], kind="stable")
    chosen: list[int] = keys[late][order][: int(0.25 * size)].tolist()
    return taken + list(dict.fromkeys(chosen))


def raw_set(keys: list[Any]) -> bytes:
    return b"el" + u32(len(keys)) + b"".join(map(encode, keys))


def raw_dict(keys: list[Any]) -> bytes:
    return b"m" + u32(len(keys)) + b"".join(encode(key) + b"N" for key in keys)


def tuples_of_one_hash(count: int) -> list[tuple[int, ...]]:
    """-1 and -2 have the same hash, so all tuples of them do."""
    width = count.bit_length()
    return [tuple(-1 - (i >> bit & 1) for bit in range(width)) for i in range(count)]


COLLIDING = {
    "set of ints with one hash": raw_set(one_hash(30_000)),
    "dict of ints with one hash": raw_dict(one_hash(30_000)),
    "some others and ints with one hash": raw_set(list(range(1, 15_000)) + one_hash(30_000)),
    "tuples with one hash": raw_dict(tuples_of_one_hash(30_000)),
    "ints on one path": raw_dict(one_path(17)),
}


@pytest.mark.parametrize("data", COLLIDING.values(), ids=COLLIDING.keys())
def test_keys_made_to_collide_are_refused(data: bytes) -> None:
    with pytest.raises(WireError, match="collide"):
        decode(data)


def honest_keys() -> dict[str, list[Any]]:
    draw = random.Random(5)
    n = 60_000
    return {
        "consecutive": list(range(n)),
        "negative": list(range(-n, 0)),
        "multiples of 2**16": [i << 16 for i in range(n)],
        "multiples of 2**40": [i << 40 for i in range(n)],
        "squares": [i * i for i in range(n)],
        "random": [draw.getrandbits(62) for _ in range(n)],
        "floats": [i / 7 for i in range(n)],
        "powers": [2.0**-i for i in range(1000)] + [2**i for i in range(1000)],
        "pairs": [(i % 250, i // 250) for i in range(n)],
        "strings": [f"key {i}" for i in range(n)],
        "frozensets": [frozenset((i, i + 1)) for i in range(n)],
        "few with one hash": one_hash(200),
    }


@pytest.mark.parametrize("keys", honest_keys().values(), ids=honest_keys().keys())
def test_honest_keys_are_not_suspected(keys: list[Any]) -> None:
    keys = list(dict.fromkeys(keys))
    assert decode(encode(dict.fromkeys(keys, 1))) == dict.fromkeys(keys, 1)
    assert decode(encode(set(keys))) == set(keys)


def test_arrays_need_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(np.zeros(2))
    monkeypatch.setattr(reader, "_numpy", None)
    with pytest.raises(WireError, match="not in use"):
        decode(data)
    monkeypatch.setattr(wire, "_numpy", None)
    with pytest.raises(NotPlain, match="ndarray"):
        decode(encode(np.zeros(2)))
