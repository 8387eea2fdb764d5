"""Find, load and check the built-in tasks: `tasks/<id>.py` and `reference_solutions/<id>/`.

Decides what a complete task is and how its prompt is put together. Task files are trusted code of
ours (or of the user, with `--tasks-path`), loaded by path; solutions are only read, never imported:
they run in the sandbox like everybody's.
"""

from __future__ import annotations

import difflib
import fnmatch
import hashlib
import importlib.util
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from effbench.authoring import SIZE_LABELS, Task
from effbench.errors import TaskError, UsageError
from effbench.layout import content_dir
from effbench.suite import Instance, Suite, SuiteTask, TimedSize, derive_seed

CORE = "core"
CORE_VERSION = "1"
TIERS = ("fast", "medium", "slow")


def load_core(extra: Iterable[Path] = ()) -> Suite:
    """The built-in suite, plus the tasks of `extra` folders (each with reference_solutions/)."""
    folders = [(content_dir("tasks"), content_dir("reference_solutions"))]
    for folder in extra:
        if not folder.is_dir():
            raise UsageError(f"--tasks-path {folder}: no such folder")
        folders.append((folder, folder / "reference_solutions"))
    tasks: dict[str, SuiteTask] = {}
    for task_dir, solutions_dir in folders:
        for file in sorted(task_dir.glob("*.py")):
            if file.stem in tasks:
                raise TaskError(f"{file}: there is a task {file.stem!r} already; rename the file")
            tasks[file.stem] = load_task(file, solutions_dir / file.stem)
    name = CORE if len(folders) == 1 else f"{CORE}+local"
    return Suite(name=name, version=CORE_VERSION, tasks=tuple(tasks.values()))


def select(suite: Suite, patterns: Sequence[str] = (), limit: int | None = None) -> Suite:
    """The tasks whose id matches one of `patterns` (shell wildcards), the first `limit` of them."""
    chosen = list(suite.tasks)
    if patterns:
        for pattern in patterns:
            if not any(fnmatch.fnmatchcase(task.id, pattern) for task in suite.tasks):
                raise UsageError(_unknown(pattern, suite))
        chosen = [t for t in chosen if any(fnmatch.fnmatchcase(t.id, p) for p in patterns)]
    return replace(suite, tasks=tuple(chosen[:limit]))


def find(suite: Suite, task_id: str) -> SuiteTask:
    for task in suite.tasks:
        if task.id == task_id:
            return task
    raise UsageError(_unknown(task_id, suite))


def _unknown(task_id: str, suite: Suite) -> str:
    ids = [task.id for task in suite.tasks]
    close = difflib.get_close_matches(task_id, ids, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else "`effbench tasks list` shows all"
    return f"suite {suite.name} has no task {task_id!r}; {hint}"


def load_task(file: Path, solutions: Path) -> SuiteTask:
    """One task file with its solutions. TaskError names the file and what is missing."""
    task = _execute(file)
    _require_complete(task, file)
    references = {tier: _read(solutions / f"{tier}.py") for tier in TIERS}
    wrong = {path.stem: _read(path) for path in sorted((solutions / "wrong").glob("*.py"))}
    digest = hashlib.sha256(file.read_bytes())
    for name, source in sorted({**references, **wrong}.items()):
        digest.update(f"\0{name}\0{source}".encode())
    return SuiteTask(
        id=file.stem,
        version=task.version,
        entry_point=task.entry_point,
        prompt=prompt_text(task),
        sizes=tuple(TimedSize(label, *task.sizes[label]) for label in SIZE_LABELS),
        references=references,
        correctness=_Correctness(file.stem, task),
        stress=_Stress(file.stem, task),
        check=task.check,
        family=task.family,
        category=task.category,
        tags=tuple(task.tags),
        statement=(task.statement or "").strip(),
        signature=task.signature,
        imports=tuple(task.imports),
        wrong=wrong,
        cpu_limit_seconds=task.cpu_limit_seconds,
        memory_limit_bytes=task.memory_limit_bytes,
        digest=digest.hexdigest(),
    )


def prompt_text(task: Task) -> str:
    """The task as the model sees it. Every limit that is enforced stands in it."""
    imports = ", ".join(["the standard library", *task.imports])
    parts = [(task.statement or "").strip(), "Signature:\n\n    " + task.signature]
    if task.limits:
        parts.append("Limits:\n\n" + "\n".join(f"- {limit}" for limit in task.limits))
    parts.append(f"You may import: {imports}.")
    lines = [
        f"    {task.entry_point}({', '.join(map(repr, arguments))}) == {expected!r}"
        for arguments, expected in task.examples
    ]
    if lines:
        parts.append("Examples:\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


class _Correctness:
    """seed -> the task's correctness inputs."""

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
    """(size, seed, batch) -> `batch` timed inputs, each of a shape drawn at random."""

    def __init__(self, task_id: str, task: Task) -> None:
        self.task_id, self.task = task_id, task

    def __call__(self, size: TimedSize, seed: int, batch: int) -> list[Instance]:
        generate = self.task.stress_generator
        assert generate is not None  # _require_complete
        instances = []
        for index in range(batch):
            rng = random.Random(derive_seed(seed, self.task_id, size.label, index))
            shape = rng.choice(list(self.task.shapes))
            arguments = tuple(generate(size.n, shape, rng))
            instances.append(Instance(arguments, f"{size.label} {shape}"))
        return instances


def _execute(file: Path) -> Task:
    name = f"effbench_tasks.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise TaskError(f"{file}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
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


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TaskError(
            f"{path}: {error.strerror}; each task needs fast, medium and slow"
        ) from None
