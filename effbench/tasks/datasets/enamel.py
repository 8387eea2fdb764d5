"""ENAMEL (HumanEval with strong inputs and expert references) as a suite: 142 tasks.

The user supplies the file. All code in it (prompts, generators, checkers, references) runs in the
sandbox; the host handles only plain data.

As published, there are 8 inputs at level 0 and 4 at each of the levels 1 to 3. They are generated
from one fixed seed, so the judge's seed has no effect. A timeout at level 1 or above lowers the
speed score but not correctness. The memory limit is 4 GiB. Timed inputs come from the same
generators with fresh seeds.

Verdicts deliberately differ from the published evaluator's in two ways. Its time limit at level 0
is twice the reference's longest time plus 10 ms, so the correctness of a slow solution depends on
the machine; here the limit at level 0 is 2 s of CPU time. It counts an OverflowError at level 1 or
above as a timeout; here it is a crash.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from effbench.base import DataError, TaskError
from effbench.sandbox import Limits, Outcome, Sandbox, answers_frame, job_frame, kind_of
from effbench.tasks.checks import first_difference
from effbench.tasks.datasets import enamel_file, enamel_scope, enamel_source
from effbench.tasks.datasets.enamel_file import CHECKER, GENERATOR, N_LEVELS, Row
from effbench.tasks.datasets.generation import GeneratorRunner
from effbench.tasks.suite import (
    Arguments,
    DataSet,
    Instance,
    Suite,
    SuiteTask,
    TimedSize,
    derive_seed,
)

NAME = "enamel"
VERSION = "2"
"""The version of the rules in this module. The data have their own digest."""
LEFT_OUT = frozenset({2, 23, 41, 45, 53, 60, 71, 92, 97, 99}).union(
    {102, 123, 124, 135, 137, 138, 144, 148, 156, 157, 159, 160}
)
"""HumanEval problems that the published problem set excludes."""

PUBLISHED_SEED = 998244353
INPUTS_PER_LEVEL = (8, 4, 4, 4)
CASES = 4
"""The kinds of timed inputs: values of the generators' `cid` at the timed levels. ENAMEL takes the
time of the slowest case, so the cases take turns, like input shapes."""

_MAX_BLOCKS = 8  # generating a block's inputs takes up to ten times as long as timing them
# The references take up to 40 ms. A slow machine must not fail a right answer at level 0.
_CPU_SECONDS = 2.0
_MEMORY_BYTES = 4 << 30
_GENERATOR_LIMITS = Limits(
    cpu_seconds=30.0,
    wall_seconds=60.0,
    memory_bytes=_MEMORY_BYTES,
    output_bytes=256 << 20,
    answers="standard",
)
_CHECKER_LIMITS = Limits(cpu_seconds=10.0, wall_seconds=30.0)

_GENERATE = f"""

def _effbench_generate(size, lid, cid, seed):
    import random
    random.seed(seed)
    return {GENERATOR}(size=size, lid=lid, cid=cid)
"""
_CHECK = f"""

def _effbench_check(arguments, expected, returned):
    return bool({CHECKER}(arguments, expected, returned))
"""
_PLAIN_CHECKER = f"""
def {CHECKER}(input, answer, output):
    return type(output) == type(answer) and output == answer
