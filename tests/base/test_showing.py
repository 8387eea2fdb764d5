"""The beginning of a value's repr, at a cost that does not depend on the rest."""

from __future__ import annotations

import tracemalloc
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
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.foreign import one_line
from effbench.base.showing import shown

KEYS = st.one_of(st.integers(), st.text(max_size=9), st.booleans(), st.none())
LEAVES = st.one_of(KEYS, st.floats(), st.binary(max_size=9), st.text(), st.text("'\"\\a"))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3).map(deque),
        st.lists(inner, max_size=3).map(UserList),
        st.sets(KEYS, max_size=4),
        st.frozensets(KEYS, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4).map(OrderedDict),
        st.dictionaries(KEYS, inner, max_size=4).map(UserDict),
        st.dictionaries(KEYS, inner, max_size=4).map(ChainMap),
        st.dictionaries(KEYS, inner, max_size=4).map(MappingProxyType),
        st.dictionaries(KEYS, inner, max_size=4).map(dict.keys),
        st.dictionaries(KEYS, inner, max_size=4).map(dict.items),
        st.dictionaries(KEYS, inner, max_size=4).map(dict.values),
        st.dictionaries(KEYS, inner, max_size=4).map(lambda d: defaultdict(int, d)),
        st.dictionaries(KEYS, st.integers(), max_size=4).map(Counter),
        st.lists(st.integers(0, 99)).map(lambda numbers: array("i", numbers)),
        st.text().map(UserString),
    ),
    max_leaves=30,
)


@given(VALUES, st.integers(10, 400))
def test_it_is_the_beginning_of_the_repr(value: Any, limit: int) -> None:
    assert shown(value, limit) == one_line(repr(value), limit)


@given(st.text("ab'\"\\\n\0\ud800é", max_size=3000), st.integers(10, 60))
def test_a_long_text_is_quoted_as_a_whole_one(text: str, limit: int) -> None:
    assert shown(text, limit) == one_line(repr(text), limit)
    data = text.encode("utf-8", "surrogatepass")
    assert shown(data, limit)[:1] == "b" and len(shown(data, limit)) <= limit


LARGE = {
    "list": [0] * 3_000_000,
    "lists": [[1.5]] * 1_000_000,
    "text": "é'" * 3_000_000,
    "bytes": b"\0" * 6_000_000,
    "texts": ["a" * 3_000_000] * 30,
    "dict": dict.fromkeys(range(500_000)),
    "set": set(range(500_000)),
    "counter": Counter(range(500_000)),
    "array": array("q", bytes(8_000_000)),
    "eight dimensions": np.zeros((7,) * 8),
    "array of numbers": np.zeros(3_000_000),
    "frame": pd.DataFrame({"a": np.zeros(1_000_000), "b": 0}),
    "wide frame": pd.DataFrame(np.zeros((2, 5_000)), columns=[str(i) for i in range(5_000)]),
    "integer": 1 << 10_000_000,
    "integers": [1 << 10_000_000] * 9,
    "fraction": Fraction(1, 1 << 30_000),
    "decimals": [Decimal(10) ** 9_000] * 100_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_value_takes_little_memory_and_one_short_line(name: str) -> None:
    shown(LARGE[name])  # libraries load on the way
    tracemalloc.start()
    text = shown(LARGE[name])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text.isprintable() and 5 < len(text) <= 300
    assert peak < 4 << 20


def test_depth_and_strange_objects() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert shown(deep).startswith("[[[[")

    class Liar:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown([Liar()]) == "[<Liar too long to show>]"
    assert shown(1 << 20_000) == "<int too long to show>"
