"""Equality of plain data for built-in tasks: types count everywhere, in sets and keys too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.tasks.checks import close, equal

DIFFERENT = [
    (1, True), (1, 1.0), (0, -0.0), ("a", b"a"), (None, 0),
    ({1.0, 2.0}, {1, 2}), ({True, 2}, {1, 2}), ({1}, frozenset({1})),
    (frozenset({1.0}), frozenset({1})),
    ({(1.0, "a"): 5}, {(1, "a"): 5}), ({True: 5}, {1: 5}), ({1: 5.0}, {1: 5}),
    ({(1, (2.0,))}, {(1, (2,))}), ({frozenset({1.0}): 5}, {frozenset({1}): 5}),
    ({(frozenset({(True,)}),)}, {(frozenset({(1,)}),)}), ([{1.0}], [{1}]), (({0.0},), ({0},)),
    ({"a": {(1.0,)}}, {"a": {(1,)}}), ({1, 2}, [1, 2]), ([1, 2], {1, 2}), ({1: 2}, {(1, 2)}),
]  # fmt: skip


@pytest.mark.parametrize(("returned", "expected"), DIFFERENT)
def test_equal_values_of_other_types_are_not_the_right_answer(returned: Any, expected: Any) -> None:
    assert equal((), returned, expected) is not None


SAME = [
    ((1, 2), [1, 2]), ({1, 2}, {2, 1}), ({(1, "a"): 5}, {(1, "a"): 5}), ([], ()),
    ({(1, frozenset({2.0}))}, {(1, frozenset({2.0}))}), (frozenset({True}), frozenset({True})),
    ({1: [1, (2,)], "b": {None}}, {"b": {None}, 1: (1, [2])}),
]  # fmt: skip


@pytest.mark.parametrize(("returned", "expected"), SAME)
def test_a_tuple_counts_as_a_list_and_order_does_not_count_in_sets(
    returned: Any, expected: Any
) -> None:
    assert equal((), returned, expected) is None


def test_an_int_in_a_floats_place_is_close() -> None:
    assert close(1e-9)((), 1, 1.0) is None
    assert close(1e-9)((), {1}, {1.0}) is not None


keys = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from([0.0, 1.0, 2.0, "", "a"]),
    lambda inner: st.lists(inner, max_size=2).map(tuple) | st.frozensets(inner, max_size=2),
    max_leaves=4,
)


def spelled(key: Any) -> str:
    """A text that is equal only for equal keys of equal types."""
    if isinstance(key, tuple):
        return f"({','.join(map(spelled, key))})"
    if isinstance(key, frozenset):
        return f"{{{','.join(sorted(map(spelled, key)))}}}"
    return f"{type(key).__name__} {key!r}"


@given(st.sets(keys, max_size=3), st.sets(keys, max_size=3))
def test_sets_and_keys_are_equal_when_their_items_are_in_value_and_type(
    a: set[Any], b: set[Any]
) -> None:
    same = sorted(map(spelled, a)) == sorted(map(spelled, b))
    assert (equal((), a, b) is None) is same
    assert (equal((), frozenset(a), frozenset(b)) is None) is same
    assert (equal((), dict.fromkeys(a), dict.fromkeys(b)) is None) is same
