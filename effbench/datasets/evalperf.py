"""EvalPerf's result files (evalplus, Apache-2.0): real passing solutions with their speed tiers.

Decides what a well-formed result file is and how its tasks join those of HumanEval+ and MBPP+. The
solutions are text here; they run in the sandbox only.

What the files lack: EvalPerf's own input (one a task, made to take long), the costs that were
counted (instructions) and the clusters themselves. Of each solution they say which cluster it
matched, from 0, the slowest, on; -1 is slower than all. So there is an order to check against, and
nothing to time on: inputs are the joined sets'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from effbench import foreign
from effbench.errors import DataError
from effbench.foreign import one_line
from effbench.metrics.evalperf import NO_CLUSTER, TaskScores
from effbench.suite import Suite, SuiteTask

SCORES = ("dps", "dps_norm")
_WHAT = "give an EvalPerf result file (*_evalperf_results.brief.json.gz) of evalplus"


class Solution(msgspec.Struct, frozen=True):
    """A solution that passed, and the fastest cluster that it was not slower than."""

    solution: str
    matching_cluster_idx: int


class Profile(msgspec.Struct, frozen=True):
    """One task of one model. The scores are None where too few samples passed; pass@1 in percent.

    `profiled`: the solutions that passed and were profiled, with repetitions.
    """

    dps: float | None
    dps_norm: float | None
    pass_at_1: float = msgspec.field(name="pass@1")
    profiled: tuple[Solution, ...]

    def scores(self, name: str) -> TaskScores:
        """For `metrics.evalperf`; `name` is one of SCORES. The file has the mean score alone."""
        mean = self.dps if name == "dps" else self.dps_norm
        return TaskScores([] if mean is None else [mean], self.pass_at_1, len(self.profiled))


class Config(msgspec.Struct, frozen=True):
    min_correct: int


class Results(msgspec.Struct, frozen=True):
    """A result file: one model. `summary` holds EvalPerf's own averages."""

    config: Config
    summary: dict[str, float]
    tasks: dict[str, Profile] = msgspec.field(name="eval")


@dataclass(frozen=True)
class Laddered:
    """A task and the distinct solutions of it, each with its cluster."""

    task: SuiteTask
    clusters: Mapping[str, int]
    """Source -> cluster."""
    n_disputed: int = 0
    """Solutions left out because EvalPerf put the same text in two clusters."""


def read(path: Path) -> Results:
    """A result file, gzip or not. DataError: unreadable, malformed, a cluster below -1, no task."""
    data = foreign.content(path)
    try:
        results = msgspec.json.decode(data, type=Results)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DataError(f"{path}: not a result file: {one_line(error)}; {_WHAT}") from None
    if not results.tasks:
        raise DataError(f"{path}: no task in it; {_WHAT}")
    for task_id, profile in results.tasks.items():
        for index, solution in enumerate(profile.profiled):
            if solution.matching_cluster_idx < NO_CLUSTER:
                raise DataError(
                    f"{path}, task {one_line(task_id, 60)}, solution {index}: cluster "
                    f"{solution.matching_cluster_idx} is below {NO_CLUSTER}; {_WHAT}"
                )
    return results


def join(results: Iterable[Results], suites: Iterable[Suite]) -> tuple[list[Laddered], list[str]]:
    """Tasks with their solutions, pooled over result files; and the ids that no suite has.

    A text that occurs often is one solution; one in two clusters is none.
    """
    found: dict[str, dict[str, set[int]]] = {}
    for model in results:
        for task_id, profile in model.tasks.items():
            own = found.setdefault(task_id, {})
            for one in profile.profiled:
                own.setdefault(one.solution, set()).add(one.matching_cluster_idx)
    tasks = {task.id: task for suite in suites for task in suite.tasks}
    joined = []
    for task_id in [task_id for task_id in tasks if task_id in found]:
        clusters = found[task_id]
        agreed = {text: next(iter(own)) for text, own in clusters.items() if len(own) == 1}
        joined.append(Laddered(tasks[task_id], agreed, len(clusters) - len(agreed)))
    return joined, sorted(found.keys() - tasks.keys())
