"""`tasks/SUITE.lock`: the changes that it detects. Each needs a new version of the task."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from effbench.base.errors import TaskError
from effbench.base.records import Frozen
from effbench.tasks import registry
from effbench.tasks.registry import lock


@pytest.fixture
def place(tasks_dir: Path, tmp_path: Path) -> Path:
    """A copy of the tiny tasks with a matching lock."""
    shutil.copytree(tasks_dir, tmp_path / "tasks")
    lock.write(tmp_path / "tasks" / lock.FILE_NAME, opened(tmp_path / "tasks"), measured)
    return tmp_path / "tasks"


def measured(files: registry.TaskFiles) -> Frozen:
    return Frozen(timeable=("M", "L"), memory=("L",))


def opened(place: Path) -> list[registry.TaskFiles]:
    return [
        registry.open_task(file, place / "reference_solutions" / file.stem)
        for file in sorted(place.glob("*.py"))
    ]


def complaints(place: Path) -> list[str]:
    return lock.complaints(lock.read(place / lock.FILE_NAME), opened(place))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_an_unchanged_suite_fits_its_lock(place: Path) -> None:
    assert complaints(place) == []
    before = (place / lock.FILE_NAME).read_text()
    lock.write(place / lock.FILE_NAME, opened(place), measured)
    assert (place / lock.FILE_NAME).read_text() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        ("squares.py", "sum of the squares", "total of the squares", "statement"),
        ("squares.py", "rng.randrange(-9, 10)", "rng.randrange(-8, 10)", "generators"),
        ("squares.py", '"S": (2_000, 8)', '"S": (3_000, 8)', "sizes"),
        ("reference_solutions/squares/slow.py", "total = 0", "total = 0.0", "references"),
        ("reference_solutions/squares/wrong/plain_sum.py", "sum(", "max(", "references"),
    ],
)
def test_a_change_needs_another_version(
    place: Path, file: str, old: str, new: str, part: str
) -> None:
    replace(place / file, old, new)
    (found,) = complaints(place)
    assert part in found and "not the version" in found and "raise TASK's version to 2" in found
    with pytest.raises(TaskError, match="not the version"):
        lock.write(place / lock.FILE_NAME, opened(place), measured)
    replace(place / "squares.py", "statement=__doc__,", "statement=__doc__, version=2,")
    (found,) = complaints(place)
    assert "version 2" in found and "effbench tasks lock" in found
    lock.write(place / lock.FILE_NAME, opened(place), measured)
    assert complaints(place) == []


def test_comments_are_no_change(place: Path) -> None:
    replace(place / "squares.py", "@TASK.stress", "# for the clock\n\n\n@TASK.stress")
    replace(place / "reference_solutions/squares/slow.py", "    total", "    # why\n    total")
    assert complaints(place) == []


def test_a_kept_attempt_is_no_change(place: Path) -> None:
    before = (place / lock.FILE_NAME).read_text()
    folder = place / "reference_solutions" / "squares" / "attempts"
    folder.mkdir()
    (folder / "natural_1.py").write_text("def squares(values):\n    return 0\n")
    assert complaints(place) == []
    lock.write(place / lock.FILE_NAME, opened(place), measured)
    assert (place / lock.FILE_NAME).read_text() == before


def test_tasks_that_come_and_go_are_named(place: Path) -> None:
    (place / "squares.py").rename(place / "cubes.py")
    shutil.copytree(place / "reference_solutions/squares", place / "reference_solutions/cubes")
    words = " ".join(complaints(place))
    assert "squares is in SUITE.lock but not in tasks/" in words
    assert "cubes.py: not in SUITE.lock" in words


def test_a_broken_lock_is_named(place: Path) -> None:
    (place / lock.FILE_NAME).write_text("{")
    with pytest.raises(TaskError, match="not a lock file"):
        lock.read(place / lock.FILE_NAME)


def counts(place: Path) -> dict[str, Frozen | None]:
    return {files.file.stem: files.task.frozen for files in opened(place)}


def test_the_sizes_that_count_are_in_the_lock_and_the_task_has_them(
    tasks_dir: Path, place: Path
) -> None:
    assert set(counts(tasks_dir).values()) == {None}  # no lock
    frozen = Frozen(timeable=("M", "L"), memory=("L",))
    assert counts(place) == {"squares": frozen, "squares_again": frozen}


def test_only_new_and_changed_tasks_are_measured(place: Path) -> None:
    asked = []

    def measure(files: registry.TaskFiles) -> Frozen:
        asked.append(files.file.stem)
        return Frozen(timeable=("L",), memory=())

    lock.write(place / lock.FILE_NAME, opened(place), measure)
    assert asked == []
    replace(place / "squares.py", "statement=__doc__,", "statement=__doc__, version=2,")
    assert counts(place)["squares"] is None  # the lock's entry is for the old version
    lock.write(place / lock.FILE_NAME, opened(place), measure)
    assert asked == ["squares"]
    assert counts(place)["squares"] == Frozen(timeable=("L",), memory=())
    assert counts(place)["squares_again"] == measured(opened(place)[1])


def test_a_lock_of_before_sizes_were_frozen_is_named(place: Path) -> None:
    text = (place / lock.FILE_NAME).read_text()
    (place / lock.FILE_NAME).write_text(text.replace('"timeable"', '"other"'))
    assert counts(place)["squares"] is None
    assert "does not say which of its sizes count" in complaints(place)[0]
