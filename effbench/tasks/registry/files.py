"""Load one task from its files: `tasks/<id>.py` and `reference_solutions/<id>/`.

The module checks that a task is complete and reads its solutions. Task files are trusted code, ours
or the user's (`--tasks-path`), and are loaded by path. Solutions are only read, never imported:
they run in the sandbox like any candidate.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from effbench.base import TaskError, read_file, read_text
from effbench.tasks.authoring import SIZE_LABELS, SPLITS, STYLES, Task, choosing
from effbench.tasks.registry import lock
from effbench.tasks.registry.prompt import prompt_text
from effbench.tasks.registry.suites import VERSIONS
from effbench.tasks.registry.taskfiles import TaskFiles
from effbench.tasks.suite import Arguments, Instance, SuiteTask, TimedSize, derive_seed

TIERS = ("fast", "medium", "slow")


def load_task(file: Path, solutions: Path) -> SuiteTask:
    """Load one task file with its solutions.

    Raises TaskError, which names the file and the problem, if the task can't be loaded or is
    incomplete.
    """
    return open_task(file, solutions).task


def open_task(
    file: Path,
    solutions: Path,
    choice: Mapping[str, Any] | None = None,
    name: str | None = None,
    examples: Sequence[tuple[Arguments, Any]] | None = None,
) -> TaskFiles:
    """Load a task as `load_task` does, and return all contents of its files.

    To open a variant, pass `choice` (parameter -> value), `name` and `examples`: they replace the
    task's own.
    """
    authored = _execute(file, choice or {})
    _require_complete(authored, file)
    if examples is not None:
        authored.examples = examples
    task_id = name or file.stem
    references = {tier: _solution(solutions / f"{tier}.py", authored) for tier in TIERS}
    wrong = {
        path.stem: _solution(path, authored) for path in sorted((solutions / "wrong").glob("*.py"))
    }
    brute = solutions / "brute.py"
    task = SuiteTask(
        id=task_id,
        version=authored.version,
        entry_point=authored.entry_point,
        prompt=prompt_text(authored),
        sizes=tuple(TimedSize(label, *authored.sizes[label]) for label in SIZE_LABELS),
        references=references,
        correctness=_Correctness(task_id, authored),
        stress=_Stress(task_id, authored),
        check=authored.check,
        family=authored.family,
        category=authored.category,
        tags=tuple(authored.tags),
        split=authored.split if name is None else "generated",
        suite=authored.suite,
        statement=(authored.statement or "").strip(),
        signature=authored.signature,
        shapes=tuple(authored.shapes),
        imports=tuple(authored.imports),
        wrong=wrong,
        cpu_limit_seconds=authored.cpu_limit_seconds,
        memory_limit_bytes=authored.memory_limit_bytes,
        digest=_digest(file, {**references, **wrong}, choice or {}),
        frozen=lock.frozen(file.parent / lock.FILE_NAME, file.stem, authored),
    )
    source = _solution(brute, authored) if brute.exists() else None
    return TaskFiles(file, solutions, authored, task, source)


def _digest(file: Path, solutions: Mapping[str, str], choice: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(read_file(file))
    for name, source in sorted(solutions.items()):
        digest.update(f"\0{name}\0{source}".encode())
    if choice:
        digest.update(f"\0choice\0{json.dumps(list(choice.items()))}".encode())
    return digest.hexdigest()


class _Correctness:
    """Callable: seed -> the task's correctness inputs."""

    def __init__(self, task_id: str, task: Task) -> None:
        self.task_id, self.task = task_id, task

    def __call__(self, seed: int) -> list[Instance]:
        generate = self.task.correctness_generator
        assert generate is not None  # _require_complete
        rng = random.Random(derive_seed(seed, self.task_id, "correctness"))
        examples = [tuple(arguments) for arguments, _ in self.task.examples]
        inputs = examples + [tuple(arguments) for arguments in generate(rng)]
        return [Instance(arguments, f"input {i}") for i, arguments in enumerate(inputs)]


class _Stress:
    """Callable: (size, seed, batch) -> `batch` timed inputs.

    If the size names a shape, all inputs have it. Otherwise the shapes come in random order, and
    their counts differ by at most one.
    """

    def __init__(self, task_id: str, task: Task) -> None:
        self.task_id, self.task = task_id, task

    def __call__(self, size: TimedSize, seed: int, batch: int) -> list[Instance]:
        generate = self.task.stress_generator
        assert generate is not None  # _require_complete
        instances = []
        order = random.Random(derive_seed(seed, self.task_id, size.label, "shapes"))
        cycle: list[str] = []
        for index in range(batch):
            cycle = cycle or order.sample(list(self.task.shapes), len(self.task.shapes))
            shape = size.shape or cycle.pop()
            rng = random.Random(derive_seed(seed, self.task_id, size.label, index))
            arguments = tuple(generate(size.n, shape, rng))
            instances.append(Instance(arguments, f"{size.label} {shape}"))
        return instances


def _execute(file: Path, choice: Mapping[str, Any]) -> Task:
    name = f"effbench_tasks.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise TaskError(f"{file}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        read_file(file)  # refuses anything but a regular file; importing a pipe would block
        with choosing(choice):
            spec.loader.exec_module(module)
    except Exception as error:
        raise TaskError(f"{file}: {type(error).__name__}: {error}") from error
    finally:
        sys.modules.pop(name, None)
    task = getattr(module, "TASK", None)
    if not isinstance(task, Task):
        raise TaskError(f"{file}: it must define TASK = effbench.authoring.Task(…)")
    return task


def _require_complete(task: Task, file: Path) -> None:
    problems = []
    if not (task.statement or "").strip():
        problems.append("the statement (the module's docstring) is empty")
    if task.style not in STYLES:
        problems.append(f"style must be one of {', '.join(STYLES)}, not {task.style!r}")
    if task.split not in SPLITS:
        problems.append(f"split must be one of {', '.join(SPLITS)}, not {task.split!r}")
    if task.suite not in VERSIONS:
        problems.append(f"suite must be one of {', '.join(VERSIONS)}, not {task.suite!r}")
    try:
        task.entry_point  # noqa: B018  the property is the check
    except (ValueError, SyntaxError) as error:
        problems.append(str(error))
    if tuple(task.sizes) != SIZE_LABELS:
        problems.append(f"sizes must be {', '.join(SIZE_LABELS)}, not {', '.join(task.sizes)}")
    for name, function in (
        ("@TASK.correctness", task.correctness_generator),
        ("@TASK.stress", task.stress_generator),
        ("@TASK.valid", task.validator),
    ):
        if function is None:
            problems.append(f"no function is marked {name}")
    if not task.shapes:
        problems.append("shapes is empty")
    if problems:
        raise TaskError(f"{file}: " + "; ".join(problems))


def _solution(path: Path, task: Task) -> str:
    """Return a solution's source with the chosen values of the task's parameters filled in."""
    try:
        source = read_text(path)
    except OSError as error:
        raise TaskError(
            f"{path}: {error.strerror}; each task needs fast, medium and slow"
        ) from None
    for name, value in task.chosen.items():
        found = parameter_line(name).search(source)
        if found:
            source = f"{source[: found.start(2)]}{value!r}{source[found.end(2) :]}"
    return source


def parameter_line(name: str) -> re.Pattern[str]:
    """Return a pattern for the line that assigns parameter `name`; group 2 is the value's text."""
    return re.compile(rf"(?m)^({name.upper()}(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*)([^\n#]*[^\n# \t])")
