"""EvalPerf's result files (evalplus, Apache-2.0): real passing solutions with their speed tiers.

Decides what a well-formed result file is and how its tasks join those of HumanEval+ and MBPP+. The
solutions are text here; they run in the sandbox only.

What the files lack: EvalPerf's own input (one a task, made to take long), the costs that were
counted (instructions) and the clusters themselves. Of each solution they say which cluster it
matched, from 0, the slowest, on; -1 is slower than all. So there is an order to check against, and
nothing to time on: inputs are the joined sets'.

EvalPerf judged on the plus sets without extreme inputs, which a right but slow solution does not
finish. evalplus publishes these sets as `…-NoExtreme` files; they are used where they are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from effbench import foreign
from effbench.datasets import evalplus
from effbench.errors import DataError
from effbench.foreign import one_line
from effbench.metrics.evalperf import NO_CLUSTER, TaskScores
from effbench.sandbox import Sandbox
from effbench.suite import Suite, SuiteTask

NAME = "evalperf"
SCORES = ("dps", "dps_norm")
RESULTS, PLUS_SETS = "*evalperf_results*.json*", ("HumanEvalPlus", "MbppPlus")
EXTREME = {"Mbpp/781": 10**8}
"""Of MbppPlus.jsonl: tasks with extreme inputs, and the number from which on an input is one."""
_FOLDER = (
    "give a folder that holds, itself or one folder down, HumanEvalPlus.jsonl.gz and "
    "MbppPlus.jsonl.gz, or better the -NoExtreme files of the same names, and EvalPerf's result "
    "files (*_evalperf_results*.json.gz) of evalplus"
)
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


def load(path: Path, sandbox: Sandbox) -> Suite:
    """EvalPerf's tasks, as the result files name them, with the inputs and checks of the plus sets.

    Extreme inputs are left out, as EvalPerf does.

    `path` is a folder with both (`find`). DataError when something is missing or malformed.
    """
    joined, missing = read_folder(path, sandbox)
    notes: tuple[str, ...] = (
        "EvalPerf (evalplus, Apache-2.0): the tasks that its result files name, judged on the base "
        "and plus inputs of HumanEval+ and MBPP+ without extreme ones, as far as they are known",
        "its own inputs, costs and clusters aren't in these files: no sizes, correctness only "
        "(--timing off)",
        "candidates have the standard library only",
    )
    if missing:
        notes = (*notes, f"left out, as the plus sets here don't have them: {', '.join(missing)}")
    return Suite(name=NAME, version="1", tasks=tuple(one.task for one in joined), notes=notes)


def read_folder(path: Path, sandbox: Sandbox) -> tuple[list[Laddered], list[str]]:
    """`join` of all that is in a folder. DataError when something is missing or malformed."""
    humaneval, mbpp = (_plus_set(path, name) for name in PLUS_SETS)
    suites = [evalplus.load_humaneval(humaneval, sandbox), evalplus.load_mbpp(mbpp, sandbox)]
    suites = [replace(suite, tasks=tuple(map(_moderate, suite.tasks))) for suite in suites]
    joined, missing = join(map(read, find(path, RESULTS)), suites)
    if not joined:
        raise DataError(f"{path}: no task of the result files is in the plus sets; {_FOLDER}")
    return joined, missing


def _plus_set(folder: Path, name: str) -> Path:
    """The file without extreme inputs, or else the whole one."""
    try:
        return find(folder, f"{name}-NoExtreme.jsonl*")[0]
    except DataError:
        return find(folder, f"{name}.jsonl*")[0]


def _moderate(task: SuiteTask) -> SuiteTask:
    """The task without the inputs that EXTREME names."""
    limit = EXTREME.get(task.id)
    if limit is None:
        return task
    kept = tuple(i for i in task.correctness(0) if not any(_above(a, limit) for a in i.arguments))
    if not kept:
        raise DataError(f"task {task.id}: all of its inputs are extreme; {_FOLDER}")
    digest = hashlib.sha256(f"{task.digest} below {limit}".encode()).hexdigest()
    return replace(task, correctness=lambda seed: kept, digest=digest)


def _above(argument: object, limit: int) -> bool:
    return isinstance(argument, int | float) and argument > limit


def find(folder: Path, pattern: str) -> list[Path]:
    """Files of that name in `folder` or one below, sorted; at least one, or else a DataError."""
    found = sorted(path for path in (*folder.glob(pattern), *folder.glob(f"*/{pattern}")))
    files = [path for path in found if path.is_file()]
    if not files:
        raise DataError(f"{folder}: no file {pattern}; {_FOLDER}")
    return files
