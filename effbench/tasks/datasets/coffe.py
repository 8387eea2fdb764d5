"""COFFE (JohnnyPeng18/Coffe, Apache-2.0): functions and programs with correctness and stress cases.

The set has two halves, `datasets/function` and `datasets/file`, with four JSON files each: `data`,
`testcases`, `stressful_testcases`, `best_solutions` (gzip or not; keyed by the prompt's text).
Correctness cases include their answers. Stress cases are code that generates an input. The code
runs in the sandbox, and the expected answers are the best solution's.

Only programs are timed: their stress cases are generators, so every block gets fresh inputs. The
stress cases of a function are five fixed expressions. Most are too small to time without repeating
them, and a repeated input would favour solutions that cache. They are correctness inputs here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from effbench.base import DataError, JsonObject, TaskError, foreign, one_line, shown
from effbench.sandbox import Limits, Sandbox
from effbench.tasks.datasets import standard_streams
from effbench.tasks.datasets.call_style import as_lists
from effbench.tasks.datasets.humaneval import prompt_code
from effbench.tasks.datasets.problem_file import long_integers
from effbench.tasks.datasets.rows import Kinds, Row, digest, read
from effbench.tasks.suite import (
    Arguments,
    DataSet,
    Instance,
    Suite,
    SuiteTask,
    TimedSize,
    derive_seed,
)

FUNCTION, FILE = "coffe-function", "coffe-file"
_FILES = ("data", "testcases", "stressful_testcases", "best_solutions")
_WHAT = {
    FUNCTION: f"give COFFE's folder datasets/function ({', '.join(_FILES)}: .json or .json.gz)",
    FILE: f"give COFFE's folder datasets/file ({', '.join(_FILES)}: .json or .json.gz)",
}
PUBLISHED_SEED = 1024
"""COFFE's seed, set once per task before the first stress case is generated."""
_ABSOLUTE, _RELATIVE = 1e-6, 1e-7
_PRELUDE = """\
import sys
sys.setrecursionlimit(1_000_000)
sys.set_int_max_str_digits(1_000_000)
"""
"""The settings that COFFE uses for every solution."""
_IGNORED = str.maketrans("", "", " \n[]")
STRESS_LEFT_OUT = {
    "Mbpp/284": ((0,), "takes a gigabyte"),
    "Mbpp/462": ((0,), "answers with more than 64 MiB"),
}
"""Stress cases whose inputs or answers exceed the sandbox's limits: task id -> (cases, reason)."""
_CPU_SECONDS = 10.0
_MEMORY_BYTES = 4 << 30
_MAX_BLOCKS = 8  # making a block's inputs takes longer than timing them
_STRESS_LIMITS = Limits(
    cpu_seconds=60.0, memory_bytes=_MEMORY_BYTES, output_bytes=256 << 20, answers="standard"
)
_EVALUATE = """
import collections, itertools, math, random, string, sys
sys.setrecursionlimit(1_000_000)
sys.set_int_max_str_digits(1_000_000)

def _effbench_arguments(texts, seed):
    random.seed(seed)
    return [tuple(eval(text, dict(globals()))) for text in texts]
"""
_GENERATE = """
import random

_effbench_sample = random.sample

def _effbench_sample_sets(population, k, **options):
    if isinstance(population, (set, frozenset)):  # as Python did before 3.11, in a fixed order
        population = sorted(population)
    return _effbench_sample(population, k, **options)

random.sample = _effbench_sample_sets

def _effbench_arguments(texts, seed):
    random.seed(seed)
    made = []
    for text in texts:
        scope = {}
        exec(text, scope)
        for attempts_left in reversed(range(20)):  # some fail for some draws: then the next draws
            try:
                made.append((str(scope["generate_input"]()),))
                break
            except ValueError:
                if not attempts_left:
                    raise
    return made
"""


def load_function(path: Path, sandbox: Sandbox) -> Suite:
    """Load the functions from the folder `path`. DataError if a file is missing or malformed."""
    return _load(FUNCTION, path, sandbox)


def load_file(path: Path, sandbox: Sandbox) -> Suite:
    """Load the programs from the folder `path`. DataError if a file is missing or malformed."""
    return _load(FILE, path, sandbox)


