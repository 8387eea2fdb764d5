"""The built-in tasks, their variants, and the files that they are made from."""

from effbench.tasks.registry import baseline
from effbench.tasks.registry.core import (
    find,
    find_built_in,
    has_variants,
    load_baseline,
    load_built_in,
    load_core,
    load_generated,
    load_variant,
    select,
    split,
)
from effbench.tasks.registry.families import EVALUATION_FROM, parse_variant
from effbench.tasks.registry.files import TIERS, load_task, open_task
from effbench.tasks.registry.places import open_tasks
from effbench.tasks.registry.prompt import prompt_text
from effbench.tasks.registry.suites import (
    CORE,
    CORE_VERSION,
    HARD,
    NAMES,
    REWARD_NAMES,
    SPLIT_CHOICES,
    canonical,
    for_reward,
    members,
    of_full_name,
    require_members,
)
from effbench.tasks.registry.taskfiles import TaskFiles

__all__ = [
    "CORE",
    "CORE_VERSION",
    "EVALUATION_FROM",
    "HARD",
    "NAMES",
    "REWARD_NAMES",
    "SPLIT_CHOICES",
    "TIERS",
    "TaskFiles",
    "baseline",
    "canonical",
    "find",
    "find_built_in",
    "for_reward",
    "has_variants",
    "load_baseline",
    "load_built_in",
    "load_core",
    "load_generated",
    "load_task",
    "load_variant",
    "members",
    "of_full_name",
    "open_task",
    "open_tasks",
    "parse_variant",
    "prompt_text",
    "require_members",
    "select",
    "split",
]
