"""Prepare a run of recorded answers: number of samples per task, and missing answers.

This module sets the number of samples if the user gave none, and the tasks that remain. A file that
lacks answers is rejected unless the user says how to treat a missing answer: as an error of the
model (`wrong`), or by leaving out its task (`leave out`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from effbench.base import DataError
from effbench.models import ReplayModel
from effbench.pipeline.config import RunConfig
from effbench.tasks import Suite


def is_recorded(model: str) -> bool:
    """True if this model spec names a file of recorded answers."""
    scheme, _, file = model.partition(":")
    return scheme == "replay" and bool(file.strip()) and not Path(model).is_dir()


def settle(config: RunConfig, suite: Suite) -> tuple[RunConfig, Suite]:
    """Return the configuration with its number of samples, and the suite with the remaining tasks.

    With `n_from_file`, the number is the smallest count of answers among answered tasks, or the
    largest with `missing="wrong"`. Raises DataError if answers are missing and `missing` is
    "refuse".
    """
    if not is_recorded(config.model):
        return config, suite
    file = Path(config.model.partition(":")[2])
    model = ReplayModel(file, [task.id for task in suite.tasks], config.n_samples)
    counts = model.counts
    if config.n_from_file:
        choose = max if config.missing == "wrong" else min
        config = replace(config, n_samples=choose(counts.values()))
    n = config.n_samples
    complete = {task_id for task_id, count in counts.items() if count >= n}
    if config.missing == "leave out" and len(complete) < len(suite.tasks):
        if not complete:
            raise DataError(f"{file}: no task has {n} answers: lower --n-samples")
        kept = tuple(task for task in suite.tasks if task.id in complete)
        # The remaining ids become this run's choice of tasks, as if --tasks had named them.
        config = replace(config, tasks=tuple(task.id for task in kept), limit=None)
        return config, replace(suite, tasks=kept)
    if config.missing == "refuse" and len(complete) < len(suite.tasks):
        cut_off = [warning for warning in model.warnings if "dropped line" in warning]
        raise DataError("; ".join([_what_is_missing(file, suite, counts, n), *cut_off]))
    return config, suite


def _what_is_missing(file: Path, suite: Suite, counts: Mapping[str, int], n: int) -> str:
    if len(counts) < len(suite.tasks):
        first = next(task.id for task in suite.tasks if task.id not in counts)
        lacks = f"answers {len(counts)} of the {len(suite.tasks)} tasks of suite {suite.name} (not "
        lacks += f"{first!r}, for one)"
    else:
        lacks = f"has {min(counts.values())} answers to some tasks, fewer than --n-samples {n}"
    each = "an answer" if n == 1 else f"{n} answers"
    return (
        f"{file} {lacks}. Add --answered-only to leave out the tasks without {each} (the run then "
        "covers a part of the suite and can't be published), or --missing-as-wrong to count every "
        "missing answer as a failure"
    )