def _load(name: str, folder: Path, sandbox: Sandbox) -> Suite:
    """Load one half. No code in the files is run until a task is judged."""
    files = {stem: _file(folder, stem, name) for stem in _FILES}
    fields: dict[str, Kinds] = {"final_prompt": str}
    if name == FUNCTION:
        fields |= {"entry_point": str, "prompt": str, "task_id": (str, int), "dataset": str}
    rows = read(files["data"], fields, _WHAT[name], "data", _id_of if name == FUNCTION else _number)
    tables = {stem: _table(files[stem], name) for stem in _FILES[1:]}
    make = _function if name == FUNCTION else _program
    left_out = [row.id for row in rows if name == FUNCTION and row.id in STRESS_LEFT_OUT]
    tasks = tuple(make(_Parts(row, tables, files), sandbox) for row in rows)
    timing = (
        "stress inputs are fixed and mostly too small to time: correctness only (--timing off)"
        if name == FUNCTION
        else "one timed size: the tasks' own stress generators, freshly seeded"
    )
    notes: tuple[str, ...] = (
        f"{name} (JohnnyPeng18/Coffe, Apache-2.0; problems of HumanEval, MBPP, APPS and "
        "CodeContests under their own licences)",
        "no checker: one accepted answer each; stress answers are the best solution's",
        timing,
        "candidates have the standard library only",
    )
    for task_id in left_out:
        cases, why = STRESS_LEFT_OUT[task_id]
        notes = (*notes, f"{task_id}: stress case {', '.join(map(str, cases))} left out: {why}")
    return Suite(name=name, version="1", tasks=tasks, notes=notes, max_blocks=_MAX_BLOCKS)


def _id_of(row: Mapping[str, Any], place: int) -> object:
    task_id = row["task_id"]
    if isinstance(task_id, int) or task_id.isdigit():
        return f"Mbpp/{task_id}" if row["dataset"] == "mbpp" else f"{row['dataset']}/{task_id}"
    return task_id


def _number(row: Mapping[str, Any], place: int) -> object:
    return f"file/{place}"


def _file(folder: Path, stem: str, name: str) -> Path:
    for path in (folder / f"{stem}.json", folder / f"{stem}.json.gz"):
        if path.is_file():
            return path
    raise DataError(f"{folder}: no {stem}.json or {stem}.json.gz in it; {_WHAT[name]}")


def _table(path: Path, name: str) -> JsonObject:
    try:
        with long_integers():
            table = json.loads(foreign.content(path))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {one_line(error)}; {_WHAT[name]}") from None
    if not isinstance(table, dict):
        raise DataError(f"{path}: not an object with a key for each prompt; {_WHAT[name]}")
    return table


class _Parts:
    """One task's parts of the four files. Its DataErrors name the file and the task."""

    def __init__(
        self, row: Row, tables: Mapping[str, JsonObject], files: Mapping[str, Path]
    ) -> None:
        self.row, self._tables, self._files = row, tables, files
        best = self.of("best_solutions", list)
        if not best or not isinstance(best[0], str):
            raise self.broken("best_solutions", "it has no source")
        self.best: str = best[0]
        self.tests: list[Any] = self.of("testcases", list)
        self.stress: list[Any] = self.of("stressful_testcases", list)
        if not self.tests:
            raise self.broken("testcases", "it has no tests")

    def of(self, stem: str, kind: type) -> Any:
        value = self._tables[stem].get(self.row["final_prompt"])
        if not isinstance(value, kind):
            raise self.broken(stem, f"no {kind.__name__} under this task's prompt")
        return value

    def broken(self, stem: str, what: str) -> DataError:
        return DataError(f"{self._files[stem]}, task {self.row.id}: {what}")

    def cases(self, *kinds: type) -> list[tuple[Any, Any]]:
        """Return (input, output) of each correctness case. The input must be of one of `kinds`."""
        found = []
        for index, case in enumerate(self.tests):
            ok = isinstance(case, dict) and isinstance(case.get("input"), kinds)
            if not ok or not isinstance(case.get("output"), list) or len(case["output"]) != 1:
                raise self.broken("testcases", f"case {index} is not an input with one output")
            found.append((case["input"], case["output"][0]))
        return found

    def sha256(self) -> str:
        return digest({"row": self.row.digest, "parts": [self.best, self.tests, self.stress]})

    def prompt(self) -> str:
        """Return the prompt without its final opening fence: `prompts` states the answer's form."""
        text: str = self.row["final_prompt"].rstrip()
        return text.removesuffix("```python").rstrip()


def _function(parts: _Parts, sandbox: Sandbox) -> SuiteTask:
    entry_point = parts.row["entry_point"]
    if not entry_point.isidentifier():
        raise parts.row.broken(f"{shown(entry_point, 60)} is not a function name")
    tests = tuple(
        Instance(tuple(arguments), f"test {i}", given=(answer,))
        for i, (arguments, answer) in enumerate(parts.cases(list))
    )
    texts = []
    for index, case in enumerate(parts.stress):
        if not isinstance(case, dict) or not isinstance(case.get("input"), str):
            raise parts.broken("stressful_testcases", f"case {index} has no input text")
        if index not in STRESS_LEFT_OUT.get(parts.row.id, ((), ""))[0]:
            texts.append(case["input"])
    stress = _Stress(_EVALUATE, texts, f"task {parts.row.id}", sandbox)
    prompt, mbpp = parts.prompt(), parts.row["dataset"] == "mbpp"
    return SuiteTask(
        id=parts.row.id,
        version=1,
        entry_point=entry_point,
        prompt=prompt,
        sizes=(),
        references={"fast": f"{parts.best}\n\n{entry_point} = solution\n"},
        correctness=lambda seed: (*tests, *stress.published()),
        stress=standard_streams.no_stress,
        check=check,
        statement=prompt,
        prelude=_PRELUDE + ("" if mbpp else prompt_code(parts.row.fields)),
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=parts.sha256(),
    )


