"""Prompts to train on, with the names of their tasks.

Decides which tasks are for training: the `dev` split and the generated families. The public split
is what the leaderboard measures and is not handed out here.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any, Literal

from effbench import prompts, registry
from effbench.errors import UsageError
from effbench.foreign import one_line
from effbench.registry import EVALUATION_FROM
from effbench.sandbox import Sandbox
from effbench.suite import SuiteTask

Form = Literal["datasets", "list"]


def dataset(
    split: str = "dev",
    *,
    suite_seeds: Iterable[int] = (),
    template: str = prompts.DEFAULT_TEMPLATE,
    system_prompt: str = "",
    few_shot: int = 0,
    chat: bool = True,
    form: Form = "datasets",
) -> Any:
    """Rows with `prompt`, `task_id`, `family`, `category` and `split`, one for each task.

    `split="dev"`: the built-in tasks for training. `split="generated"`: one variant of each
    parametrised task for each of `suite_seeds` (whole numbers below 2**31; those from there on are
    for evaluation, and the two sides' variants ask for different things). Some ten variants of a
    task are for training, so many seeds repeat prompts; the inputs never repeat. They are variants
    of public tasks, too: score them with `Judge("core")`.

    `prompt` is a list of chat messages, or one text where `chat` is False; then there is no system
    prompt and no worked example. `form="datasets"` gives a `datasets.Dataset` (needs the extra
    `datasets`), "list" a list of dicts.

    Raises UsageError for other splits, for seeds of evaluation, and where `datasets` is missing.
    """
    if form not in ("datasets", "list"):
        raise UsageError(f"form={form!r}: datasets or list")
    if not chat and (system_prompt or few_shot):
        raise UsageError("chat=False: a plain text has no system prompt and no worked examples")
    rows = []
    for task in _tasks(split, tuple(map(_seed, suite_seeds))):
        messages = prompts.render(task, template, system_prompt, few_shot)
        rows.append(
            {
                "prompt": messages if chat else messages[-1]["content"],
                "task_id": task.id,
                "family": task.family,
                "category": task.category,
                "split": split,
            }
        )
    return rows if form == "list" else as_datasets(rows, ())


def _seed(seed: Any) -> int:
    try:
        return operator.index(seed)
    except TypeError:
        raise UsageError(f"suite seed {seed!r}: suite seeds are whole numbers") from None


def _tasks(split: str, suite_seeds: tuple[int, ...]) -> list[SuiteTask]:
    if split not in ("dev", "generated"):
        raise UsageError(
            f"split={split!r}: dev or generated are for training; the public tasks are what models "
            "are compared on (effbench run)"
        )
    if (split == "generated") != bool(suite_seeds):
        raise UsageError("split='generated' and suite_seeds go together")
    if split == "dev":
        return list(registry.split(registry.load_core(), "dev").tasks)
    for seed in suite_seeds:
        if not 0 <= seed < EVALUATION_FROM:
            raise UsageError(
                f"suite seed {seed}: seeds for training are from 0 to 2**31 - 1; the others are "
                "for evaluation"
            )
    with Sandbox() as sandbox:  # the examples of a variant are computed by its brute force
        return [
            task for seed in suite_seeds for task in registry.load_generated(seed, sandbox).tasks
        ]


def as_datasets(rows: list[dict[str, Any]], columns: Iterable[str]) -> Any:
    """A `datasets.Dataset` of the rows; without any, an empty one with these columns. UsageError
    where the library is missing, or the rows don't agree in what a column holds."""
    try:
        from datasets import Dataset
    except ImportError as error:
        raise UsageError(
            "a datasets.Dataset needs the datasets library: pip install 'effbench[datasets]', or "
            "ask for form='list'"
        ) from error
    if not rows:
        return Dataset.from_dict({name: [] for name in columns})
    try:
        return Dataset.from_list(rows)
    except (TypeError, ValueError) as error:  # Arrow's, which wants one type a column
        raise UsageError(
            f"these rows make no data set: {one_line(str(error))}; prompts are all texts or all "
            "chats, or ask for form='list'"
        ) from error
