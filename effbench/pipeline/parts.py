"""Judge part of a folder's tasks: select them, and find those judged before.

This implements `judge FOLDER --tasks … --limit …`. Each part leaves its verdicts and times in the
folder; the results cover all parts that were judged with the same timing profile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from effbench.base import Manifest, UsageError, command
from effbench.pipeline.config import RunConfig
from effbench.runs import store
from effbench.tasks import Suite, registry


@dataclass(frozen=True)
class Part:
    """The tasks to judge now, and those that will have been judged afterwards."""

    suite: Suite
    judged: Suite
    left: int = 0
    """Number of tasks of the whole suite that will not have been judged."""
    todo: bool = True

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the tasks to judge now."""
        return frozenset(task.id for task in self.suite.tasks)


def chosen(config: RunConfig, whole: Suite, folder: Path, manifest: Manifest) -> Part:
    """Return the part of `whole` that `config` selects. UsageError if a pattern matches nothing."""
    part = registry.select(whole, config.tasks, config.limit)
    ids = {task.id for task in part.tasks}
    before: set[str] = set()
    summary = store.load_summary(folder)
    if summary is not None and manifest.timing.profile == config.timing:
        before = {task.task_id for task in summary.tasks}
        before |= {sample.task_id for sample in summary.samples}
    judged = tuple(task for task in whole.tasks if task.id in before | ids)
    return Part(
        suite=part,
        judged=replace(whole, tasks=judged),
        left=len(whole.tasks) - len(judged),
        todo=not ids <= before,
    )


def refuse_submission(folder: Path) -> None:
    """UsageError for a submission: it holds no answers, and judging it would break its digests."""
    if (folder / "submission.json").is_file():
        raise UsageError(
            f"{folder} is a submission, which holds code and no answers. Judge its code again with "
            f"{command('effbench', 'verify', folder)}"
        )
