"""EvalPerf's result files (evalplus, Apache-2.0): real passing solutions with their speed tiers.

The module reads result files and joins their tasks with those of HumanEval+ and MBPP+. Solutions
are plain text here; they run only in the sandbox.

The files do not contain EvalPerf's own inputs (one long-running input per task), the measured costs
(instruction counts) or the clusters themselves. For each solution they give the index of its
matching cluster. Index 0 is the slowest cluster; -1 means slower than all clusters. Speed orders
can therefore be compared, but there are no inputs for timing: the inputs are those of the joined
sets.

EvalPerf judged with the plus sets without extreme inputs, on which a right but slow solution does
not finish. evalplus publishes these sets as `…-NoExtreme` files; they are preferred if present.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from effbench.base import DataError, foreign, one_line
from effbench.sandbox import Sandbox
from effbench.stats import NO_CLUSTER, TaskScores
from effbench.tasks.datasets import evalplus
from effbench.tasks.suite import DataSet, Suite, SuiteTask

NAME = "evalperf"
SCORES = ("dps", "dps_norm")
RESULTS, PLUS_SETS = "*evalperf_results*.json*", ("HumanEvalPlus", "MbppPlus")
EXTREME = {"Mbpp/781": 10**8}
"""Tasks of MbppPlus.jsonl with extreme inputs -> the limit. Numbers above it are extreme."""
_FOLDER = (
    "give a folder that holds, itself or one folder down, HumanEvalPlus.jsonl.gz and "
    "MbppPlus.jsonl.gz, or better the -NoExtreme files of the same names, and EvalPerf's result "
    "files (*_evalperf_results*.json.gz) of evalplus"
)
_WHAT = "give an EvalPerf result file (*_evalperf_results.brief.json.gz) of evalplus"


class Solution(msgspec.Struct, frozen=True):
    """A passing solution and the fastest cluster that it was not slower than."""

    solution: str
    matching_cluster_idx: int


class Profile(msgspec.Struct, frozen=True):
    """The results of one model on one task.

    The scores are None if too few samples passed. pass@1 is in percent. `profiled` holds the
    solutions that passed and were profiled, including duplicates.
    """

    dps: float | None
    dps_norm: float | None
    pass_at_1: float = msgspec.field(name="pass@1")
    profiled: tuple[Solution, ...]

    def scores(self, name: str) -> TaskScores:
        """Return the scores for `stats.peers.evalperf`. `name` is one of SCORES.

        The file contains only the mean score.
        """
        mean = self.dps if name == "dps" else self.dps_norm
        return TaskScores([] if mean is None else [mean], self.pass_at_1, len(self.profiled))


class Config(msgspec.Struct, frozen=True):
    """EvalPerf's settings: the minimum number of passing samples for a score."""

    min_correct: int


class Results(msgspec.Struct, frozen=True):
    """The result file of one model. `summary` holds EvalPerf's own averages."""

    config: Config
    summary: dict[str, float]
    tasks: dict[str, Profile] = msgspec.field(name="eval")


@dataclass(frozen=True)
class Laddered:
    """A task and its distinct solutions, each with its cluster."""

    task: SuiteTask
    clusters: Mapping[str, int]
    """Source -> cluster index."""
    n_disputed: int = 0
    """Solutions left out because EvalPerf assigned the same text to several clusters."""


def read(path: Path) -> Results:
    """Read a result file, gzip or not.

    Raises DataError if it is unreadable, malformed, has no task or has a cluster below -1.
    """
    data = foreign.content(path)
    try:
        results = msgspec.json.decode(data, type=Results)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DataError(f"{path}: not a result file: {one_line(error)}; {_WHAT}") from None
    if not results.tasks:
        raise DataError(f"{path}: it has no tasks; {_WHAT}")
    for task_id, profile in results.tasks.items():
        for index, solution in enumerate(profile.profiled):
            if solution.matching_cluster_idx < NO_CLUSTER:
                raise DataError(
                    f"{path}, task {one_line(task_id, 60)}, solution {index}: cluster "
                    f"{solution.matching_cluster_idx} is below {NO_CLUSTER}; {_WHAT}"
                )
    return results


def join(results: Iterable[Results], suites: Iterable[Suite]) -> tuple[list[Laddered], list[str]]:
    """Pool the solutions of each task over result files. Also return the ids found in no suite.

    Solutions with the same text count once. A text assigned to several clusters is left out.
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
    """Load the tasks named in the result files, with the inputs and checks of the plus sets.

    Extreme inputs are left out, as in EvalPerf. `path` is a folder with the result files and the
    plus sets (`find`). Raises DataError if a file is missing or malformed.
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
    """Read and `join` all files of a folder. DataError if one is missing or malformed."""
    humaneval, mbpp = (_plus_set(path, name) for name in PLUS_SETS)
    suites = [evalplus.load_humaneval(humaneval, sandbox), evalplus.load_mbpp(mbpp, sandbox)]
    suites = [replace(suite, tasks=tuple(map(_moderate, suite.tasks))) for suite in suites]
    joined, missing = join(map(read, find(path, RESULTS)), suites)
    if not joined:
        raise DataError(f"{path}: no task of the result files is in the plus sets; {_FOLDER}")
    return joined, missing


def _plus_set(folder: Path, name: str) -> Path:
    """Return the file without extreme inputs, or else the complete one."""
    try:
        return find(folder, f"{name}-NoExtreme.jsonl*")[0]
    except DataError:
        return find(folder, f"{name}.jsonl*")[0]


def _moderate(task: SuiteTask) -> SuiteTask:
    """Return the task without its extreme inputs (EXTREME)."""
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
    """Return the files that match `pattern` in `folder` or one level below, sorted.

    Raises DataError if there is none.
    """
    found = sorted(path for path in (*folder.glob(pattern), *folder.glob(f"*/{pattern}")))
    files = [path for path in found if path.is_file()]
    if not files:
        raise DataError(f"{folder}: no file {pattern}; {_FOLDER}")
    return files


DATA_SET = DataSet(load, "a folder of EvalPerf's result files and both plus sets")
