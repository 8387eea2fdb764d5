"""Tasks to train on, and their prompts in the form that a model's tokenizer asks for.

Decides which tasks a recipe trains on. None of them is one that it is evaluated on: evaluation has
other variants (`registry.baseline`), other suite seeds, or the public split, of whose families no
variant is trained on.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench import prompts, registry
from effbench.errors import ModelError, UsageError
from effbench.foreign import one_line
from effbench.recipe.config import Recipe
from effbench.registry import EVALUATION_FROM, baseline
from effbench.sandbox import Sandbox
from effbench.suite import SuiteTask


def training_tasks(recipe: Recipe, per_family: int | None = None) -> list[SuiteTask]:
    """The tasks of `[data]`. UsageError for suite seeds of evaluation and unknown families."""
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
    """Chat messages, or the text that a model without a chat template is given when evaluated."""
    messages = prompts.render(task, template)
    return messages if chat else prompts.as_plain_text(messages)


def answer_of(text: str, chat: bool) -> Any:
    return [{"role": "assistant", "content": text}] if chat else text


def prompt_rows(tasks: Sequence[SuiteTask], template: str, chat: bool) -> list[dict[str, Any]]:
    """Rows for an online trainer: `prompt` and `task_id`."""
    return [{"prompt": prompt_of(t, template, chat), "task_id": t.id} for t in tasks]


def is_chat(model: Path) -> bool:
    """Whether the folder's tokenizer has a chat template. ModelError where it can't be loaded."""
    try:
        transformers: Any = importlib.import_module("transformers")
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(model), local_files_only=True)
    except Exception as error:  # the library raises all kinds for a bad folder
        raise ModelError(f"{model}: its tokenizer can't be loaded: {one_line(error)}") from error
    return bool(tokenizer.chat_template)
