"""The tiny baseline's world: variants of a few `dev` families, their functions renamed.

Decides which variants the recipe's tiny model may be trained on and which ones it is evaluated on,
so that the two share no prompt, no function name, no combination of parameters and, where a family
has several wordings, no wording. Every single word and value of an evaluation prompt but its
wording occurs in training, in other company: what is asked of the model is to put known parts
together. It is a model of this suite's own families and proves nothing about others.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, TypeVar

from effbench.authoring import Task
from effbench.errors import UsageError
from effbench.registry.families import every_choice, is_wording, meaning_of, meanings, open_choice
from effbench.registry.files import TaskFiles
from effbench.sandbox import Sandbox
from effbench.suite import SuiteTask, derive_seed

Side = Literal["train", "evaluation"]
FAMILIES = (
    "lattice_points_line",
    "lcp_pairs_sum",
    "rate_limiter_replay",
)
"""Of the `dev` split, families with short solutions, each of another kind of problem.

Each has 15 combinations of parameters or more: with few, those that are held out leave some pair of
values that always comes together in training, and nothing there says which of the two an answer's
lines follow.
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
"""One pair of words in so many is kept for evaluation."""
EVALUATION_CHOICES_EVERY = 5
"""One combination of a family's parameters in so many is kept for evaluation."""
EVALUATION_PER_FAMILY = 2
_MARKS: dict[Side, str] = {"train": "t", "evaluation": "e"}
_NAME = re.compile(r"(\w+)~([te])(\d{1,9})", re.ASCII)
_Option = TypeVar("_Option")


def function_names(side: Side) -> tuple[str, ...]:
    """Names of two words. Each word is in both sides, no name is."""
    return tuple(
        f"{first}_{second}"
        for i, first in enumerate(FIRST_WORDS)
        for j, second in enumerate(SECOND_WORDS)
        if ((i + j) % EVALUATION_NAMES_EVERY == 0) == (side == "evaluation")
    )


def choices(task: Task, side: Side) -> list[dict[str, Any]]:
    """The values of `task`'s parameters that this side may use, in a fixed order.

    Evaluation has one combination in EVALUATION_CHOICES_EVERY, at least one, but never the only one
    with some value, and the family's last wording; training has the other combinations with the
    other wordings.
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
    """The first `per_family` variants of each family for training, family by family."""
    return _opened(sandbox, "train", per_family, families)


def evaluation_tasks(
    sandbox: Sandbox, per_family: int = EVALUATION_PER_FAMILY, families: Sequence[str] = FAMILIES
) -> list[SuiteTask]:
    """The variants that the baseline is evaluated on: always the same ones."""
    return _opened(sandbox, "evaluation", per_family, families)


def is_variant(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def side_of(name: str) -> Side:
    """Which side the variant of this id belongs to. UsageError for anything but such an id."""
    return _parsed(name)[1]


def open_baseline(name: str, sandbox: Sandbox) -> SuiteTask:
    """The variant of an id like `merge_k_runs~t17` (training) or `merge_k_runs~e2` (evaluation)."""
    family, side, number = _parsed(name)
    base = _base(family)
    choice = _shuffled(choices(base.authored, side), side, family, number)
    plain = open_choice(base, choice, family, sandbox).task
    return _named(plain, side, family, number)


def parameter_words(families: Sequence[str] = FAMILIES) -> set[str]:
    """The words that stand for parameters in the prompts of these families."""
    return {
        words
        for family in families
        for options in _base(family).authored.parameters.values()
        for words in options.values()
    }


def wordings(families: Sequence[str] = FAMILIES) -> set[str]:
    """The words that differ without meaning, of both sides."""
    return {
        words
        for family in families
        for name, options in _base(family).authored.parameters.items()
        if is_wording(name)
        for words in options.values()
    }


def renamed(task: SuiteTask, name: str, task_id: str) -> SuiteTask:
    """`task` with its function called `name`, in the prompt and in every solution."""
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
    """As `open_baseline` for the first numbers; each combination is opened once."""
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
    """The `number`-th of the options in an order of the family's own, over and over."""
    order = list(options)
    random.Random(derive_seed(0, "baseline", side, family)).shuffle(order)
    return order[number % len(order)]


def _parsed(name: str) -> tuple[str, Side, int]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise UsageError(f"{name}: a variant of the baseline is called FAMILY~tN or FAMILY~eN")
    side: Side = "train" if found[2] == _MARKS["train"] else "evaluation"
    return found[1], side, int(found[3])


@lru_cache
def _base(family: str) -> TaskFiles:
    from effbench.registry import open_tasks

    if family not in FAMILIES:
        raise UsageError(f"{family!r} is no family of the baseline: {', '.join(FAMILIES)}")
    return open_tasks([family])[0]


def _held_out(task: Task) -> set[tuple[Any, ...]]:
    """One combination in so many, passed over where training would lose one of its values."""
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
