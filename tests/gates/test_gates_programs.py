"""The gates on tasks of style `program`, which map standard input to standard output."""

from __future__ import annotations

from pathlib import Path

import pytest

from effbench.gates import agreement, attacks, checker, generators, mutation
from effbench.gates.bench import Bench
from effbench.judging.judge import CorrectnessJudge
from effbench.models import prompts
from effbench.models.extraction.extracting import extract
from effbench.sandbox import Sandbox
from effbench.tasks import registry

TASK = '''\
"""Standard input holds one integer a line, at most 1_000 lines. Print their sum and a line end."""

from effbench.authoring import Task

TASK = Task(
    statement=__doc__,
    signature="",
    style="program",
    examples=[(("1\\n2\\n",), "3\\n"), (("",), "0\\n")],
    limits=["at most 1_000 lines"],
    ties="",
    sizes={"S": (100, 3), "M": (400, 3), "L": (900, 3)},
    shapes=("plain", "negative"),
    complexity={"slow": "n", "medium": "n", "fast": "n"},
    category="io",
    family="sums",
)


@TASK.correctness
def inputs(rng):
    for n in range(45):
        yield large(n, "negative" if n % 2 else "plain", rng)


@TASK.stress
def large(n, shape, rng):
    low = -99 if shape == "negative" else 0
    return ("".join(f"{rng.randint(low, 99)}\\n" for _ in range(n)),)


@TASK.small
def tiny(rng, shape):
    return large(rng.randint(0, 9), shape, rng)


@TASK.valid
def valid(arguments):
    assert arguments[0].count("\\n") <= 1_000
'''
SOLUTIONS = {
    "fast": "import sys\n\nprint(sum(map(int, sys.stdin.buffer.read().split())))\n",
    "medium": "import sys\n\nprint(sum(int(line) for line in sys.stdin))\n",
    "slow": "total = 0\ntry:\n    while True:\n        total += int(input())\n"
    "except EOFError:\n    print(total)\n",
    "brute": "import sys\n\ntotal = 0\nfor line in sys.stdin.read().splitlines():\n"
    "    total = total + int(line)\nprint(total)\n",
    "wrong/no_sign": "import sys\n\nprint(sum(abs(int(line)) for line in sys.stdin))\n",
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Bench:
    folder: Path = tmp_path_factory.mktemp("programs")
    (folder / "sum_lines.py").write_text(TASK)
    for name, source in SOLUTIONS.items():
        path = folder / "sum_lines" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    files = registry.open_task(folder / "sum_lines.py", folder / "sum_lines")
    return Bench(files, sandbox, 3)


def test_the_prompt_asks_for_a_program(bench: Bench) -> None:
    (message,) = prompts.render(bench.task)
    assert "one self-contained Python program" in message["content"]
    assert "Example input:\n\n    1\n    2\n\nExample output:\n\n    3\n" in message["content"]
    assert "Signature" not in message["content"]


def test_a_programs_answer_is_extracted_whole() -> None:
    program = 'def main():\n    print(input())\n\n\nif __name__ == "__main__":\n    main()'
    assert (
        extract(f"Here it is.\n```python\n{program}\n```\n", "").source or ""
    ).strip() == program


def test_generators_references_and_checker_at_the_gates(bench: Bench) -> None:
    for examine in (generators.examine, agreement.examine, checker.examine):
        found = examine(bench)
        assert found.ok, (found.message, found.figures.get("also"))


def test_mutants_of_a_program_are_found_out(bench: Bench) -> None:
    figures = mutation.examine(bench).figures
    assert figures["mutants"] >= 2 and figures["killed_share"] == 1.0
    assert (
        CorrectnessJudge(bench.sandbox, 3).judge(bench.task, bench.task.wrong["no_sign"]).status
        != "pass"
    )


def test_attacks_on_a_program_gain_nothing(bench: Bench) -> None:
    found = attacks.examine(bench)
    assert found.ok, found.message
    assert set(found.figures["cheats"].values()) <= {"wrong_answer", "runtime_error"}
