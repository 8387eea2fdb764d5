"""Find the solutions whose answers hold values of non-plain types, by running them.

Plain types are those that a literal can have. The solution runs in the sandbox on the task's base
inputs, with a wrapper that names the types of its answers and of everything they hold. A wrong
label does no harm: the names are only used to choose the solutions to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks._answer_sets import Library
from effbench.sandbox import Limits
from effbench.tasks.datasets import problem_file
from effbench.tasks.datasets.evalplus import FIELDS, LEFT_OUT
from effbench.tasks.suite import Arguments

PLAIN = frozenset(
    f"builtins.{name}"
    for name in ("NoneType", "bool", "int", "float", "str", "bytes", "list", "tuple", "dict", "set")
)
_LIMITS = Limits(cpu_seconds=10.0)
_WRAPPER = """

def _effbench_collect(value, found, depth):
    found.add(type(value).__module__ + "." + type(value).__qualname__)
    if depth and isinstance(value, dict):
        for key, item in list(value.items())[:100]:
            _effbench_collect(key, found, depth - 1)
            _effbench_collect(item, found, depth - 1)
    elif depth and isinstance(value, (list, tuple, set, frozenset)):
        for item in list(value)[:100]:
            _effbench_collect(item, found, depth - 1)


def _effbench_types(*arguments):
    found = set()
    _effbench_collect({entry_point}(*arguments), found, 5)
    return sorted(found)
"""

Solution = tuple[str, str]
"""Task id and text."""


def of_no_plain_type(
    library: Library, solutions: Sequence[Solution]
) -> dict[Solution, tuple[str, ...]]:
    """Return the `solutions` with such answers, with the names of the types."""
    calls = _base_inputs(library)
    sandbox = library.sandbox

    def types(solution: Solution) -> tuple[str, ...]:
        task_id, source = solution
        entry_point, prelude, inputs = calls[task_id]
        wrapped = prelude + source + _WRAPPER.replace("{entry_point}", entry_point)
        outcome = sandbox.run(wrapped, "_effbench_types", inputs, _LIMITS)
        names = {str(name) for value in outcome.values for name in value}
        return tuple(sorted(names - PLAIN))

    known = [solution for solution in solutions if solution[0] in calls]
    with ThreadPoolExecutor(sandbox.slots) as pool:
        found = zip(known, pool.map(types, known), strict=True)
        return {solution: names for solution, names in found if names}


def _base_inputs(library: Library) -> dict[str, tuple[str, str, list[Arguments]]]:
    """Task id -> entry point, prelude and base inputs; also for tasks that the suites leave out."""
    calls = {
        task.id: (
            task.entry_point,
            task.prelude,
            [i.arguments for i in task.correctness(0) if i.label.startswith("base")],
        )
        for task in library.evalperf_tasks().values()
    }
    for name in ("humanevalplus/HumanEvalPlus.jsonl.gz", "mbppplus/MbppPlus.jsonl.gz"):
        for row in problem_file.read(library.file(name), FIELDS, ""):
            if row["task_id"] in LEFT_OUT and row["task_id"] not in calls:
                inputs = [tuple(arguments) for arguments in row["base_input"]]
                calls[row["task_id"]] = row["entry_point"], "", inputs
    return calls