"""


def load(path: Path, sandbox: Sandbox) -> Suite:
    """Load the suite in `path`. Its generators and checkers run in `sandbox`.

    A file with fewer problems gives a smaller suite. Raises DataError if the file is malformed or
    has none of the 142 problems. A generator that fails later raises TaskError.
    """
    rows = [row for row in enamel_file.read(path) if row.number not in LEFT_OUT]
    if not rows:
        raise DataError(f"{path}: it has none of ENAMEL's 142 problems; give dataset/enamel.csv")
    runner = GeneratorRunner(sandbox)
    notes = (
        "ENAMEL (q-rz/enamel, Apache-2.0): HumanEval's problems without the 22 that the published "
        "problem set leaves out",
        "correctness inputs are the published ones, whatever the run's seed; a time-out at level "
        "1 or above is not a failure",
        "candidates have the standard library only",
    )
    tasks = tuple(_task(row, path, runner, sandbox) for row in rows)
    return Suite(name=NAME, version=VERSION, tasks=tasks, notes=notes, max_blocks=_MAX_BLOCKS)


def _task(row: Row, path: Path, runner: GeneratorRunner, sandbox: Sandbox) -> SuiteTask:
    inputs = _Inputs(row, path, runner)
    return SuiteTask(
        id=row.task_id,
        version=1,
        entry_point=row.entry_point,
        prompt=row.prompt,
        sizes=tuple(
            TimedSize(str(level), row.levels[level], batch=None) for level in range(1, N_LEVELS)
        ),
        references={"fast": row.reference},
        correctness=inputs.correctness,
        stress=inputs.stress,
        check=check_plainly if is_plain(row.checker) else _Check(row, sandbox),
        shapes=tuple(map(_shape, range(CASES))),
        statement=row.prompt,
        prelude=row.prompt_code,
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=row.digest,
    )


def _shape(case: int) -> str:
    return f"case {case}"


def published_seed(number: int, level: int, case: int) -> int:
    """Return the seed of one published input. Cases are numbered consecutively over all levels."""
    return PUBLISHED_SEED ^ number ^ (sum(INPUTS_PER_LEVEL[:level]) + case)


class _Inputs:
    """One problem's inputs. The correctness inputs are generated once and cached."""

    def __init__(self, row: Row, path: Path, runner: GeneratorRunner) -> None:
        self._row, self._path, self._runner = row, path, runner
        self._lock = threading.Lock()
        self._published: tuple[Instance, ...] | None = None

    def correctness(self, seed: int) -> Sequence[Instance]:
        """Return the published inputs. `seed` has no effect."""
        with self._lock:
            if self._published is None:
                self._published = self._make_published()
            return self._published

    def _make_published(self) -> tuple[Instance, ...]:
        cases = [(lv, case) for lv in range(N_LEVELS) for case in range(INPUTS_PER_LEVEL[lv])]
        made = self._make(
            [(lv, case, published_seed(self._row.number, lv, case)) for lv, case in cases]
        )
        return tuple(
            Instance(arguments, f"level {lv} case {case}", timeout_is_failure=lv == 0)
            for (lv, case), arguments in zip(cases, made, strict=True)
        )

    def stress(self, size: TimedSize, seed: int, batch: int) -> Sequence[Instance]:
        """Return `batch` fresh inputs of one level.

        All are of the case that `size.shape` names. If it names none, the cases take turns, and
        `seed` chooses the first one.
        """
        level = int(size.label)
        first = derive_seed(seed, self._row.task_id, size.label, "case")
        named = [case for case in range(CASES) if _shape(case) == size.shape]
        cases = named * batch or [(first + index) % CASES for index in range(batch)]
        made = self._make(
            [
                (level, case, derive_seed(seed, self._row.task_id, size.label, index))
                for index, case in enumerate(cases)
            ]
        )
        return [
            Instance(arguments, f"level {level} case {case}", timeout_is_failure=False)
            for case, arguments in zip(cases, made, strict=True)
        ]

    def _make(self, wanted: Sequence[tuple[int, int, int]]) -> list[Arguments]:
        """Run the generator for each (level, case, seed) in one child process.

        Raises TaskError if the generator fails.
        """
        outcome = self._runner.run(
            prelude=_scope_text(),
            source=self._row.prompt_code + "\n" + self._row.input_generator + _GENERATE,
            entry_point="_effbench_generate",
            calls=[(self._row.levels[level], level, case, seed) for level, case, seed in wanted],
            limits=_GENERATOR_LIMITS,
        )
        made = list(outcome.values)
        if outcome.ended != "returned":
            raise self._broken(f"failed: {outcome.ended} {outcome.detail}".rstrip())
        if len(made) != len(wanted):
            raise self._broken("returned a wrong number of inputs")
        for arguments in made:
            if type(arguments) is not tuple:
                kind = type(arguments).__name__
                raise self._broken(f"returned a {kind} instead of the tuple of arguments")
        return made

    def _broken(self, what: str) -> TaskError:
        return TaskError(
            f"task {self._row.task_id} of {self._path}: its input generator {what}; correct the "
            "column input_generator, or choose other tasks"
        )


@lru_cache(maxsize=1)
def _scope_text() -> str:
    return Path(enamel_scope.__file__).read_text(encoding="utf-8")


def is_plain(checker: str) -> bool:
    """Return True if the checker is the common one (same type and equal), however formatted."""
    return ast.dump(enamel_source.parse(checker)) == ast.dump(ast.parse(_PLAIN_CHECKER))


def check_plainly(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    """The common checker, run in the host: equal values, with equal types at the top level only."""
    if type(returned) is not type(expected):
        return f"a {kind_of(returned)} where a {kind_of(expected)} belongs"
    if returned == expected:
        return None
    return f"differs {first_difference(returned, expected) or 'in some part'}"


class _Check:
    """A `check` that runs the problem's own checker in a child process."""

    def __init__(self, row: Row, sandbox: Sandbox) -> None:
        self._source = row.prompt_code + "\n" + row.checker + _CHECK
        self._sandbox = sandbox

    def __call__(self, arguments: Arguments, returned: Any, expected: Any) -> str | None:
        job = job_frame(self._source, "_effbench_check")
        frame = answers_frame([(arguments, expected, returned)])
        outcome = self._sandbox.run_frames(job, frame, _CHECKER_LIMITS)
        return _accepted(outcome)


def _accepted(outcome: Outcome) -> str | None:
    """Return None only if the checker returned True. A failing checker means a wrong answer."""
    if outcome.ended != "returned":
        return f"the task's checker fails on the answer: {outcome.ended} {outcome.detail}".rstrip()
    if len(outcome.values) == 1 and outcome.values[0] is True:
        return None
    return "the task's checker rejects the answer"


DATA_SET = DataSet(load, "ENAMEL's dataset/enamel.csv")
