"""Training prompts, with the ids of their tasks.

The tasks for training are the `dev` split and the generated variants. The leaderboard measures the
public split, so `dataset` does not return it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from effbench.base import UsageError, one_line
from effbench.models import prompts
from effbench.sandbox import Sandbox
from effbench.tasks import EVALUATION_FROM, SuiteTask, registry

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
    """Return one row for each task: `prompt`, `task_id`, `family`, `category` and `split`.

    `split="dev"`: the built-in tasks for training. `split="generated"`: one variant of each
    parametrised task for each of `suite_seeds` (integers from 0 to 2**31 - 1). Larger seeds are
    reserved for evaluation; the variants for training and for evaluation have different
    requirements. Each task has about ten training variants, so with many seeds the prompts repeat,
    but the inputs never do. Some are variants of public tasks: score them with `Judge("core")`.

    `prompt` is a list of chat messages, or one text if `chat` is False (without a system prompt or
    worked examples). `form="datasets"` returns a `datasets.Dataset` (needs the extra `datasets`),
    "list" a list of dicts.

    Raises UsageError for another split, for an evaluation seed, and if `datasets` is missing.
    """
    if form not in ("datasets", "list"):
        raise UsageError(f"form={form!r}: choose datasets or list")
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
            f"split={split!r}: choose dev or generated; the public tasks are reserved for "
            "comparing models (effbench run)"
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
    with Sandbox() as sandbox:  # a variant's brute force computes its examples
        return [
            task for seed in suite_seeds for task in registry.load_generated(seed, sandbox).tasks
        ]


def as_datasets(rows: Sequence[Mapping[str, object]], columns: Iterable[str]) -> Any:
    """Return the rows as a `datasets.Dataset`; without rows, an empty one with these columns.

    Raises UsageError if the library is missing, or if the types within a column differ.
    """
    try:
        from datasets import Dataset
    except ImportError as error:
        raise UsageError(
            "a datasets.Dataset needs the datasets library: pip install 'effbench[datasets]', or "
            "pass form='list'"
        ) from error
    if not rows:
        return Dataset.from_dict({name: [] for name in columns})
    try:
        return Dataset.from_list(rows)
    except (TypeError, ValueError) as error:  # from Arrow, which needs one type per column
        raise UsageError(
            f"cannot build a datasets.Dataset from these rows: {one_line(str(error))}; make the "
            "prompts all texts or all chats, or pass form='list'"
        ) from error
