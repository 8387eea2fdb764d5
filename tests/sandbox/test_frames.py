"""Data frames on the wire and in the sandbox: some pass, some are simplified, some are refused."""

from __future__ import annotations

import re
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effbench.sandbox import Sandbox
from effbench.sandbox.inside import wire
from effbench.sandbox.inside.wire import WireError, decode, encode
from effbench.tasks.checks import close, first_difference

wire.bind_numpy()
PANDAS = ("pandas",)
BYTES_PER_BYTE, CONSTANT_BYTES = 110, 64 << 20

names = st.lists(st.text(st.characters(codec="utf-8"), max_size=5), unique=True, max_size=5)
times = st.integers(-(2**62), 2**62).map(lambda ns: np.datetime64(ns, "ns"))


def columns(rows: int) -> st.SearchStrategy[Any]:
    """A column with this number of rows, of any kind that is accepted."""

    def of(cells: st.SearchStrategy[Any], dtype: Any) -> st.SearchStrategy[Any]:
        filled = st.lists(cells, min_size=rows, max_size=rows)
        return filled.map(lambda values: pd.Series(values, dtype=dtype))

    return st.one_of(
        of(st.integers(-(2**63), 2**63 - 1), "int64"),
        of(st.integers(0, 255), "uint8"),
        of(st.floats(), "float64"),
        of(st.booleans(), "bool"),
        of(st.text(st.characters(codec="utf-8"), max_size=9), object),
        of(st.none() | st.text(max_size=9), object),
        of(times | st.just(np.datetime64("NaT")), "datetime64[ns]"),
    )


@st.composite
def data_frames(draw: st.DrawFn) -> pd.DataFrame:
    chosen = draw(names)
    rows = draw(st.integers(0, 20)) if chosen else 0
    return pd.DataFrame({name: draw(columns(rows)) for name in chosen})


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "who": pd.Series(["ann", None, "bö", "ann"], dtype=object),
            "when": pd.to_datetime(["2020-01-01", None, "1999-12-31", "2020-02-29"]),
            "count": [3, 1, 2, 5],
            "share": [0.5, np.nan, -0.0, 1e300],
            "open": [True, False, True, True],
        }
    )


@settings(deadline=None)
@given(data_frames())
def test_round_trip(frame: pd.DataFrame) -> None:
    again = decode(encode({"a": [frame]}))["a"][0]
    assert list(again.columns) == list(frame.columns)
    assert list(again.index) == list(range(len(frame)))
    assert [d.str for d in again.dtypes] == [d.str for d in frame.dtypes]
    assert first_difference(again, frame) is None


def test_what_arrives_can_be_written_to() -> None:
    again = decode(encode(table()))
    again.loc[1, "who"], again.loc[1, "share"] = "new", 7.0
    assert again["who"].tolist() == ["ann", "new", "bö", "ann"]


@pytest.mark.parametrize("dtype", ["string", "string[python]", object])
def test_texts_of_any_dtype_become_objects_and_the_missing_none(dtype: Any) -> None:
    frame = pd.DataFrame({"t": pd.Series(["a", None, "c"], dtype=dtype)})
    again = decode(encode(frame))
    assert again["t"].dtype == np.dtype(object)
    assert again["t"].tolist() == ["a", None, "c"]


def test_missing_texts_of_a_merge_become_none() -> None:
    frame = pd.DataFrame({"t": pd.Series(["a", np.nan, pd.NA, pd.NaT], dtype=object)})
    assert decode(encode(frame))["t"].tolist() == ["a", None, None, None]


def test_datetimes_of_any_unit_become_nanoseconds() -> None:
    for unit in ("s", "ms", "us", "ns"):
        frame = pd.DataFrame({"w": np.array(["2020-01-01", "NaT"], dtype=f"M8[{unit}]")})
        again = decode(encode(frame))["w"]
        assert again.dtype == np.dtype("M8[ns]")
        assert again[0] == pd.Timestamp("2020-01-01")
        assert again[1] is pd.NaT


def test_an_index_left_behind_by_filtering_and_sorting_is_dropped() -> None:
    frame = table()
    again = decode(encode(frame[frame["count"] > 1].sort_values("count", ascending=False)))
    assert list(again.index) == [0, 1, 2]
    assert again["count"].tolist() == [5, 3, 2]


