"""HumanEval (openai/human-eval, MIT): 164 problems whose tests are assertions.

Decides how assertions are judged without letting a candidate near them. A test calls `candidate`
and asserts something about the answers. It is run three times removed from the candidate:

1. once a problem, beside the canonical solution, in a child: what does the test ask?
2. the candidate's child gets exactly these calls, and answers with plain data;
3. the test runs in a child of its own, where `candidate` hands out these answers.

So an assertion can't be forged from inside: the candidate's process never sees it. A test draws the
same random numbers each time. One that asks for more than it did with the canonical solution fails.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from effbench.datasets import problem_file
from effbench.errors import TaskError
from effbench.sandbox import Limits, Sandbox
from effbench.suite import Arguments, Instance, Suite, SuiteTask

NAME = "humaneval"
FIELDS: dict[str, type | tuple[type, ...]] = {
    "prompt": str,
    "entry_point": str,
    "canonical_solution": str,
    "test": str,
}
_WHAT = "give HumanEval.jsonl.gz of openai/human-eval"
_CPU_SECONDS = 3.0
_WALL_SECONDS = 8.0
"""The published limit is 3 s for a whole test; a machine at work gets some more, a sleeper not."""
_TEST_LIMITS = Limits(cpu_seconds=60.0)
_ALL = 1_000_000
_DRIVER = """

def _effbench_ask():
    import copy, random
    random.seed(0)
    asked = []
    def candidate(*arguments):
        asked.append(copy.deepcopy(arguments))
        return {entry_point}(*arguments)
    check(candidate)
    return asked


def _effbench_replay(asked, returned):
    import random
    random.seed(0)
    left = list(zip(asked, returned))[::-1]
    def candidate(*arguments):
        if not left:
            raise RuntimeError("the test asks more than with the canonical solution")
        question, answer = left.pop()
        if question != arguments:
            raise RuntimeError("the test asks otherwise than with the canonical solution")
        return answer
    check(candidate)
    return True
"""


def load(path: Path, sandbox: Sandbox) -> Suite:
    """The suite in `path`. DataError when it is malformed; a test that fails the canonical solution
    is a TaskError when the problem is judged.
    """
    rows = problem_file.read(path, FIELDS, _WHAT)
    notes = (
        "HumanEval (openai/human-eval, MIT)",
        "no sizes and no fast reference: correctness only (--timing off)",
        "candidates have the standard library only",
    )
    tasks = tuple(_task(row, path, sandbox) for row in rows)
    return Suite(name=NAME, version="1", tasks=tasks, notes=notes)


def prompt_code(row: dict[str, Any]) -> str:
    """The prompt as code that can be executed: its last function gets a body."""
    return str(row["prompt"]) + "\n    pass\n"


def _task(row: dict[str, Any], path: Path, sandbox: Sandbox) -> SuiteTask:
    test = _Test(row, path, sandbox)
    return SuiteTask(
        id=row["task_id"],
        version=1,
        entry_point=row["entry_point"],
        prompt=row["prompt"],
        sizes=(),
        references={"fast": row["prompt"] + row["canonical_solution"]},
        correctness=test.questions,
        stress=_no_stress,
        check=_judged_together,
        verify_all=test.verify,
        calls_per_child=_ALL,
        statement=row["prompt"],
        prelude=prompt_code(row),
        cpu_limit_seconds=_CPU_SECONDS,
        wall_limit_seconds=_WALL_SECONDS,
        memory_limit_bytes=1 << 30,
        digest=problem_file.digest(row),
    )


class _Test:
    """One problem's test, in children of its own."""

    def __init__(self, row: dict[str, Any], path: Path, sandbox: Sandbox) -> None:
        canonical = row["prompt"] + row["canonical_solution"]
        driver = _DRIVER.replace("{entry_point}", row["entry_point"])
        self._source = f"{canonical}\n\n{row['test']}\n{driver}"
        self._id, self._path, self._sandbox = row["task_id"], path, sandbox
        self._lock = threading.Lock()
        self._asked: tuple[Instance, ...] | None = None

    def questions(self, seed: int) -> Sequence[Instance]:
        """What the test asks; `seed` changes nothing."""
        with self._lock:
            if self._asked is None:
                outcome = self._sandbox.run(self._source, "_effbench_ask", [()], _TEST_LIMITS)
                if outcome.ended != "returned" or len(outcome.values) != 1:
                    raise TaskError(
                        f"task {self._id} of {self._path}: its test fails the canonical solution: "
                        f"{outcome.ended} {outcome.detail}"
                    )
                asked = outcome.values[0]
                self._asked = tuple(
                    Instance(tuple(arguments), f"call {i}") for i, arguments in enumerate(asked)
                )
            return self._asked

    def verify(self, asked: Sequence[Arguments], returned: Sequence[Any]) -> str | None:
        """What the test says of these answers: None, or the assertion that failed."""
        outcome = self._sandbox.run(
            self._source, "_effbench_replay", [(list(asked), list(returned))], _TEST_LIMITS
        )
        if outcome.ended == "returned" and outcome.values == (True,):
            return None
        return f"the test fails: {outcome.ended} {outcome.detail}".rstrip()


def _no_stress(size: object, seed: int, batch: int) -> Sequence[Instance]:
    raise TaskError(f"suite {NAME} has no timed sizes; judge it with --timing off")


def _judged_together(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    raise TaskError(f"suite {NAME} judges all answers of a problem together")
