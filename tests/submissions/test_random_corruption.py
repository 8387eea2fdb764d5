"""Randomly corrupted submissions: no traceback, and no change of a number passes unnoticed."""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nightly import FULL
from submission_runs import known, redo_digests, write_run

from effbench import submissions
from effbench.base import CODE, SAMPLES, SUBMISSION, TIMINGS
from effbench.runs import MANIFEST, SUMMARY

WHOLE = (SUBMISSION, MANIFEST, SUMMARY)
PACKED = (SAMPLES, CODE, TIMINGS)
FREE = ("who", "contact", "links", "notes", "effbench_version")
"""The fields that a submitter may write freely."""
few = settings(
    max_examples=400 if FULL else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def valid(folder: Path) -> bool:
    (report,) = submissions.validate([folder], known())
    assert all(problem.line().isprintable() for problem in report.problems.found)
    return report.valid


def content(folder: Path, name: str) -> bytes:
    data = (folder / name).read_bytes()
    return gzip.decompress(data) if name in PACKED else data


def without_free_text(data: bytes) -> Any:
    return {key: value for key, value in json.loads(data).items() if key not in FREE}


class Spoilt:
    """A copy of the valid submission that is removed after the example."""

    def __init__(self, good: Path) -> None:
        self._good = good

    def __enter__(self) -> Path:
        self._place = tempfile.TemporaryDirectory()
        target = Path(self._place.name) / self._good.parent.name / self._good.name
        return Path(shutil.copytree(self._good, target))

    def __exit__(self, *_: object) -> None:
        self._place.cleanup()


@few
@given(name=st.sampled_from([*WHOLE, *PACKED]), data=st.data())
def test_flipped_bits(good: Path, name: str, data: st.DataObject) -> None:
    with Spoilt(good) as folder:
        spoilt = bytearray((folder / name).read_bytes())
        for place in data.draw(
            st.lists(st.integers(0, 8 * len(spoilt) - 1), min_size=1, max_size=3, unique=True)
        ):
            spoilt[place // 8] ^= 1 << (place % 8)
        (folder / name).write_bytes(spoilt)
        if valid(folder):
            was, now = (without_free_text(content(where, name)) for where in (good, folder))
            assert name == SUBMISSION and was == now


@few
@given(name=st.sampled_from(PACKED), data=st.data())
def test_dropped_and_repeated_lines_with_digests_redone(
    good: Path, name: str, data: st.DataObject
) -> None:
    with Spoilt(good) as folder:
        rows = content(folder, name).splitlines(keepends=True)
        kept = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=2 * len(rows)))
        (folder / name).write_bytes(gzip.compress(b"".join(rows[i] for i in kept), mtime=0))
        redo_digests(folder)
        assert valid(folder) <= (sorted(kept) == list(range(len(rows))))


def numbers(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all numbers in plain data."""
    if isinstance(value, dict):
        return [p for key in value for p in numbers(value[key], (*path, key))]
    if isinstance(value, list):
        return [p for index, item in enumerate(value) for p in numbers(item, (*path, index))]
    return [path] if type(value) in (int, float) else []


odd_numbers = st.one_of(
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, -1, 0.0, 1e308, 5e-324]),
)


@few
@given(data=st.data())
def test_a_changed_number_of_the_summary_with_digests_redone(
    good: Path, data: st.DataObject
) -> None:
    with Spoilt(good) as folder:
        summary = json.loads(content(folder, SUMMARY))
        path = data.draw(st.sampled_from(numbers(summary)))
        new = data.draw(odd_numbers)
        inner = summary
        for step in path[:-1]:
            inner = inner[step]
        old, inner[path[-1]] = inner[path[-1]], new
        (folder / SUMMARY).write_text(json.dumps(summary))
        redo_digests(folder)
        if valid(folder):
            assert new == pytest.approx(old, rel=2e-9, abs=2e-12)


@few
@given(data=st.data())
def test_a_changed_number_of_the_rows_with_digests_redone(good: Path, data: st.DataObject) -> None:
    """A change is valid only if no score depends on it: a wall time, a position, an input count."""
    with Spoilt(good) as folder:
        name = data.draw(st.sampled_from([SAMPLES, TIMINGS]))
        rows = [json.loads(line) for line in content(folder, name).splitlines()]
        row = data.draw(st.integers(0, len(rows) - 1))
        path = data.draw(st.sampled_from(numbers(rows[row])))
        new = data.draw(odd_numbers)
        inner = rows[row]
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = new
        text = "".join(json.dumps(r) + "\n" for r in rows)
        (folder / name).write_bytes(gzip.compress(text.encode(), mtime=0))
        redo_digests(folder)
        if valid(folder):
            scored = msgspec.to_builtins(submissions.open(folder).summary)
            assert scored == msgspec.to_builtins(submissions.open(good).summary)


@few
@given(junk=st.binary(max_size=200), name=st.sampled_from([*WHOLE, *PACKED]))
def test_junk_in_place_of_a_file(good: Path, junk: bytes, name: str) -> None:
    with Spoilt(good) as folder:
        (folder / name).write_bytes(junk)
        assert not valid(folder)


plain_data = st.recursive(
    st.none() | st.booleans() | odd_numbers | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@few
@given(value=plain_data, data=st.data())
def test_any_data_in_any_field_of_the_manifest(good: Path, value: Any, data: st.DataObject) -> None:
    """Free-form entries may hold any value; validation always gives a verdict."""
    with Spoilt(good) as folder:
        manifest = json.loads(content(folder, MANIFEST))
        inner: Any = manifest
        for _ in range(data.draw(st.integers(1, 4))):
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(inner[key], dict | list) or not inner[key]:
                break
            last, inner = (inner, key), inner[key]
        else:
            inner, key = last
        inner[key] = value
        (folder / MANIFEST).write_text(json.dumps(manifest))
        redo_digests(folder)
        valid(folder)


@few
@given(data=st.data())
def test_flipped_bits_in_a_run_folder(good_run: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["summary.json", "verdicts.jsonl", "timings.jsonl"]))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(good_run, Path(place) / "run"))
        spoilt = bytearray((folder / name).read_bytes())
        at = data.draw(st.integers(0, 8 * len(spoilt) - 1))
        spoilt[at // 8] ^= 1 << (at % 8)
        (folder / name).write_bytes(spoilt)
        if valid(folder):
            was = submissions.open(good_run).summary
            assert submissions.open(folder).summary == was or name == "summary.json"


def test_a_written_run_is_valid(tmp_path: Path) -> None:
    assert valid(write_run(tmp_path / "run"))
