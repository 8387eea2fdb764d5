"""Suites of tasks: the built-in registry, published data sets, and their lock files.

    suite      a task and a suite, as data                    suite.py
    registry   the task files that come with effbench         registry/
    datasets   published data sets as suites                  datasets/
    checks     is an answer the expected one?                 checks.py
    editions   variants from a secret seed                    editions.py
    overlap    does a prompt repeat a task?                   overlap/
    locks      which sizes of a suite count                   locks.py

Knows no model and no score.
"""

from effbench.tasks import checks, editions
from effbench.tasks.authoring import Task
from effbench.tasks.checks import first_difference
from effbench.tasks.locks import KnownSuite, digest_of
from effbench.tasks.opening import DATASETS, SUITES, SuiteChoice, open_suite
from effbench.tasks.registry import CORE
from effbench.tasks.registry.families import (
    EVALUATION_FROM,
    combinations,
    every_choice,
    is_wording,
    open_choice,
    open_variant,
)
from effbench.tasks.registry.files import TIERS, load_task, parameter_line
from effbench.tasks.registry.taskfiles import TaskFiles
from effbench.tasks.suite import (
    Arguments,
    DataSet,
    Instance,
    Suite,
    SuiteTask,
    TimedSize,
    choice_of,
    derive_seed,
)

__all__ = [
    "CORE",
    "DATASETS",
    "EVALUATION_FROM",
    "SUITES",
    "TIERS",
    "Arguments",
    "DataSet",
    "Instance",
    "KnownSuite",
    "Suite",
    "SuiteChoice",
    "SuiteTask",
    "Task",
    "TaskFiles",
    "TimedSize",
    "checks",
    "choice_of",
    "combinations",
    "derive_seed",
    "digest_of",
    "editions",
    "every_choice",
    "first_difference",
    "is_wording",
    "load_task",
    "open_choice",
    "open_suite",
    "open_variant",
    "parameter_line",
]
