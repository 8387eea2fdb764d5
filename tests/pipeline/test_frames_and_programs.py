"""Data frames as values, and whole programs as solutions, through all stages of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import Quiet

from effbench import pipeline
from effbench.pipeline import RunConfig
from effbench.runs import store

FRAME_TASK = '''"""Return the total of `amount` for each `who`, with the columns `who` and `amount`.

Rows are in ascending order of `who`; rows without a name don't count.
"""

import pandas as pd

from effbench.authoring import Task, checks

TASK = Task(
    statement=__doc__,
    signature="def totals(orders: pd.DataFrame) -> pd.DataFrame",
    examples=[
        (
            (pd.DataFrame({"who": ["b", "a", "b"], "amount": [1.0, 2.0, 3.0]}),),
            pd.DataFrame({"who": ["a", "b"], "amount": [2.0, 4.0]}),
        )
    ],
    limits=["1 <= len(orders) <= 1_000_000"],
    sizes={"S": (20_000, 2), "M": (40_000, 2), "L": (80_000, 2)},
    shapes=("random",),
    complexity={"slow": "n", "medium": "n", "fast": "n"},
    category="table",
    family="totals",
    imports=("pandas",),
    check=checks.close(1e-9),
)


def table(n, rng):
    who = [rng.choice(("ann", "bo", "cy", None)) for _ in range(n)]
    return (pd.DataFrame({"who": who, "amount": [rng.random() for _ in range(n)]}),)


@TASK.correctness
def small(rng):
    for length in range(4, 9):
        yield table(length, rng)


@TASK.stress
def large(n, shape, rng):
    return table(n, rng)


@TASK.valid
def valid(arguments):
    assert len(arguments[0]) <= 1_000_000
'''
TOTALS = """
import pandas as pd

def totals(orders):
    return orders.groupby("who", as_index=False)["amount"].sum()
"""
PROGRAM_TASK = '''"""Read integers, one a line, and print the sum of their squares."""

from effbench.authoring import Task

TASK = Task(
    statement=__doc__,
    signature="",
    style="program",
    examples=[(("1\\n2\\n",), "5\\n")],
    limits=["1 <= lines <= 1_000_000"],
    sizes={"S": (20_000, 2), "M": (40_000, 2), "L": (80_000, 2)},
    shapes=("random",),
    complexity={"slow": "n", "medium": "n", "fast": "n"},
    category="array",
    family="sums",
)


def text(n, rng):
    return ("".join(f"{rng.randrange(-9, 10)}\\n" for _ in range(n)),)


@TASK.correctness
def small(rng):
    for length in range(1, 6):
        yield text(length, rng)


@TASK.stress
def large(n, shape, rng):
    return text(n, rng)


@TASK.valid
def valid(arguments):
    assert len(arguments[0]) <= 10_000_000
'''
SUMS = "import sys\nprint(sum(int(line) ** 2 for line in sys.stdin))\n"
ANSWERS = {
    "frame_totals": {
        "pass": TOTALS,
        "wrong_answer": TOTALS.replace("sum()", "max()"),
        "runtime_error": TOTALS.replace(", as_index=False)", ")[['amount']]").replace(
            '["amount"]', ""
        ),
    },
    "program_sums": {
        "pass": SUMS,
        "wrong_answer": SUMS.replace("** 2", ""),
        "runtime_error": SUMS + "sys.exit(1)\n",
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("styles")
    texts = {"frame_totals": (FRAME_TASK, TOTALS), "program_sums": (PROGRAM_TASK, SUMS)}
    for name, (task, solution) in texts.items():
        solutions = made / "reference_solutions" / name
        solutions.mkdir(parents=True)
        (made / f"{name}.py").write_text(task)
        for tier in ("fast", "medium", "slow"):
            (solutions / f"{tier}.py").write_text(solution)
    return made


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox", "planted_audits")
@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_judged_and_timed(name: str, folder: Path, tmp_path: Path) -> None:
    recorded = tmp_path / "answers.jsonl"
    rows = [
        {"task_id": name, "completion": f"```python\n{source}```"}
        for source in ANSWERS[name].values()
    ]
    recorded.write_text("".join(json.dumps(row) + "\n" for row in rows))
    config = RunConfig(
        model=f"replay:{recorded}",
        tasks=(name,),
        tasks_path=(folder,),
        results=tmp_path / "results",
        timing="quick",
        n_samples=len(rows),
    )
    result = pipeline.run(config, Quiet())
    found = sorted(store.verdicts(result.folder), key=lambda v: v.sample_index)
    assert [v.status for v in found] == list(ANSWERS[name]), [v.detail for v in found]
    timings = list(store.timings(result.folder))
    # On a busy machine, a size may have too little work to count.
    assert {t.size for t in timings} <= {"S", "M", "L"}
    assert {t.size for t in timings} == set(result.manifest.frozen()[name].timeable)
    right = found[0].source_sha256
    for timing in timings:
        assert {r.arm for r in timing.repetitions} == {"reference", "noop", right}
        for repetition in timing.repetitions:
            # Other work on this machine can make it time out, but never make it wrong.
            assert repetition.ended in ("returned", "timeout")
            assert repetition.arm == "noop" or repetition.cut_off or repetition.wrong is None
