"""A small table for the tests, in the format of ENAMEL's."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from effbench.sandbox import Sandbox
from effbench.tasks.datasets import enamel, enamel_file
from effbench.tasks.suite import SuiteTask

PLAIN = (
    "def __check(input, answer, output):\n"
    "    return type(output) == type(answer) and output == answer\n"
)
ADD = {
    "task_id": "HumanEval/3",
    "prompt": 'def add_up(values):\n    """The sum of `values`, as a tuple with their number."""',
    "input_generator": (
        "def generate_input(size: int, lid: int, cid: int):\n"
        "    return [random.randint(-size, size) for _ in range(size + lid + cid)],\n"
    ),
    "input_levels": "5 100 1000 3000",
    "reference_solution": "    return sum(values), len(values)\n",
    "checker": PLAIN,
    "entry_point": "add_up",
}
HALVE = {
    "task_id": "HumanEval/4",
    "prompt": (
        "import math\n\n\ndef half_of(x):\n    return math.ldexp(x, -1)\n\n\n"
        'def halve(x):\n    """Half of `x`, nearly."""'
    ),
    "input_generator": (
        "def generate_input(size, lid, cid):\n    return random.uniform(-size, size),\n"
    ),
    "input_levels": "10 20 30 40",
    "reference_solution": "    return half_of(x)\n",
    "checker": (
        "def __check(input, answer, output):\n"
        "    return type(output) is float and abs(half_of(*input) - output) < 1e-4\n"
    ),
    "entry_point": "halve",
}
BRACKETS = {
    "task_id": "HumanEval/7",
    "prompt": 'def count(brackets, letters):\n    """How many characters."""\n',
    "input_generator": (
        "def generate_input(size, lid, cid):\n"
        "    letters = ''.join({c for c in string.ascii_letters})\n"
        "    return rand_parens(size), letters\n"
    ),
    "input_levels": "4 8 16 32",
    "reference_solution": "    return len(brackets) + len(letters)\n",
    "checker": PLAIN,
    "entry_point": "count",
}
LEFT_OUT = {**ADD, "task_id": "HumanEval/2"}


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, enamel_file.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def only_task(path: Path, sandbox: Sandbox, **columns: str) -> SuiteTask:
    path.write_bytes(table({**ADD, **columns}))
    return enamel.load(path, sandbox).tasks[0]
