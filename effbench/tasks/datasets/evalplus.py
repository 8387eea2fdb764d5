"""HumanEval+ and MBPP+ (evalplus, Apache-2.0): base and plus inputs, answers of the canonical code.

Answers are compared as in EvalPlus: Python's `==`, or floats within `atol` (at least 1e-6) plus
1e-7 relative, of the same type and length. Some problems have many right answers: EvalPlus' list of
exceptions by entry point applies. Two of its exceptions accept a second interpretation of the
statement (Mbpp/558, Mbpp/581).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypedDict

from effbench.sandbox import Sandbox, kind_of
from effbench.tasks.datasets import problem_file
from effbench.tasks.datasets.evalplus_inputs import converted
from effbench.tasks.datasets.humaneval import prompt_code
from effbench.tasks.datasets.standard_streams import no_stress
from effbench.tasks.suite import Arguments, DataSet, Instance, Suite, SuiteTask

Check = Callable[[Arguments, Any, Any], str | None]


class Problem(TypedDict):
    """One row of the file."""

    task_id: str
    prompt: str
    entry_point: str
    canonical_solution: str
    base_input: list[Any]
    plus_input: list[Any] | dict[str, Any]
    atol: float


FIELDS: dict[str, type | tuple[type, ...]] = {
    "prompt": str,
    "entry_point": str,
    "canonical_solution": str,
    "base_input": list,
    "plus_input": (list, dict),  # {} where a problem has none
    "atol": (int, float),
}
HUMANEVAL, MBPP = "humanevalplus", "mbppplus"
_WHAT = {
    HUMANEVAL: "give HumanEvalPlus.jsonl.gz of evalplus",
    MBPP: "give MbppPlus.jsonl.gz of evalplus",
}
RELATIVE = 1e-7
LEAST_ATOL = 1e-6
LEFT_OUT = {
    "Mbpp/255": "answers with more than 64 MiB",
}
"""Problems whose inputs or answers exceed the sandbox's limits: task id -> reason."""
CALLS_PER_CHILD = 25
FEW_CALLS = {"HumanEval/15": 4, "HumanEval/130": 4}
"""Calls per child process for problems whose answers take megabytes (its output is limited)."""
_CPU_SECONDS = 4.0
_MEMORY_BYTES = 4 << 30

AS_SETS = frozenset(
    {
        "similar_elements",
        "find_char_long",
        "common_in_nested_lists",
        "extract_singly",
        "larg_nnum",
        "intersection_array",
        "find_dissimilar",
        "Diff",
    }
)
"""MBPP: the order of the answer's items is ignored."""
IS_THERE = frozenset({"check_str", "text_match_three", "text_starta_endb"})
"""MBPP: the original returns a match object or None; only whether it is None counts."""
_FORWARDER = """
def _effbench_is_there(*arguments):
    found = {entry_point}(*arguments)
    return found if type(found) is bool else found is not None
"""  # a match object can't leave the sandbox


def load_humaneval(path: Path, sandbox: Sandbox) -> Suite:
    """Load HumanEval+. Raises DataError if the file is malformed."""
    return _load(HUMANEVAL, path)


def load_mbpp(path: Path, sandbox: Sandbox) -> Suite:
    """Load MBPP+. Raises DataError if the file is malformed."""
    return _load(MBPP, path)


def _load(name: str, path: Path) -> Suite:
    """Load a set. No code in the file is run until a problem is judged."""
    rows = problem_file.read(path, FIELDS, _WHAT[name], Problem)
    notes: tuple[str, ...] = (
        f"{name} (evalplus, Apache-2.0): base and plus inputs",
        "no sizes and no fast reference: correctness only (--timing off)",
        "candidates have the standard library only",
    )
    left_out = [row["task_id"] for row in rows if row["task_id"] in LEFT_OUT]
    if left_out:
        why = "; ".join(f"{task_id} {LEFT_OUT[task_id]}" for task_id in left_out)
        notes = (*notes, f"{len(left_out)} of {len(rows)} problems are left out: {why}")
    tasks = tuple(_task(name, row) for row in rows if row["task_id"] not in LEFT_OUT)
    return Suite(name=name, version="1", tasks=tasks, notes=notes)


