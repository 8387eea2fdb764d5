"""The ladder benchmark's own arithmetic: tau-b and grown inputs."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from benchmarks._heavier import allowed, contract_source, grown
from benchmarks.evalperf_ladder import Ladder, tau_b
from effbench.sandbox import Sandbox

POINTS = st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 5)), min_size=2, max_size=12)


def made(points: list[tuple[int, int]]) -> Ladder:
    intervals = [(time - 0.1, time + 0.1) for _, time in points]
    return Ladder("t", 1, [c for c, _ in points], [float(t) for _, t in points], intervals, 0)


@given(POINTS)
def test_tau_b_is_scipys(points: list[tuple[int, int]]) -> None:
    value = tau_b([made(points).pairs()])
    expected = kendalltau([c for c, _ in points], [-t for _, t in points]).statistic
    if value is None:
        assert expected != expected
    else:
        assert value == pytest.approx(expected)


def test_pairs_are_pooled_and_told_apart() -> None:
    right, wrong = made([(0, 2), (1, 1)]).pairs(), made([(0, 1), (1, 2)]).pairs()
    assert tau_b([right]) == 1 and tau_b([wrong]) == -1
    assert tau_b([right, wrong]) == 0
    assert tau_b([right, right, wrong]) == pytest.approx(1 / 3)
    assert (right["apart"], right["apart_with"], wrong["apart_with"]) == (1, 1, 0)


@settings(max_examples=30)
@given(st.integers(10, 500), st.integers())
def test_grown_inputs(length: int, seed: int) -> None:
    inputs: list[tuple[Any, ...]] = [([1, 2, 3], "ab", 3), ([4, 9], "c", 2), ([], "", 0)]
    values, text, count = grown(inputs, length, random.Random(seed))
    assert max(len(values), len(text)) >= length
    assert count in (len(values), len(text))
    assert set(values) <= {1, 2, 3, 4, 9} and set(text) <= set("abc")
    (number,) = grown([(3,)], length, random.Random(seed))
    assert length // 2 <= number <= length


def test_contracts(sandbox: Sandbox) -> None:
    row = {
        "prompt": '"""Halve."""\n',
        "canonical_solution": "def half(x: int, y=2):\n    return x / y\n",
        "entry_point": "half",
        "contract": '\n  assert isinstance(x, int), "invalid"\n  assert y != 0, "invalid"\n',
    }
    source = contract_source(row)
    assert source is not None
    inputs = [(1, 2), (1.0, 2), (1, 0)]
    assert allowed(source, inputs, sandbox) == [(1, 2)]
    assert contract_source(row | {"entry_point": "other"}) is None
