"""Select the tasks to train on, and render their prompts in the form that a model needs.

No training task is used for evaluation. Evaluation uses other variants (`registry.baseline`), other
suite seeds, or the public split; no variant of the public split's families is trained on.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench.base import JsonObject, ModelError, UsageError, one_line
from effbench.models import prompts
from effbench.recipe.config import Recipe
from effbench.sandbox import Sandbox
from effbench.tasks import EVALUATION_FROM, SuiteTask, registry
from effbench.tasks.registry import baseline


def training_tasks(recipe: Recipe, per_family: int | None = None) -> list[SuiteTask]:
    """Return the tasks that `[data]` selects.

    Raises UsageError for suite seeds that are reserved for evaluation, and for unknown families.
    """
    data = recipe.data
    if data.source == "dev":
        return list(registry.split(registry.load_core(), "dev").tasks)
    if any(not 0 <= seed < EVALUATION_FROM for seed in data.suite_seeds):
        raise UsageError("data.suite_seeds: seeds for training are from 0 to 2**31 - 1")
    with Sandbox(recipe.judge.sandbox) as sandbox:
        if data.source == "baseline":
            families = data.families or baseline.FAMILIES
            return baseline.training_tasks(sandbox, per_family or data.per_family, families)
        return [
            registry.load_variant(f"{base.task.id}~k{seed}", sandbox)
            for base in registry.open_tasks(data.families)
            if base.authored.parameters and base.task.split == "dev"
            for seed in data.suite_seeds
        ]


def prompt_of(task: SuiteTask, template: str, chat: bool) -> Any:
    """Return chat messages, or the text that evaluation gives to a model without a template."""
    messages = prompts.render(task, template)
    return messages if chat else prompts.as_plain_text(messages)


def answer_of(text: str, chat: bool) -> Any:
    """Return an answer as a list of chat messages, or as plain text."""
    return [{"role": "assistant", "content": text}] if chat else text


def prompt_rows(tasks: Sequence[SuiteTask], template: str, chat: bool) -> list[JsonObject]:
    """Return rows for an online trainer, with `prompt` and `task_id`."""
    return [{"prompt": prompt_of(t, template, chat), "task_id": t.id} for t in tasks]


def is_chat(model: Path) -> bool:
    """True if the folder's tokenizer has a chat template. Raises ModelError if it can't load."""
    try:
        transformers: Any = importlib.import_module("transformers")
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(model), local_files_only=True)
    except Exception as error:  # the library raises many exception types for a bad folder
        raise ModelError(f"{model}: its tokenizer can't be loaded: {one_line(error)}") from error
    return bool(tokenizer.chat_template)
