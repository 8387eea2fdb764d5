"""A check continues where it was killed: the report says what passed, and by which key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from planted import ID, Place, keep, spoilt

from effbench.gates import crowd, report, resuming
from effbench.gates.checking import Checked
from effbench.gates.crowd import Asked, Turns
from effbench.gates.finding import Finding

ASKED = Asked(seed=1, gates=(), variants=2, tasks_path=())
COMMAND = "effbench tasks check --all"


def result(name: str = ID, ok: bool = True) -> Checked:
    return Checked(name, 1, "0" * 64, "array", (Finding("G1", ok, "file"),), 1.0)


@pytest.fixture
def place(good_task: Place, tmp_path: Path) -> Place:
    return spoilt(good_task, tmp_path / "mine", {})


def test_a_task_that_passed_is_not_left(place: Place, tmp_path: Path) -> None:
    written, files = tmp_path / "report.json", place.opened()
    key = resuming.key_of(files, ASKED)
    report.write(written, result("other"), COMMAND, "of another")
    assert resuming.left([files], ASKED, report.read(written)) == [files]
    report.write(written, result(), COMMAND, key)
    assert resuming.left([files], ASKED, report.read(written)) == []
    assert report.read(written)["tasks"][ID]["key"] == key
    report.write(written, result(ok=False), COMMAND, key)
    assert resuming.left([files], ASKED, report.read(written)) == [files]
    assert set(report.read(written)["tasks"]) == {ID, "other"}


def test_a_report_of_before_keys_leaves_all(place: Place, tmp_path: Path) -> None:
    written, files = tmp_path / "report.json", place.opened()
    report.write(written, result(), COMMAND, "key")
    stored = report.read(written)
    del stored["tasks"][ID]["key"]
    assert resuming.left([files], ASKED, stored) == [files]


def add_attempt(place: Place) -> None:
    keep(place, {"natural_1": "x = 1\n"})


def list_mutant(place: Place) -> None:
    (place.solutions / "equivalent_mutants.txt").write_text("swap-1  # the same\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda place: place.change("task", 'category="', 'category="x'),
        lambda place: place.change("brute", "def ", "# more\ndef "),
        lambda place: place.change("wrong/misses_last", "def ", "# more\ndef "),
        add_attempt,
        list_mutant,
    ],
)
def test_every_change_of_a_tasks_files_changes_the_key(
    place: Place, change: Callable[[Place], None]
) -> None:
    before = resuming.key_of(place.opened(), ASKED)
    assert resuming.key_of(place.opened(), ASKED) == before
    change(place)
    assert resuming.key_of(place.opened(), ASKED) != before


def test_options_and_the_gates_own_code_change_the_key(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = place.opened()
    others = (replace(ASKED, seed=2), replace(ASKED, gates=("G1",)), replace(ASKED, variants=3))
    keys = {resuming.key_of(files, asked) for asked in (ASKED, *others)}
    monkeypatch.setattr(resuming, "_code", lambda: "another")
    assert len(keys | {resuming.key_of(files, ASKED)}) == 5


def test_results_are_told_in_order() -> None:
    told = []

    def results() -> object:
        for name in "cab":
            yield result(name)
            told.append(name)

    order = [one.task_id for one in report.in_order(results(), "abc")]  # type: ignore[arg-type]
    assert order == list("abc") and told == list("cab")


def test_nothing_to_check() -> None:
    assert list(crowd.check([], ASKED, 2)) == []


def test_while_one_waits_for_the_clock_another_runs() -> None:
    turns = Turns(threading.Semaphore(1), threading.Lock())  # type: ignore[arg-type]
    turns.clock.acquire()  # another task is timed
    turns.running.acquire()
    entered = threading.Event()

    def time_gates() -> None:
        with turns:
            entered.set()

    waiting = threading.Thread(target=time_gates)
    waiting.start()
    assert turns.running.acquire(timeout=60), "its place is free while it waits"
    turns.clock.release()
    assert not entered.wait(0.05), "it has the clock, but no place to run"
    turns.running.release()
    waiting.join(60)
    assert entered.is_set() and turns.clock.acquire(timeout=60)
