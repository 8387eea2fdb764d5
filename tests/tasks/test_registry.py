"""Task files: a complete one loads, and an incomplete one gives a clear error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from effbench.base.errors import TaskError, UsageError
from effbench.tasks import registry
from effbench.tasks.suite import Suite


def test_the_core_suite_has_its_tasks_complete() -> None:
    suite = registry.load_core()
    assert len(suite.tasks) >= 12
    for task in suite.tasks:
        assert set(task.references) == {"fast", "medium", "slow"}
        assert len(task.wrong) >= 4, task.id
        assert task.entry_point in task.signature
        assert task.statement in task.prompt and task.signature in task.prompt


def test_generators_follow_from_the_seed_alone(tiny_suite: Suite) -> None:
    task = tiny_suite.tasks[0]
    assert task.correctness(1) == task.correctness(1)
    assert task.correctness(1) != task.correctness(2)
    size = task.sizes[0]
    assert task.stress(size, 1, 2) == task.stress(size, 1, 2)
    assert len({str(i.arguments) for s in (1, 2) for i in task.stress(size, s, 2)}) == 4


def test_selection_by_wildcard_and_limit(tiny_suite: Suite) -> None:
    assert [t.id for t in registry.select(tiny_suite, ["*again"]).tasks] == ["squares_again"]
    assert len(registry.select(tiny_suite, (), 1).tasks) == 1


def test_an_unknown_task_gets_a_suggestion(tiny_suite: Suite) -> None:
    with pytest.raises(UsageError, match="did you mean squares"):
        registry.select(tiny_suite, ["squars"])
    with pytest.raises(UsageError, match="effbench tasks list"):
        registry.find(tiny_suite, "zzz")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "    assert len",
            "    pass\n\n\nTASK = len\n_ = lambda arguments: len",
            "must define TASK",
        ),
        ("@TASK.stress", "", "@TASK.stress"),
        ("@TASK.valid", "", "@TASK.valid"),
        ('"L": (60_000, 2)', "", "sizes must be S, M, L"),
        ("def {name}(values: list[int]) -> int", "no function", "signature|syntax"),
        ("import Task", "import Tusk", "ImportError"),
        ('"""Return the sum of the squares of the values."""', "", "statement"),
    ],
)
def test_an_incomplete_task_file_is_named_with_what_is_missing(
    tasks_dir: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = (tasks_dir / "squares.py").read_text()
    file = tmp_path / "squares.py"
    file.write_text(text.replace(old.format(name="squares"), new))
    with pytest.raises(TaskError, match=words) as caught:
        registry.load_task(file, tasks_dir / "reference_solutions" / "squares")
    assert str(file) in str(caught.value)


def test_a_missing_reference_is_named(tasks_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(tasks_dir / "reference_solutions" / "squares", tmp_path / "s")
    (tmp_path / "s" / "medium.py").unlink()
    with pytest.raises(TaskError, match=r"medium\.py"):
        registry.load_task(tasks_dir / "squares.py", tmp_path / "s")


def test_two_tasks_of_one_name_are_an_error(tasks_dir: Path) -> None:
    with pytest.raises(TaskError, match="a task 'squares' already"):
        registry.load_core([tasks_dir, tasks_dir])


def test_the_digest_covers_task_file_and_solutions(tasks_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(tasks_dir, tmp_path / "t")
    solutions = tmp_path / "t" / "reference_solutions" / "squares"
    first = registry.load_task(tmp_path / "t" / "squares.py", solutions).digest
    with (solutions / "slow.py").open("a") as file:
        file.write("# changed\n")
    assert registry.load_task(tmp_path / "t" / "squares.py", solutions).digest != first