REFUSED: dict[str, tuple[Any, str]] = {
    "named index": (table().rename_axis(index="key"), "reset_index"),
    "index of texts": (table().set_index("count").rename(index=str), "reset_index"),
    "index of several levels": (table().set_index(["count", "open"]), "reset_index"),
    "names that are no texts": (pd.DataFrame([[1, 2]]), "names"),
    "names that are there twice": (pd.DataFrame([[1, 2]], columns=["a", "a"]), "names"),
    "names of several levels": (
        pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])), "names"
    ),
    "categories": (table().astype({"count": "category"}), "category"),
    "nullable integers": (table().astype({"count": "Int64"}), "Int64"),
    "nullable bools": (table().astype({"open": "boolean"}), "boolean"),
    "a time zone": (table().assign(when=lambda t: t["when"].dt.tz_localize("UTC")), "UTC"),
    "time differences": (table().assign(when=lambda t: t["when"].diff()), "timedelta"),
    "objects that are no texts": (table().astype({"count": object}), "holds int"),
    "lists": (pd.DataFrame({"a": [[1], [2]]}), "holds list"),
    "complex numbers": (pd.DataFrame({"a": [1j]}), "complex"),
    "a time that has no nanoseconds": (
        pd.DataFrame({"w": np.array(["9999-01-01"], dtype="M8[s]")}), "9999"
    ),
    "rows without columns": (table()[[]], "without columns"),
    "a column": (table()["count"], "Series"),
    "a subclass": (type("Frame", (pd.DataFrame,), {})({"a": [1]}), "Frame"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_error_says_why_it_is_refused(what: str) -> None:
    value, words = REFUSED[what]
    with pytest.raises(WireError, match=words):
        decode(encode(value))


def forged(names: Any, columns: Any) -> bytes:
    return b"D" + encode(names) + encode(columns)


ONE = np.arange(3)
MALFORMED: dict[str, tuple[Any, Any]] = {
    "names that are no list": ("a", [ONE]),
    "a name that is no text": ([1], [ONE]),
    "a name twice": (["a", "a"], [ONE, ONE]),
    "half a character": (["\ud800"], [ONE]),
    "columns that are no list": (["a"], (ONE,)),
    "fewer columns than names": (["a", "b"], [ONE]),
    "columns of other lengths": (["a", "b"], [ONE, ONE[:2]]),
    "a list as a column": (["a"], [[1, 2, 3]]),
    "an empty tuple": (["a"], [()]),
    "two dimensions": (["a"], [np.zeros((3, 1))]),
    "no dimension": (["a"], [np.array(3)]),
    "complex numbers": (["a"], [ONE.astype("c16")]),
    "wide floats": (["a"], [ONE.astype(np.longdouble)]),
    "a mark that is none": (["a"], [("what", ONE)]),
    "a mark of another type": (["a"], [(b"time", ONE)]),
    "the mark of numbers": (["a"], [("numbers", ONE, ONE)]),
    "times of 32 bits": (["a"], [("time", ONE.astype("i4"))]),
    "times that are floats": (["a"], [("time", ONE * 0.5)]),
    "times twice": (["a"], [("time", ONE, ONE)]),
    "texts that are numbers": (["a"], [("text", [1, 2, 3], None)]),
    "texts that are no list": (["a"], [("text", "abc", None)]),
    "no word about rows": (["a"], [("text", ["x"])]),
    "a mask that is no mask": (["a"], [("text", ["x"], ONE[:1])]),
    "fewer texts than the mask says": (["a"], [("text", ["x"], np.array([True, True]))]),
    "more texts than the mask says": (["a"], [("text", ["x", "y"], np.array([True, False]))]),
    "a frame in a frame": (["a"], [pd.DataFrame({"b": [1]})]),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_frames_are_refused(what: str) -> None:
    with pytest.raises(WireError):
        decode(forged(*MALFORMED[what]))


def test_every_cut_is_refused_and_nothing_may_follow() -> None:
    data = encode(table())
    for end in range(len(data)):
        with pytest.raises(WireError):
            decode(data[:end])
    with pytest.raises(WireError):
        decode(data + b"N")


@settings(deadline=None)
@given(st.data())
def test_random_damage_is_refused_or_still_a_frame(data: st.DataObject) -> None:
    bytes_ = bytearray(encode(table()))
    for _ in range(data.draw(st.integers(1, 3))):
        bytes_[data.draw(st.integers(1, len(bytes_) - 1))] = data.draw(st.integers(0, 255))
    try:
        again = decode(bytes(bytes_))
    except WireError:
        return
    assert type(again) is pd.DataFrame


@pytest.mark.parametrize("kind", ["empty frames", "empty columns"])
def test_many_small_frames_cost_no_more_than_their_bytes(kind: str) -> None:
    """Both are far larger in memory than on the wire, so they have a budget."""
    nothing = np.arange(0)
    if kind == "empty frames":
        data = encode([0] * 8)[:1] + (60_000).to_bytes(4, "little") + forged([], []) * 60_000
    else:
        data = forged([str(i) for i in range(60_000)], [nothing] * 60_000)
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="too many data frames"):
            decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < CONSTANT_BYTES + BYTES_PER_BYTE * len(data)


DIFFERENCES: dict[str, tuple[Any, str]] = {
    "no frame": ([1], "a list where a data frame belongs"),
    "other columns": (table().drop(columns="open"), "columns"),
    "another order of columns": (table()[list(table().columns)[::-1]], "columns"),
    "fewer rows": (table().head(3), "3 rows, not 4"),
    "another kind of numbers": (table().astype({"count": float}), "dtype float64, not int64"),
    "bools for numbers": (table().astype({"open": int}), "dtype"),
    "another number": (table().assign(count=[3, 1, 2, 6]), r"\['count'\]\[3\]: 6, not 5"),
    "another float": (table().assign(share=[0.5, np.nan, 1.0, 1e300]), r"\['share'\]\[2\]"),
    "a number where one misses": (table().assign(share=[0.5, 0, 0, 1e300]), r"\['share'\]\[1\]"),
    "another text": (table().assign(who=["ann", None, "bo", "ann"]), r"\['who'\]\[2\]"),
    "a text where one misses": (table().assign(who=["ann", "", "bö", "ann"]), r"\['who'\]\[1\]"),
    "another time": (table().assign(when=pd.Timestamp("2020-01-01")), r"\['when'\]\[1\]"),
    "other rows first": (table()[::-1], r"\['who'\]\[1\]"),
}


@pytest.mark.parametrize("what", DIFFERENCES)
@pytest.mark.parametrize("check", [close(1e-9), close(0.0)])
def test_frames_that_differ(what: str, check: Any) -> None:
    returned, words = DIFFERENCES[what]
    if isinstance(returned, pd.DataFrame):
        returned = decode(encode(returned))
    found = first_difference(returned, table())
    assert found is not None and re.search(words, found), found
    assert check((), returned, table()) is not None


def test_frames_that_are_the_same() -> None:
    wobbly = table().assign(share=lambda t: t["share"] * (1 + 1e-12))
    assert first_difference(wobbly, table()) is not None
    assert close(1e-9)((), wobbly, table()) is None
    assert (
        first_difference({"a": [table()]}, {"a": [table().set_index("count", drop=False)]}) is None
    )
    assert first_difference(pd.DataFrame(), pd.DataFrame()) is None


HONEST = """
import pandas as pd

def top(orders, customers, least):
    kept = orders[orders["amount"] >= least]
    joined = kept.merge(customers, on="customer", how="left")
    joined["month"] = joined["day"].dt.month
    total = joined.groupby(["name", "month"], as_index=False, dropna=False)["amount"].sum()
    return total.sort_values(["month", "name"], na_position="last")
"""


def test_a_solution_gets_frames_and_returns_one(sandbox: Sandbox) -> None:
    orders = pd.DataFrame(
        {
            "customer": [1, 2, 1, 3],
            "amount": [5.0, 7.5, 0.5, 2.0],
            "day": pd.to_datetime(["2020-01-05", "2020-02-01", "2020-01-09", "2020-02-02"]),
        }
    )
    customers = pd.DataFrame({"customer": [1, 2], "name": ["ann", "bo"]})
    found = sandbox.run(HONEST, "top", [(orders, customers, 1.0)], imports=PANDAS)
    assert found.ended == "returned", found.detail
    expected = pd.DataFrame(
        {"name": ["ann", "bo", None], "month": [1, 2, 2], "amount": [5.0, 7.5, 2.0]}
    ).astype({"name": object, "month": "int32"})
    assert first_difference(found.values[0], expected) is None
    # The host built this frame itself: no pickle, no subclass.
    assert type(found.values[0]) is pd.DataFrame


def test_a_frame_that_can_not_be_sent_is_the_solutions_error(sandbox: Sandbox) -> None:
    grouped = "def f(t): return t.groupby('who')[['count']].sum()"
    found = sandbox.run(grouped, "f", [(table(),)], imports=PANDAS)
    assert (found.ended, "reset_index" in found.detail) == ("raised", True)


def test_the_input_belongs_to_the_child_alone(sandbox: Sandbox) -> None:
    frame = table()
    change = "def f(t):\n    t.loc[0, 'count'] = 99\n    return t"
    found = sandbox.run(change, "f", [(frame,), (frame,)], imports=PANDAS)
    assert found.ended == "returned", found.detail
    assert frame["count"][0] == 3
    assert [value["count"][0] for value in found.values] == [99, 99]