def _task(name: str, row: Problem) -> SuiteTask:
    inputs = converted(name, row["task_id"], [*row["base_input"], *row["plus_input"]])
    n_base = len(row["base_input"])
    instances = tuple(
        Instance(arguments, f"base {i}" if i < n_base else f"plus {i - n_base}")
        for i, arguments in enumerate(inputs)
    )
    prelude, forwarder = prompt_code(row) if name == HUMANEVAL else "", ""
    if name == MBPP and row["entry_point"] in IS_THERE:
        prelude = _FORWARDER.replace("{entry_point}", row["entry_point"])
        forwarder = "_effbench_is_there"
    return SuiteTask(
        id=row["task_id"],
        version=1,
        entry_point=row["entry_point"],
        prompt=row["prompt"],
        sizes=(),
        references={"fast": row["prompt"] + row["canonical_solution"]},
        correctness=lambda seed: instances,
        stress=no_stress,
        check=_checker(name, row["entry_point"], float(row["atol"])),
        calls_per_child=FEW_CALLS.get(row["task_id"], CALLS_PER_CHILD),
        statement=row["prompt"],
        prelude=prelude,
        forwarder=forwarder,
        cpu_limit_seconds=_CPU_SECONDS,
        memory_limit_bytes=_MEMORY_BYTES,
        digest=problem_file.digest(row),
    )


def _checker(
    name: str, entry_point: str, atol: float
) -> Callable[[Arguments, Any, Any], str | None]:
    special = _SPECIAL.get((name, entry_point))

    def check(arguments: Arguments, returned: Any, expected: Any) -> str | None:
        if name == HUMANEVAL and entry_point == "find_zero":
            return _is_a_zero(arguments[0], returned, atol)
        if name == MBPP and entry_point in AS_SETS:
            same = set(returned) == set(expected)
        else:
            same = _equal(returned, expected, atol)
        same = same or (special is not None and special(arguments, returned, atol))
        return None if same else _difference(returned, expected)

    return check


def _difference(returned: Any, expected: Any) -> str:
    words = "differs from the canonical solution's answer"
    got, want = kind_of(returned), kind_of(expected)
    return words if got == want else f"{words}: a {got} where a {want} belongs"


def _equal(returned: Any, expected: Any, atol: float) -> bool:
    if returned == expected:
        return True
    if atol == 0 and _are_floats(expected):
        atol = LEAST_ATOL
    if atol == 0 or type(returned) is not type(expected):
        return False
    return _close(returned, expected, atol)


def _are_floats(value: Any) -> bool:
    if isinstance(value, list | tuple) and value:
        return all(isinstance(item, float) for item in value)
    return isinstance(value, float)


def _close(returned: Any, expected: Any, atol: float) -> bool:
    """Compare element by element: |a - b| <= atol + RELATIVE * |b|. NaN is never close."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(returned, list | tuple)
            and len(returned) == len(expected)
            and all(_close(a, b, atol) for a, b in zip(returned, expected, strict=True))
        )
    if isinstance(expected, int | float) and isinstance(returned, int | float):
        if math.isinf(expected) or math.isinf(returned):
            return returned == expected
        return abs(returned - expected) <= atol + RELATIVE * abs(expected)
    return bool(returned == expected)


def _is_a_zero(coefficients: Sequence[float], x: Any, atol: float) -> str | None:
    value = sum(c * math.pow(x, i) for i, c in enumerate(coefficients))
    return None if abs(value) <= atol else f"the polynomial is {value:.3g} there"


def _anything(arguments: Arguments, returned: Any, atol: float) -> bool:
    return True


def _zero(arguments: Arguments, returned: Any, atol: float) -> bool:
    return bool(returned == 0)


def _surface_with_slant(arguments: Arguments, returned: Any, atol: float) -> bool:
    """Accept the answer to Mbpp/581 that takes the height as the pyramid's, not its faces'."""
    base, height = arguments
    slant = math.sqrt((base / 2) ** 2 + height**2)
    return bool(abs(returned - round(base**2 + 2 * base * slant)) <= atol)


def _digits_one_by_one(arguments: Arguments, returned: Any, atol: float) -> bool:
    """Mbpp/558 if digits are compared place by place."""
    first, second = (str(number) for number in arguments)
    width = max(len(first), len(second))
    pairs = zip(first.zfill(width), second.zfill(width), strict=True)
    return bool(returned == sum(abs(int(a) - int(b)) for a, b in pairs))


_SPECIAL: dict[tuple[str, str], Callable[[Arguments, Any, float], bool]] = {
    (MBPP, "are_equivalent"): _anything,
    (MBPP, "sum_div"): _zero,
    (MBPP, "surface_Area"): _surface_with_slant,
    (MBPP, "digit_distance_nums"): _digits_one_by_one,
}


HUMANEVAL_PLUS = DataSet(load_humaneval, "HumanEvalPlus.jsonl.gz of evalplus")
MBPP_PLUS = DataSet(load_mbpp, "MbppPlus.jsonl.gz of evalplus")
