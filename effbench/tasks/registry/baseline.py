"""Tasks of the tiny baseline model: variants of a few `dev` families with renamed functions.

The module splits the variants into two sides, training and evaluation. The sides share no prompt,
no function name, no combination of parameters and, if a family has several wordings, no wording.
Apart from the wording, every single word and value of an evaluation prompt also occurs in training,
in other combinations: the model has to recombine known parts. The model covers only this suite's
own families, so its results say nothing about others.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, TypeVar

from effbench.base import UsageError
from effbench.sandbox import Sandbox
from effbench.tasks.authoring import Task
from effbench.tasks.registry.families import (
    Choice,
    every_choice,
    is_wording,
    meaning_of,
    meanings,
    open_choice,
)
from effbench.tasks.registry.places import open_tasks
from effbench.tasks.registry.taskfiles import TaskFiles
from effbench.tasks.suite import SuiteTask, derive_seed

Side = Literal["train", "evaluation"]
FAMILIES = (
    "lattice_points_line",
    "lcp_pairs_sum",
    "rate_limiter_replay",
)
"""Families of the `dev` split with short solutions, each a different kind of problem.

Each has at least 15 combinations of parameters. With fewer, the held-out combinations can leave two
values that always occur together in training. The model could then not learn which of the two
determines a line of the answer.
"""
FIRST_WORDS = (
    "amber", "birch", "coral", "dusky", "ember", "frost", "glade", "hazel", "ivory", "jolly",
    "khaki", "lunar",
)  # fmt: skip
SECOND_WORDS = (
    "otter", "heron", "lynx", "moose", "newt", "panda", "quail", "raven", "stoat", "tapir",
    "viper", "wombat",
)  # fmt: skip
EVALUATION_NAMES_EVERY = 4
"""One in this many word pairs is reserved for evaluation."""
EVALUATION_CHOICES_EVERY = 5
"""One in this many combinations of a family's parameters is reserved for evaluation."""
EVALUATION_PER_FAMILY = 2
_MARKS: dict[Side, str] = {"train": "t", "evaluation": "e"}
_NAME = re.compile(r"(\w+)~([te])(\d{1,9})", re.ASCII)
_Option = TypeVar("_Option")


def function_names(side: Side) -> tuple[str, ...]:
    """Return the two-word function names of one side. The sides share all words but no name."""
    return tuple(
        f"{first}_{second}"
        for i, first in enumerate(FIRST_WORDS)
        for j, second in enumerate(SECOND_WORDS)
        if ((i + j) % EVALUATION_NAMES_EVERY == 0) == (side == "evaluation")
    )


def choices(task: Task, side: Side) -> list[Choice]:
    """Return the combinations of `task`'s parameter values for this side, in a fixed order.

    Evaluation gets one combination in EVALUATION_CHOICES_EVERY (at least one), with the family's
    last wording. It never gets the only combination that has some value. Training gets the other
    combinations with the other wordings.
    """
    held = _held_out(task)
    wordings = {name: list(words) for name, words in task.parameters.items() if is_wording(name)}
    last = {name: values[-1] for name, values in wordings.items() if len(values) > 1}
    return [
        choice
        for choice in every_choice(task)
        if (meaning_of(choice) in held) == (side == "evaluation")
        and all((choice[name] == value) == (side == "evaluation") for name, value in last.items())
    ]


def training_tasks(
    sandbox: Sandbox, per_family: int, families: Sequence[str] = FAMILIES
) -> list[SuiteTask]:
    """Return the first `per_family` training variants of each family, family by family."""
    return _opened(sandbox, "train", per_family, families)


def evaluation_tasks(
    sandbox: Sandbox, per_family: int = EVALUATION_PER_FAMILY, families: Sequence[str] = FAMILIES
) -> list[SuiteTask]:
    """Return the evaluation variants of the baseline. They are always the same."""
    return _opened(sandbox, "evaluation", per_family, families)


def is_variant(name: str) -> bool:
    """Return True if `name` is the id of a baseline variant."""
    return _NAME.fullmatch(name) is not None


def side_of(name: str) -> Side:
    """Return the side of the variant with this id. UsageError if it is not a baseline variant."""
    return _parsed(name)[1]


