"""Comparing files of machines: comparable ones, refused ones, and the report."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from replications import SETS, opened, replication
from submission_runs import KNOWN

from effbench.base import DataError, Manifest
from effbench.replicate import compare
from effbench.replicate.files import Machine
from effbench.replicate.protocol import ProgramSet


@pytest.fixture
def base(tmp_path: Path):
    return opened(replication(tmp_path / "base.zip", (1.0, 1.002, 0.998)))


def other(tmp_path: Path, factors=(1.0, 1.001), name: str = "other", **changes):
    return opened(replication(tmp_path / f"{name}.zip", factors, label=name, seed=2, **changes))


def changed(machine: Machine, /, **changes) -> Machine:
    """The machine with changed entries in the manifest of its second session."""
    session = machine.sessions[1]
    fields = {**msgspec.structs.asdict(session.manifest), **changes}
    session = replace(session, manifest=msgspec.convert(fields, Manifest))
    return replace(machine, sessions=(machine.sessions[0], session))


def test_machines_that_measure_the_same_are_equivalent_within_a_wide_margin(base, tmp_path) -> None:
    found = compare([base, other(tmp_path)], margin=0.05)
    assert [row.set_name for row in found.shifts] == ["fast", "medium"]
    assert found.verdict == "equivalent" and found.profile == "standard"
    row = found.shifts[0]
    assert (row.a, row.b) == ("a", "other") and abs(row.shift.mean) < 0.002
    assert found.components["fast"].df_session == 3


def test_a_slower_machine_has_the_shift_that_its_times_make(base, tmp_path) -> None:
    slower = other(tmp_path, (2.0, 2.004, 1.996))
    row = next(r for r in compare([base, slower]).shifts if r.set_name == "fast")
    assert row.verdict == "different" and row.shift.mean == pytest.approx(row.eff_b - row.eff_a)
    assert -0.35 < row.shift.mean < -0.1  # log10(2) is 0.3; failures stay 0
    assert len(row.tasks) == row.n_tasks and row.tasks[0][1] < row.shift.mean
    assert sum(d for _, d in row.tasks) / row.n_tasks == pytest.approx(row.shift.mean)
    assert row.log_ratio is not None and 1.6 < math.exp(row.log_ratio.mean) < 2.3
    assert compare([base, slower]).verdict == "different"


def test_the_report_names_what_differs_and_what_disturbed(base, tmp_path) -> None:
    found = compare([base, other(tmp_path, machine={"cpu_model": "Other CPU"})])
    ((pair, parts),) = found.differences.items()
    assert pair == ("a", "other") and [part.part for part in parts] == ["CPU"]
    assert any("task2 (fast)" in note and "failed count 0" in note for note in found.notes)


def test_three_machines_give_three_pairs_and_equal_labels_are_told_apart(base, tmp_path) -> None:
    more = [
        opened(replication(tmp_path / f"m{seed}.zip", (1.0, 1.003), label="a", seed=seed))
        for seed in (5, 6)
    ]
    found = compare([base, *more])
    assert len(found.shifts) == 6 and len(set(found.labels)) == 3


def test_a_file_of_one_session_is_refused_and_told_what_to_do(base, tmp_path) -> None:
    with pytest.raises(DataError, match=r"other\.zip: only one session.*--sessions 2"):
        compare([base, other(tmp_path, (1.0,))])


def test_profiles_are_never_mixed_not_even_in_one_session(base, tmp_path) -> None:
    theirs = changed(other(tmp_path), timing={"profile": "strict"})
    with pytest.raises(DataError, match=r"other\.zip: session-2: .* strict, but .* has standard"):
        compare([base, theirs])


def test_one_file_and_one_session_twice_are_no_replication(base, tmp_path) -> None:
    with pytest.raises(DataError, match="two or more machines"):
        compare([base])
    with pytest.raises(DataError, match="the same session as"):
        compare([base, base])


def test_sessions_of_two_machines_in_one_file_are_refused(base, tmp_path) -> None:
    theirs = changed(other(tmp_path), machine={"cpu_model": "Other"})
    with pytest.raises(DataError, match=r"session-2: ran on another machine .*CPU: Some CPU"):
        compare([base, theirs])


def test_sessions_of_other_tasks_are_refused(base, tmp_path) -> None:
    theirs = other(tmp_path)
    suite = msgspec.to_builtins(theirs.sessions[1].manifest.suite)
    suite["tasks"]["task4"]["digest"] = "0" * 64
    theirs = changed(theirs, suite=suite)
    with pytest.raises(DataError, match=r"session-2: other tasks .*'task4'"):
        compare([base, theirs])
    assert set(suite["tasks"]) == set(KNOWN.tasks)


def test_a_set_that_one_machine_lacks_is_left_out_and_said(base, tmp_path) -> None:
    theirs = other(tmp_path, sets=(SETS[0], ProgramSet(name="mine", first=1)))
    found = compare([base, theirs])
    assert {row.set_name for row in found.shifts} == {"fast"}
    assert any("set medium is left out" in note for note in found.notes)
    with pytest.raises(DataError, match="no set of programs in common"):
        names = (ProgramSet(name="x", first=0), ProgramSet(name="y", first=1))
        compare([base, other(tmp_path, name="third", sets=names)])
