"""The built-in tasks, their variants, and the files that they are made from."""

from effbench.tasks.registry import baseline
from effbench.tasks.registry.core import (
    CORE_VERSION,
    SPLIT_CHOICES,
    SPLIT_OF,
    find,
    has_variants,
    load_baseline,
    load_core,
    load_generated,
    load_variant,
    select,
    split,
)
from effbench.tasks.registry.families import EVALUATION_FROM, parse_variant
from effbench.tasks.registry.files import TIERS, load_task, open_task
from effbench.tasks.registry.places import CORE, open_tasks
from effbench.tasks.registry.prompt import prompt_text
from effbench.tasks.registry.taskfiles import TaskFiles

__all__ = [
    "CORE",
    "CORE_VERSION",
    "EVALUATION_FROM",
    "SPLIT_CHOICES",
    "SPLIT_OF",
    "TIERS",
    "TaskFiles",
    "baseline",
    "find",
    "has_variants",
    "load_baseline",
    "load_core",
    "load_generated",
    "load_task",
    "load_variant",
    "open_task",
    "open_tasks",
    "parse_variant",
    "prompt_text",
    "select",
    "split",
]
