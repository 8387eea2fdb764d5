"""The completions of the golden verdicts: which code, in which form, for which suite.

Used when the golden file is made. It then holds the completions, so a later change of a reference
solution or of the gallery does not change the list.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Case = tuple[str, Any]
"""(task, completion)."""

HEAD = "def doubled(values):\n    "
RIGHT = HEAD + "return sum(v * v for v in values)\n"
DRAFT = HEAD + "return sum(values)\n"
FENCE = "```"


def fenced(source: str, tag: str = "python") -> str:
    return f"Here it is.\n\n{FENCE}{tag}\n{source}{FENCE}\n\nIt is linear.\n"


def forms() -> list[Any]:
    """Ways to write an answer, with the right code in most."""
    quoted = "".join(f"> {line}\n" for line in RIGHT.splitlines())
    indented = "".join(f"    {line}\n" for line in RIGHT.splitlines())
    session = "".join(
        f"{'...' if line[0] == ' ' else '>>>'} {line}\n" for line in RIGHT.split("\n")[:2]
    )
    chat = [{"role": "user", "content": "?"}, {"role": "assistant", "content": fenced(RIGHT)}]
    parts = [
        {"type": "text", "text": fenced(RIGHT)[:40]},
        {"type": "text", "text": fenced(RIGHT)[40:]},
    ]
    return [
        RIGHT,
        fenced(RIGHT),
        fenced(RIGHT, "py"),
        fenced(RIGHT, ""),
        fenced(RIGHT, "text"),
        fenced(RIGHT, "java"),
        fenced(RIGHT).replace(FENCE, "~~~"),
        fenced(RIGHT).replace("\n", "\r\n"),
        fenced(RIGHT).replace("    ", "\t"),
        "\ufeff" + RIGHT,
        fenced(DRAFT) + "Better:\n" + fenced(RIGHT),
        fenced(RIGHT) + "Call it:\n" + fenced("print(doubled([1, 2]))\n"),
        fenced("import math\n") + fenced(HEAD + "return int(math.fsum(v * v for v in values))\n"),
        fenced(HEAD + "pass\n") + fenced(RIGHT),
        fenced(RIGHT) + "The stub was:\n" + fenced(HEAD + "...\n"),
        f"{FENCE}python\n{RIGHT}",
        f"{FENCE}python\n{RIGHT}\n\ndef rest(",
        f"{FENCE}python\n{HEAD}total = 0\n    for v in val",
        f"<think>\n{fenced(DRAFT)}\n</think>\n{fenced(RIGHT)}",
        f"<think>\n{fenced(RIGHT)}",
        f"{fenced(DRAFT)}</think>{fenced(RIGHT)}",
        f"<think>The code is {FENCE}python\n{RIGHT}{FENCE}</think>",
        json.dumps({"explanation": "linear", "code": RIGHT}),
        fenced(json.dumps({"code": RIGHT}) + "\n", "json"),
        indented,
        "The function:\n\n" + indented + "\nThat is all.\n",
        quoted,
        session,
        f"Sure! {RIGHT}\nThis sums the squares of all values.\n",
        f"The answer is `{FENCE}`.\n{RIGHT}",
        f"<code>\n{RIGHT}</code>\n",
        f"[PYTHON]\n{RIGHT}[/PYTHON]\n",
        fenced("class Solution:\n    def doubled(self, values):\n        return 0\n"),
        fenced("async " + RIGHT),
        fenced("doubled = lambda values: sum(v * v for v in values)\n"),
        fenced("from functools import reduce as doubled\n"),
        fenced(RIGHT.replace("doubled", "other")),
        fenced(RIGHT.replace("sum(", "sum((")),
        fenced(RIGHT.replace("'", "’") + "x = ‘a’\n"),
        RIGHT + "\x00",
        fenced(RIGHT + "# \ud800\n"),
        fenced(RIGHT + "x = " + "(" * 300 + ")" * 300 + "\n"),
        "    return sum(v * v for v in values)\n",
        "return sum(v * v for v in values)\n",
        "",
        "   \n\n",
        "I cannot help with that.",
        None,
        [],
        chat,
        chat[-1],
        {"role": "assistant", "content": parts},
        {"role": "assistant", "content": None},
        {"role": "assistant", "tool_calls": [{"type": "function"}]},
    ]


BODIES = (
    "return 1 / 0",
    "raise SystemExit(0)",
    "import os; os._exit(0)",
    "import os; os._exit(3)",
    "import os; os.kill(os.getpid(), 9)",
    "raise KeyboardInterrupt",
    "raise MemoryError",
    "return [0] * 10**12",
    "while True: pass",
    "import time; time.sleep(100)",
    "return doubled(values)",
    "import numpy; return 0",
    "return float(sum(v * v for v in values))",
    "return str(sum(v * v for v in values))",
    "return [sum(v * v for v in values)]",
    "return None",
    "return float('nan')",
    "return 10**5000",
    "return (v for v in values)",
    "values.append(1); return sum(v * v for v in values[:-1])",
    "values.clear(); return 0",
    "print('x' * 10**7); return sum(v * v for v in values)",
    "import sys; sys.stdout.write('0'); return sum(v * v for v in values)",
    "global n; n = globals().get('n', 0) + 1; assert n < 2; return sum(v * v for v in values)",
    "return sum(v * v for v in values) if len(values) < 5 else 0",
    "yield 1",
    "return ((",
    "open('/etc/passwd').read(); return sum(v * v for v in values)",
    "import socket; socket.create_connection(('127.0.0.1', 9)); return 0",
    "import subprocess; subprocess.run(['true']); return sum(v * v for v in values)",
    "import threading; threading.Thread(target=print).start(); return sum(v * v for v in values)",
    "exec('x = 1'); return sum(v * v for v in values)",
    "return type('I', (int,), {})(sum(v * v for v in values))",
)
HOSTILE = (
    "answer_above_the_cap", "answer_coroutine", "answer_cycle", "answer_empties_the_input",
    "answer_equals_everything", "answer_huge_int", "answer_infinities", "answer_input_itself",
    "answer_lying_class", "answer_nan", "answer_str_subclass", "answer_subclass_items",
    "answer_surrogates", "answer_two_gigabytes", "forge_error_base", "forge_error_hostile_str",
    "forge_exit_at_import", "forge_memory_error", "lazy_dictionary_view", "lazy_duck",
    "lazy_finalizer_fills_in", "lazy_future", "lazy_list_sorts_when_compared", "patch_assertions",
    "patch_expected_in_the_heap", "patch_serialisers", "resource_holds_the_lock",
    "resource_ignores_signals", "resource_memory_list", "resource_segfault",
    "time_answer_filled_in_later_by_thread", "time_sleep_in_the_call",
    "time_sleep_past_the_deadline",
)  # fmt: skip
CORE = {
    "rect_union_area": ("fast", "medium", "slow", 0, 1, 2),
    "dynamic_components": ("fast", 0),
    "stdin_queries_fast": ("fast", "medium", 0, 1),
    "pivot_fill_limits": ("fast", 0),
    "lru_with_ttl": ("fast", "slow", 0, 1, 2),
    "lis_weighted": ("fast", 0, 1),
}


def core() -> list[Case]:
    """Reference and wrong solutions of built-in tasks; a variant; programs that end badly."""
    found: list[Case] = [
        (task, fenced(reference(task, name))) for task, names in CORE.items() for name in names
    ]
    found.append(("merge_k_runs~k1", fenced(reference("merge_k_runs", "fast"))))
    programs = ("import sys; sys.exit(1)\n", "print(1)\n", "", "1 / 0\n", "def (:\n")
    return [*found, *(("stdin_queries_fast", fenced(source)) for source in programs)]


def reference(task: str, name: str | int) -> str:
    folder = ROOT / "reference_solutions" / task
    file = (
        sorted((folder / "wrong").glob("*.py"))[name]
        if isinstance(name, int)
        else folder / f"{name}.py"
    )
    return file.read_text()


def mine() -> list[Case]:
    bodies = [fenced(HEAD + body.replace("; ", "\n    ") + "\n") for body in BODIES]
    return [("doubled", completion) for completion in [*forms(), *bodies]]


def hostile() -> list[Case]:
    sources = [(ROOT / "attacks" / f"{name}.py").read_text() for name in HOSTILE]
    return [
        ("solve", fenced(source))
        for source in ["def solve(values): return sorted(values)\n", *sources]
    ]


TWICE = {
    "task_id": "HumanEval/0",
    "prompt": 'def twice(values):\n    """Twice the sum."""\n',
    "entry_point": "twice",
    "canonical_solution": "    return 2 * sum(values)\n",
    "test": "def check(candidate):\n    assert candidate([1]) == 2 and candidate([]) == 0\n",
}
ROWS = {
    "humaneval": (
        TWICE,
        TWICE | {"task_id": "HumanEval/1", "canonical_solution": "    return 3 * sum(values)\n"},
        TWICE | {"task_id": "HumanEval/2", "test": "def check(candidate):\n    1 / 0\n"},
    ),
    "livecodebench": (
        {
            "question_id": "abc000_a",
            "question_content": "Print each number halved.",
            "starter_code": "",
            "public_test_cases": json.dumps(
                [{"input": "2 4\n", "output": "1 2\n", "testtype": "stdin"},
                 {"input": "8 6 0\n", "output": "4 3 0\n", "testtype": "stdin"}]
            ),
            "private_test_cases": "[]",
            "metadata": "{}",
        },
        {
            "question_id": "0001",
            "question_content": "Halve each number.",
            "starter_code": "class Solution:\n    def halves(self, a, n):\n",
            "public_test_cases": json.dumps(
                [{"input": "[2, 4]\n1", "output": "[1, 2]", "testtype": "functional"}]
            ),
            "private_test_cases": "[]",
            "metadata": json.dumps({"func_name": "halves"}),
        },
    ),
}  # fmt: skip
_SOLUTION = "class Solution:\n    def halves(self, a, n):\n        "


def rows() -> dict[str, list[Case]]:
    """Completions for rows with tests, in the formats of two published sets."""
    twice = "def twice(values):\n    "
    functions = [
        "    return 2 * sum(values)\n",
        fenced(twice + "return 2 * sum(values)\n"),
        fenced(twice + "return sum(values)\n"),
        fenced(twice + "return 2 * sum(values) or 0.0\n"),
        fenced(twice + "raise ValueError('no')\n"),
        fenced(twice + "return ((\n"),
        "No.",
    ]
    programs = [
        "print(*[int(x) // 2 for x in input().split()])\n",
        "print(1, 2)\n",
        "for x in input().split(): print(int(x) // 2)\n",
        "print('1 2'); raise ValueError\n",
        "import os; os.write(1, b'1 2'); os._exit(0)\n",
        "import sys; sys.stdout = None\n",
        "print(input()\n",
    ]
    bodies = [
        "return [x // 2 for x in a]\n",
        "return tuple(x // 2 for x in a)\n",
        "return [floor(x / 2) for x in deque(a)]\n",
        "return [1.0, 2]\n",
        "return None\n",
        "return self.missing\n",
    ]
    return {
        "humaneval": [
            *(("HumanEval/0", text) for text in functions),
            *((f"HumanEval/{i}", text) for i in (1, 2) for text in functions[1:3]),
        ],
        "livecodebench": [
            *(("abc000_a", fenced(text)) for text in programs),
            *(("0001", fenced(_SOLUTION + text)) for text in bodies),
            ("0001", fenced("def halves(a, n):\n    return [x // 2 for x in a]\n")),
        ],
    }