def open_baseline(name: str, sandbox: Sandbox) -> SuiteTask:
    """Open the variant with an id like `lcp_pairs_sum~t17` (training) or `lcp_pairs_sum~e2`
    (evaluation). UsageError if the family is not one of FAMILIES.
    """
    family, side, number = _parsed(name)
    base = _base(family)
    choice = _shuffled(choices(base.authored, side), side, family, number)
    plain = open_choice(base, choice, family, sandbox).task
    return _named(plain, side, family, number)


def parameter_words(families: Sequence[str] = FAMILIES) -> set[str]:
    """Return the parameter wordings used in the prompts of these families."""
    return {
        words
        for family in families
        for options in _base(family).authored.parameters.values()
        for words in options.values()
    }


def wordings(families: Sequence[str] = FAMILIES) -> set[str]:
    """Return the alternative wordings with the same meaning, of both sides."""
    return {
        words
        for family in families
        for name, options in _base(family).authored.parameters.items()
        if is_wording(name)
        for words in options.values()
    }


def renamed(task: SuiteTask, name: str, task_id: str) -> SuiteTask:
    """Return `task` with its function renamed to `name`, in the prompt and in every solution."""
    pattern = re.compile(rf"\b{re.escape(task.entry_point)}\b")

    def there(text: str) -> str:
        return pattern.sub(name, text)

    digest = hashlib.sha256(f"{task.digest}\0renamed\0{name}".encode()).hexdigest()
    return replace(
        task,
        id=task_id,
        entry_point=name,
        prompt=there(task.prompt),
        statement=there(task.statement),
        signature=there(task.signature),
        references={tier: there(source) for tier, source in task.references.items()},
        wrong={label: there(source) for label, source in task.wrong.items()},
        split="generated",
        digest=digest,
    )


def _opened(
    sandbox: Sandbox, side: Side, per_family: int, families: Sequence[str]
) -> list[SuiteTask]:
    """Open the first `per_family` variants of each family. Each combination is opened once."""
    tasks = []
    for family in families:
        base = _base(family)
        allowed = choices(base.authored, side)
        plain: dict[str, SuiteTask] = {}
        for number in range(per_family):
            choice = _shuffled(allowed, side, family, number)
            key = repr(choice)
            if key not in plain:
                plain[key] = open_choice(base, choice, family, sandbox).task
            tasks.append(_named(plain[key], side, family, number))
    return tasks


def _named(plain: SuiteTask, side: Side, family: str, number: int) -> SuiteTask:
    name = _shuffled(function_names(side), side, family, number)
    return renamed(plain, name, f"{family}~{_MARKS[side]}{number}")


def _shuffled(options: Sequence[_Option], side: Side, family: str, number: int) -> _Option:
    """Return the `number`-th option in a shuffled order specific to the family, repeating it."""
    order = list(options)
    random.Random(derive_seed(0, "baseline", side, family)).shuffle(order)
    return order[number % len(order)]


def _parsed(name: str) -> tuple[str, Side, int]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise UsageError(f"{name}: a baseline variant has an id like FAMILY~tN or FAMILY~eN")
    side: Side = "train" if found[2] == _MARKS["train"] else "evaluation"
    return found[1], side, int(found[3])


@lru_cache
def _base(family: str) -> TaskFiles:
    if family not in FAMILIES:
        raise UsageError(f"{family!r} is not a baseline family; choose from {', '.join(FAMILIES)}")
    return open_tasks([family])[0]


def _held_out(task: Task) -> set[tuple[Any, ...]]:
    """Choose the combinations for evaluation. A combination is skipped if training would lose one
    of its values.
    """
    known = meanings(task)
    wanted = max(1, len(known) // EVALUATION_CHOICES_EVERY)
    order = sorted(known[1:], key=lambda m: hashlib.sha256(repr(m).encode()).hexdigest())
    held: set[tuple[Any, ...]] = set()
    for candidate in order:
        left = [m for m in known if m not in held | {candidate}]
        if all(any(m[i] == value for m in left) for i, value in enumerate(candidate)):
            held.add(candidate)
        if len(held) == wanted:
            break
    return held
