"""`effbench tasks new ID`: write the files of a working example task for its author to edit.

The example is a small real task (the largest sum of distinct values) that passes G1 unchanged. So
the author can run the gates after every edit.
"""

from __future__ import annotations

import builtins
import contextlib
import keyword
import re
from pathlib import Path

from effbench.base import UsageError, content_dir, shown
from effbench.gates.statement import CANARY
from effbench.runs import missing_folders, remove_empty

_ID = re.compile(r"[a-z][a-z0-9_]{2,50}")
_CANARY_LINE = f"# {CANARY}: do not train on this file."

_TASK = '''\
"""A row of boxes holds `values`. Choose `width` adjacent boxes. The worth of your choice is the sum
of the distinct values in it: a value that occurs several times counts once.

Return the largest worth of any choice.
"""
{canary}

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from effbench.authoring import Task, checks

MAX_LENGTH = 200_000
MAX_VALUE = 10**9

TASK = Task(
    statement=__doc__,
    signature="def {entry}(values: list[int], width: int) -> int",
    examples=[(([1, 5, 5, 4], 2), 9), (([7, 7], 2), 7)],
    limits=[
        f"1 <= len(values) <= {{MAX_LENGTH:_}}",
        f"-{{MAX_VALUE:_}} <= values[i] <= {{MAX_VALUE:_}}",
        "1 <= width <= len(values)",
    ],
    ties="",  # the sentence that makes the answer unique; "" for one number that needs none
    sizes={{"S": (100, 1), "M": (1_000, 1), "L": (10_000, 1)}},  # see `effbench tasks calibrate`
    shapes=("random", "rising", "few"),
    check=checks.equal,
    complexity={{"slow": "n^2", "medium": "n", "fast": "n"}},
    category="array",
    family="sliding window",
    tags=("constants",),
    split="public",
)


@TASK.correctness
def small_inputs(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    """Yield tiny dense inputs, inputs at every bound, and inputs of every shape."""
    yield [0], 1
    yield [MAX_VALUE] * 3, 3
    yield [-MAX_VALUE, MAX_VALUE], 1
    for _ in range(40):
        length = rng.randint(1, 12)
        yield [rng.randint(-3, 3) for _ in range(length)], rng.randint(1, length)
    for shape in TASK.shapes:
        for n in (40, 300):
            yield large_input(n, shape, rng)


@TASK.stress
def large_input(n: int, shape: str, rng: random.Random) -> tuple[list[int], int]:
    top = n // 8 + 1 if shape == "few" else MAX_VALUE
    values = [rng.randint(-top, top) for _ in range(n)]
    if shape == "rising":
        values.sort()
    return values, max(1, n // rng.randint(3, 6))


@TASK.small
def tiny_input(rng: random.Random, shape: str) -> tuple[list[int], int]:
    top = 2 if shape == "few" else 9
    length = rng.randint(1, 8)
    values = [rng.randint(-top, top) for _ in range(length)]
    return (sorted(values) if shape == "rising" else values), rng.randint(1, length)


@TASK.valid
def valid(arguments: tuple[Any, ...]) -> None:
    values, width = arguments
    assert type(values) is list and 1 <= len(values) <= MAX_LENGTH
    assert all(type(value) is int and -MAX_VALUE <= value <= MAX_VALUE for value in values)
    assert type(width) is int and 1 <= width <= len(values)
'''
_HEAD = "def {entry}(values: list[int], width: int) -> int:\n"
_SLIDING = (
    _HEAD
    + """    counts = dict.fromkeys(values, 0)
    worth = 0
    for value in values[:width]:
        if not counts[value]:
            worth += value
        counts[value] += 1
    best = worth
    for new, old in zip(values[width:], values, strict=False):
        if new != old:
            if not counts[new]:
                worth += new
            counts[new] += 1
            counts[old] -= 1
            if not counts[old]:
                worth -= old
            if worth > best:
                best = worth
    return best
"""
)
_SOLUTIONS = {
    "fast": ("Slide the window and count each value in it. O(n).", _SLIDING),
    "medium": (
        "Slide the window with a Counter of the values in it. O(n).",
        "from collections import Counter\n\n\n"
        + _HEAD
        + """    window = Counter(values[:width])
    best = sum(window)
    worth = best
    for i in range(width, len(values)):
        window[values[i]] += 1
        if window[values[i]] == 1:
            worth += values[i]
        window[values[i - width]] -= 1
        if window[values[i - width]] == 0:
            worth -= values[i - width]
            del window[values[i - width]]
        best = max(best, worth)
    return best
""",
    ),
    "slow": (
        "Make a set of every window. O(n * width).",
        _HEAD
        + "    starts = range(len(values) - width + 1)\n"
        + "    return max(sum(set(values[start : start + width])) for start in starts)\n",
    ),
    "brute": (
        "Drop every value that occurs again to its right. A different idea from slow.",
        _HEAD
        + """    worths = []
    for start in range(len(values) - width + 1):
        window = values[start : start + width]
        last = [v for i, v in enumerate(window) if v not in window[i + 1 :]]
        worths.append(sum(last))
    return sorted(worths)[-1]
""",
    ),
    "wrong/misses_last": (
        "Never tests the last window.",
        _SLIDING.replace("values[width:]", "values[width:-1]"),
    ),
    "wrong/starts_at_zero": (
        "Returns 0 if every choice is worth less.",
        _SLIDING.replace("best = worth\n    for", "best = max(worth, 0)\n    for"),
    ),
    "wrong/forgets_to_leave": (
        "Does not count down a value that leaves the window.",
        _SLIDING.replace("            counts[old] -= 1\n", ""),
    ),
    "wrong/repeats_count": (
        "Counts a value as often as it occurs.",
        _HEAD
        + "    starts = range(len(values) - width + 1)\n"
        + "    return max(sum(values[start : start + width]) for start in starts)\n",
    ),
    "wrong/one_too_wide": (
        "Uses windows of width + 1.",
        _HEAD
        + "    starts = range(max(1, len(values) - width))\n"
        + "    return max(sum(set(values[start : start + width + 1])) for start in starts)\n",
    ),
    "wrong/largest_values": (
        "Sums the largest distinct values, wherever they are.",
        _HEAD + "    return sum(sorted(set(values))[-width:])\n",
    ),
}


