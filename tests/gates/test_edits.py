"""The automatic editor: edits change an answer's meaning; tiny changes of floats don't."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from effbench.gates.edits import edited, nudged, twins
from effbench.tasks.checks import close, first_difference

FRAME = pd.DataFrame(
    {
        "user": np.array([3, 1, 2], dtype=np.int64),
        "share": np.array([0.5, 0.25, math.nan]),
        "known": np.array([True, False, True]),
        "name": pd.Series(["ann", None, "bo"], dtype=object),
        "seen": pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-03"]).astype("datetime64[ns]"),
    }
)
ANSWERS: list[Any] = [
    0,
    -7,
    10**30,
    True,
    -1.0,
    0.0,
    math.inf,
    math.nan,
    "",
    "abc",
    b"xy",
    [],
    [1, 2, 3],
    (1, "a", [2.5, None]),
    {},
    {"a": 1, "b": [2]},
    {1, 2},
    None,
    np.array([1.0, math.nan, -3.0]),
    np.array([[1, 2], [3, 4]]),
    np.array([], dtype=np.int64),
    FRAME,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda a: repr(a)[:20])
def test_edits_nearly_always_change_the_meaning(answer: Any) -> None:
    """Swapping equal elements, or -0.0 and 0.0, changes nothing; the gate skips such edits."""
    rng = random.Random(1)
    changed = [edited(answer, rng) for _ in range(60)]
    differing = [first_difference(other, answer, rel=0.0) is not None for other in changed]
    assert sum(differing) >= 30


def test_edits_of_a_frame_reach_every_column() -> None:
    rng = random.Random(2)
    changed = [edited(FRAME, rng) for _ in range(200)]
    same_shape = [f for f in changed if list(f.columns) == list(FRAME.columns) and len(f) == 3]
    touched = {
        name for f in same_shape for name in FRAME if first_difference(f[[name]], FRAME[[name]])
    }
    assert touched == set(FRAME.columns)
    assert len(same_shape) < len(changed)


@pytest.mark.parametrize(
    "answer", [0.1, [1.5, 2], {"a": (0.3,)}, np.array([0.1, 2.0]), FRAME], ids=lambda a: type(a)
)
def test_a_nudge_is_no_change_within_a_tolerance_but_is_one_for_equal(answer: Any) -> None:
    moved = list(nudged(answer))
    assert len(moved) == 2
    for other in moved:
        assert close(rel=1e-12)((), other, answer) is None
        assert first_difference(other, answer) is not None


@pytest.mark.parametrize("answer", [1, 2.0, "x", [3], math.nan, np.array([4.0])])
def test_what_is_no_computed_float_is_not_nudged(answer: Any) -> None:
    assert list(nudged(answer)) == []


def test_twins_are_equal_in_python_and_of_other_types() -> None:
    assert [type(twin) for twin in twins(1)] == [complex, float, bool]
    assert all(twin == 1 for twin in twins(1))
    assert list(twins("1")) == []
