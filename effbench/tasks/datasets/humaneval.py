"""HumanEval (openai/human-eval, MIT): 164 problems whose tests are assertions.

A problem's test is `check(candidate)`, which calls `candidate` and makes assertions about the
answers. It runs in a separate process from the candidate (`forwarding.py`): first with the
canonical solution, to record its calls, and then with the candidate's answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from effbench.base import TaskError
from effbench.sandbox import Sandbox
from effbench.tasks.datasets import problem_file
from effbench.tasks.datasets.forwarding import ALL, DRIVER, ForwardedTest
from effbench.tasks.datasets.standard_streams import no_stress
from effbench.tasks.suite import Arguments, DataSet, Suite, SuiteTask

NAME = "humaneval"


class Problem(TypedDict):
    """One row of the file."""

    task_id: str
    prompt: str
    entry_point: str
    canonical_solution: str
    test: str


FIELDS: dict[str, type | tuple[type, ...]] = {
    "prompt": str,
    "entry_point": str,
    "canonical_solution": str,
    "test": str,
}
_WHAT = "give HumanEval.jsonl.gz of openai/human-eval"
_CPU_SECONDS = 3.0
_WALL_SECONDS = 8.0
"""The published limit is 3 s for a whole test. The wall limit leaves room on a loaded machine, but
still stops a test that sleeps."""
_DRIVER = """

def _effbench_run(answer):
    import random
    random.seed(0)
    def candidate(*arguments):
        return answer(arguments)
    check(candidate)


def _effbench_stand_in(arguments):
    return {entry_point}(*arguments)
"""


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the suite in `path`. DataError if the file is malformed.

    A test that fails with the canonical solution raises TaskError when the problem is judged.
    """
    rows = problem_file.read(path, FIELDS, _WHAT, Problem)
    notes = (
        "HumanEval (openai/human-eval, MIT)",
        "no sizes and no fast reference: correctness only (--timing off)",
        "candidates have the standard library only",
    )
    tasks = tuple(_task(row, path, sandbox) for row in rows)
    return Suite(name=NAME, version="1", tasks=tasks, notes=notes)


def prompt_code(row: Mapping[str, Any]) -> str:
    """Return the prompt as executable code: its last function gets a body."""
    return str(row["prompt"]) + "\n    pass\n"


def _task(row: Problem, path: Path, sandbox: Sandbox) -> SuiteTask:
    canonical = row["prompt"] + row["canonical_solution"]
    driver = DRIVER + _DRIVER.replace("{entry_point}", row["entry_point"])
    source = f"{canonical}\n\n{row['test']}\n{driver}"
    test = ForwardedTest(source, f"task {row['task_id']} of {path}", sandbox)
    return SuiteTask(
        id=row["task_id"],
        version=1,
        entry_point=row["entry_point"],
        prompt=row["prompt"],
        sizes=(),
        references={"fast": canonical},
        correctness=test.questions,
        stress=no_stress,
        check=_judged_together,
        verify_all=test.verify,
        calls_per_child=ALL,
        statement=row["prompt"],
        prelude=prompt_code(row),
        cpu_limit_seconds=_CPU_SECONDS,
        wall_limit_seconds=_WALL_SECONDS,
        memory_limit_bytes=1 << 30,
        digest=problem_file.digest(row),
    )


def _judged_together(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    raise TaskError(f"suite {NAME} judges all answers of a problem together")


DATA_SET = DataSet(load, "HumanEval.jsonl.gz of openai/human-eval")