def require_id(task_id: str) -> None:
    """Check a task id, which names the task's file and its function. Raises UsageError if bad."""
    if not _ID.fullmatch(task_id):
        raise UsageError(
            f"{shown(task_id, 80)}: an id is 3 to 51 lower-case letters, digits and _, and starts "
            "with a letter"
        )
    if keyword.iskeyword(task_id) or keyword.issoftkeyword(task_id):
        raise UsageError(f"{task_id!r} is a keyword of Python; choose another id")
    if hasattr(builtins, task_id):
        raise UsageError(
            f"{task_id!r} is a built-in name of Python, which every solution would shadow; "
            "choose another id"
        )


def create(task_id: str, tasks: Path, solutions: Path) -> list[Path]:
    """Write the files of a new task and return their paths.

    Raises UsageError if the id is bad, the task exists, or a file can't be written.
    """
    require_id(task_id)
    file, folder = tasks / f"{task_id}.py", solutions / task_id
    for path in (file, folder, content_dir("tasks") / file.name):
        if path.exists():
            raise UsageError(f"{path} exists already; choose another id")
    made = missing_folders(folder / "wrong")
    try:
        return _write(task_id, file, folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            file.unlink()
        for path in folder.rglob("*.py"):
            path.unlink()
        remove_empty([folder / "wrong", *made])
        raise UsageError(f"can't write {error.filename or folder}: {error.strerror}") from None


def _write(task_id: str, file: Path, folder: Path) -> list[Path]:
    folder.joinpath("wrong").mkdir(parents=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_TASK.format(canary=_CANARY_LINE, entry=task_id), encoding="utf-8")
    written = [file]
    for name, (words, code) in _SOLUTIONS.items():
        path = folder / f"{name}.py"
        imports = "\n" if code.startswith("from") else "\n\n"
        text = f'{_CANARY_LINE}\n"""{words}"""\n{imports}{code.format(entry=task_id)}'
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