def _program(parts: _Parts, sandbox: Sandbox) -> SuiteTask:
    tests = []
    for index, (given, answer) in enumerate(parts.cases(list, str)):
        text = given[0] if isinstance(given, list) and len(given) == 1 else given
        if not isinstance(text, str) or not isinstance(answer, str):
            raise parts.broken("testcases", f"case {index} is not a standard input with its output")
        tests.append(Instance((text,), f"test {index}", given=(answer,)))
    for index, text in enumerate(parts.stress):
        if not isinstance(text, str) or "generate_input" not in text:
            raise parts.broken("stressful_testcases", f"case {index} defines no generate_input")
    stress = _Stress(_GENERATE, parts.stress, f"task {parts.row.id}", sandbox)
    prompt = parts.prompt()
    return SuiteTask(
        id=parts.row.id,
        version=1,
        entry_point="",
        prompt=prompt,
        sizes=(TimedSize("stress", 1, batch=None),) if parts.stress else (),
        references={"fast": parts.best},
        correctness=lambda seed: (*tests, *stress.published()),
        stress=stress.fresh,
        check=check,
        statement=prompt,
        prelude=_PRELUDE,
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=parts.sha256(),
    )


class _Stress:
    """One task's stress inputs, generated in a child process.

    They are not cached, because some take 100 MB.
    """

    def __init__(self, source: str, texts: Sequence[str], where: str, sandbox: Sandbox) -> None:
        self._source, self._texts, self._where, self._sandbox = source, texts, where, sandbox

    def published(self) -> tuple[Instance, ...]:
        everything = range(len(self._texts))
        # Expressions use no random numbers and may be large: each gets its own child process.
        parts = [[i] for i in everything] if self._source == _EVALUATE else [everything]
        made = [self._made(part, PUBLISHED_SEED) for part in parts]
        return tuple(instance for part in made for instance in part)

    def fresh(self, size: TimedSize, seed: int, batch: int) -> Sequence[Instance]:
        """Return `batch` new inputs. The generators take turns; `seed` chooses the first one."""
        first = derive_seed(seed, self._where, "case")
        cases = [(first + i) % len(self._texts) for i in range(batch)]
        return self._made(cases, derive_seed(seed, self._where, "stress"))

    def _made(self, cases: Sequence[int], seed: int) -> tuple[Instance, ...]:
        if not cases:
            return ()
        texts = [self._texts[case] for case in cases]
        outcome = self._sandbox.run(
            self._source, "_effbench_arguments", [(texts, seed)], _STRESS_LIMITS
        )
        made = outcome.values[0] if outcome.ended == "returned" else None
        if type(made) is not list or [type(item) for item in made] != [tuple] * len(cases):
            raise TaskError(
                f"{self._where}: its stress cases generate no inputs: {outcome.ended} "
                f"{outcome.detail}; correct stressful_testcases, or choose other tasks"
            )
        return tuple(
            Instance(arguments, f"stress {case}")
            for case, arguments in zip(cases, made, strict=True)
        )


def check(arguments: Arguments, returned: Any, expected: Any) -> str | None:
    """COFFE's comparison: `==`, with tuples as lists.

    Floats, and lists that contain only floats, may differ by 1e-6 plus 1e-7 relative. In texts,
    spaces, newlines and square brackets are ignored.
    """
    if returned == expected or as_lists(returned) == as_lists(expected):
        return None
    if isinstance(returned, str) and isinstance(expected, str):
        same = returned.translate(_IGNORED) == expected.translate(_IGNORED)
    else:
        same = _near(returned, expected)
    return None if same else f"{shown(returned, 80)}, not {shown(expected, 80)}"


def _near(returned: Any, expected: Any) -> bool:
    if isinstance(returned, float) and isinstance(expected, float):
        if not (math.isfinite(returned) and math.isfinite(expected)):
            return returned == expected or (math.isnan(returned) and math.isnan(expected))
        return abs(returned - expected) <= _ABSOLUTE + _RELATIVE * abs(returned)
    if isinstance(returned, list | tuple) and isinstance(expected, list | tuple):
        return len(returned) == len(expected) and all(
            isinstance(a, float) and isinstance(b, float) and _near(a, b)
            for a, b in zip(returned, expected, strict=True)
        )
    return False


FILE_SET = DataSet(load_file, "COFFE's folder datasets/file")
FUNCTION_SET = DataSet(load_function, "COFFE's folder datasets/function")
