"""Open a suite by its name: the built-in one, its variants, or a published data set."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

from effbench.base import UsageError
from effbench.sandbox import Sandbox
from effbench.tasks import locks, registry
from effbench.tasks.suite import Suite


@dataclass(frozen=True)
class SuiteChoice:
    """Which suite to open, as the command line names it."""

    name: str = registry.CORE
    path: Path | None = None
    """The file or folder of a published data set."""
    tasks_path: tuple[Path, ...] = ()
    """Further folders of task files, for the built-in suite."""
    split: str = "all"
    seed: int | None = None
    """The seed of the variants; for the split `generated` only."""


# name -> (module of effbench.tasks.datasets, its loader, the file that --suite-path names)
IMPORTED = {
    "apps": ("apps", "load_apps", "test.jsonl of codeparrot/apps"),
    "codecontests": ("codecontests", "load", "test-*.parquet of deepmind/code_contests"),
    "coffe-file": ("coffe", "load_file", "COFFE's folder datasets/file"),
    "coffe-function": ("coffe", "load_function", "COFFE's folder datasets/function"),
    "effibench": ("effibench", "load", "dataset.json of EffiBench"),
    "effibench-x": ("effibench_x", "load", "the files of EffiBench/effibench-x"),
    "enamel": ("enamel", "load", "ENAMEL's dataset/enamel.csv"),
    "evalperf": ("evalperf", "load", "a folder of EvalPerf's result files and both plus sets"),
    "humaneval": ("humaneval", "load", "HumanEval.jsonl.gz of openai/human-eval"),
    "humanevalplus": ("evalplus", "load_humaneval", "HumanEvalPlus.jsonl.gz of evalplus"),
    "livecodebench": ("livecodebench", "load", "test*.jsonl of code_generation_lite"),
    "mercury": ("mercury", "load", "the eval split of Elfsong/Mercury"),
    "mbppplus": ("evalplus", "load_mbpp", "MbppPlus.jsonl.gz of evalplus"),
    "taco": ("apps", "load_taco", "the test split of BAAI/TACO"),
}


def open_suite(choice: SuiteChoice, sandbox: Sandbox) -> Suite:
    """The whole suite, with the sizes that its lock file freezes.

    Raises UsageError for an unknown suite or split and for a missing path.
    """
    load = _core if choice.name == registry.CORE else _imported
    return locks.locked(load(choice, sandbox), [locks.place(choice.name, choice.path)])


def _core(choice: SuiteChoice, sandbox: Sandbox) -> Suite:
    if choice.split not in registry.SPLIT_CHOICES:
        known = ", ".join(registry.SPLIT_CHOICES)
        raise UsageError(f"--split {choice.split}: choose one of {known}")
    if (choice.split == "generated") != (choice.seed is not None):
        raise UsageError("--split generated and --suite-seed N go together")
    if choice.seed is not None:
        return registry.load_generated(choice.seed, sandbox, choice.tasks_path)
    if choice.split == "baseline":
        return registry.load_baseline(sandbox)
    return registry.split(registry.load_core(choice.tasks_path), choice.split)


def _imported(choice: SuiteChoice, sandbox: Sandbox) -> Suite:
    if choice.name not in IMPORTED:
        known = ", ".join([registry.CORE, *IMPORTED])
        raise UsageError(f"unknown suite {choice.name!r}; there are: {known}")
    module, loader, file = IMPORTED[choice.name]
    if choice.path is None:
        raise UsageError(f"--suite {choice.name} needs --suite-path FILE: {file}")
    load = getattr(importlib.import_module(f"effbench.tasks.datasets.{module}"), loader)
    suite: Suite = load(choice.path, sandbox)
    return suite
