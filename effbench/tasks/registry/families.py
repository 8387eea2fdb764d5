"""Variants of parametrised tasks: the tasks of `--split generated --suite-seed N`.

A suite seed selects the parameter values and thereby a variant for training or for evaluation. A
variant is a complete task: its statement, solutions and inputs follow from the chosen values. The
task's brute force recomputes the examples of the prompt in the sandbox.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from effbench.base import TaskError, UsageError, one_line
from effbench.sandbox import Limits, Sandbox
from effbench.tasks.authoring import Task
from effbench.tasks.registry.files import open_task
from effbench.tasks.registry.taskfiles import TaskFiles
from effbench.tasks.suite import Arguments, derive_seed

EVALUATION_FROM = 2**31
"""Suite seeds below this are for training; the others are for evaluation."""
Choice = dict[str, Any]
"""Parameter -> the value that a variant has."""

_MARK = "~k"
_SEED = re.compile(r"[0-9]{1,19}")
_WORDING = "wording"
_BRUTE_SECONDS = 30.0


def is_wording(parameter: str) -> bool:
    """Return True if the parameter changes only the text of the statement."""
    return parameter.startswith(_WORDING)


def combinations(task: Task) -> int:
    """Return the number of choices of values, including the built-in one (0 if no parameters)."""
    count = 1 if task.parameters else 0
    for words in task.parameters.values():
        count *= len(words)
    return count


def variant_id(task_id: str, suite_seed: int) -> str:
    """Return the variant's id, such as `task_id~k3`."""
    return f"{task_id}{_MARK}{suite_seed}"


def parse_variant(name: str) -> tuple[str, int | None]:
    """Split an id into (task id, suite seed). The seed is None for a built-in task.

    Raises UsageError if the seed is malformed.
    """
    task_id, mark, seed = name.partition(_MARK)
    if not mark:
        return name, None
    if not _SEED.fullmatch(seed):
        raise UsageError(
            f"{one_line(name, 60)}: a suite seed (a whole number with at most 19 digits) must "
            f"follow {_MARK}"
        )
    return task_id, int(seed)


def choice_of(task: Task, task_id: str, suite_seed: int) -> Choice:
    """Return the values that this seed chooses among those for its purpose (`choices_for`).

    Many seeds choose the same values: a task has some ten or twenty choices for each purpose.
    """
    rng = random.Random(derive_seed(suite_seed, "variant", task_id))
    return rng.choice(choices_for(task, task_id, evaluation=suite_seed >= EVALUATION_FROM))


def choices_for(task: Task, task_id: str, *, evaluation: bool) -> list[Choice]:
    """Return the choices for evaluation seeds or for training seeds.

    The two sets differ in meaning, not just in wording. Half of the meanings (a fixed selection,
    seeded by the task's id) are for evaluation and the others for training, each in every wording.
    The built-in task's meaning is in neither set. If there is only one other meaning, both sets use
    it. If there is none, both use the wordings of the built-in task.
    """
    built_in, *others = meanings(task)
    others.sort(key=lambda m: derive_seed(0, "meanings", task_id, repr(m)))
    half = len(others) // 2
    wanted = (others[:half] if evaluation else others[half:]) or others or [built_in]
    return [choice for choice in every_choice(task) if meaning_of(choice) in wanted]


def meanings(task: Task) -> list[tuple[Any, ...]]:
    """Return the distinct meanings of all choices, the built-in task's first."""
    return list(dict.fromkeys(map(meaning_of, every_choice(task))))


def meaning_of(choice: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a choice's values without those of wordings, in the parameters' order."""
    return tuple(value for name, value in choice.items() if not is_wording(name))


def every_choice(task: Task) -> list[Choice]:
    """Return every combination of parameter values, the built-in task's first."""
    names = list(task.parameters)
    return [
        dict(zip(names, values, strict=True))
        for values in itertools.product(*(task.parameters[name] for name in names))
    ]


def open_variant(base: TaskFiles, suite_seed: int, sandbox: Sandbox) -> TaskFiles:
    """Open the variant that `suite_seed` chooses. TaskError if `base` has no parameters."""
    if not base.authored.parameters:
        raise TaskError(f"{base.file}: the task has no parameters and therefore no variants")
    name = variant_id(base.file.stem, suite_seed)
    choice = choice_of(base.authored, base.file.stem, suite_seed)
    return open_choice(base, choice, name, sandbox)


def open_choice(
    base: TaskFiles, choice: Mapping[str, Any], name: str, sandbox: Sandbox
) -> TaskFiles:
    """Open the variant with these values.

    Raises TaskError if an example of the task is not a valid input of this variant, or if the brute
    force fails on it.
    """
    bare = open_task(base.file, base.solutions, choice, name)
    inputs = [tuple(arguments) for arguments, _ in bare.authored.examples]
    for arguments in inputs:
        _require_valid(bare, arguments)
    examples = list(zip(inputs, _answers(bare, inputs, sandbox), strict=True))
    return open_task(base.file, base.solutions, choice, name, examples)


def _require_valid(variant: TaskFiles, arguments: Arguments) -> None:
    assert variant.authored.validator is not None  # open_task
    try:
        variant.authored.validator(arguments)
    except Exception as error:  # an assertion, or any error while parsing the input
        choice = _in_words(variant.authored.chosen)
        raise TaskError(
            f"{variant.file}: with {choice} the example {arguments!r:.200} is not a valid input: "
            f"{type(error).__name__} {error}; give examples that are valid with every choice"
        ) from error


def _answers(variant: TaskFiles, calls: list[Arguments], sandbox: Sandbox) -> tuple[Any, ...]:
    path: Path = variant.solutions / "brute.py"
    if variant.brute is None:
        raise TaskError(f"{path}: missing; it computes the examples of a parametrised task")
    task = variant.task
    limits = Limits(_BRUTE_SECONDS, memory_bytes=task.memory_limit_bytes)
    outcome = sandbox.run(variant.brute, task.entry_point, calls, limits, task.imports)
    if outcome.ended != "returned" or len(outcome.values) != len(calls):
        choice = _in_words(variant.authored.chosen)
        raise TaskError(
            f"{path}: fails on the examples with {choice}: {outcome.ended} {outcome.detail}"
        )
    return outcome.values


def _in_words(choice: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in choice.items())
