"""Make the golden run folders: `python tests/runs/golden_runs.py NEW_FOLDER`.

The script makes one run folder of each timing profile and each kind of suite, with its report. They
were made once, by an earlier version, and are not made again: later versions must read the same
numbers from them. Use a new folder for a new kind of run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import conftest  # the one in tests/

ANSWERS = {
    "rect_union_area": ("fast", "slow"),
    "lis_weighted": ("medium", "wrong"),
}
HUMANEVAL = {
    "task_id": "HumanEval/0",
    "prompt": 'def twice(values):\n    """Twice the sum."""\n',
    "entry_point": "twice",
    "canonical_solution": "    return 2 * sum(values)\n",
    "test": "def check(candidate):\n    assert candidate([1, 2]) == 6\n",
}
RUNS: dict[str, tuple[str, ...]] = {
    "core-standard": ("--timing", "standard"),
    "core-strict": ("--timing", "strict", "--tasks", "lis_weighted"),
    "core-quick": ("--timing", "quick"),
    "core-off": ("--timing", "off"),
}
OTHERS: dict[str, tuple[str, ...]] = {
    "dev-quick": ("--split", "dev", "--limit", "1", "--timing", "quick"),
    "generated-quick": (
        "--split", "generated", "--suite-seed", "2147483653", "--limit", "1", "--timing", "quick",
    ),
    "local-off": ("--tasks-path", "mine", "--tasks", "doubled", "--timing", "off"),
    "humaneval-off": ("--suite", "humaneval", "--suite-path", "set.jsonl", "--timing", "off"),
}  # fmt: skip
REPORTS: dict[str, tuple[str, ...]] = {
    "report.json": ("--format", "json"),
    "sizes.csv": ("--by", "size", "--format", "csv"),
}


def source(task: str, name: str) -> str:
    folder = Path(__file__).resolve().parents[2] / "reference_solutions" / task
    if name == "wrong":
        return sorted((folder / "wrong").glob("*.py"))[0].read_text()
    return (folder / f"{name}.py").read_text()


def answers() -> str:
    rows = [
        {"task_id": task, "completion": f"```python\n{source(task, name)}```"}
        for task, names in ANSWERS.items()
        for name in names
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def effbench(work: Path, *words: str) -> str:
    """Run the command; exit code 3 (not publishable) is fine."""
    done = subprocess.run(
        [sys.executable, "-m", "effbench", *words], cwd=work, capture_output=True, text=True
    )
    assert done.returncode in (0, 3), done.stderr
    return done.stdout


def make(work: Path) -> None:
    work.mkdir(parents=True, exist_ok=True)
    (work / "answers.jsonl").write_text(answers())
    (work / "set.jsonl").write_text(json.dumps(HUMANEVAL) + "\n")
    local_task(work / "mine")
    tasks = [word for task in ANSWERS for word in ("--tasks", task)]
    for name, words in RUNS.items():
        if (work / name).exists():
            continue
        chosen = () if "--tasks" in words else tasks
        words = ("--model", "replay:answers.jsonl", "--answered-only", *chosen, *words)
        effbench(work, "run", *words, "--seed", "7", "--out", name)
    for name, words in OTHERS.items():
        if (work / name).exists():
            continue
        tier = "fast" if name.startswith("humaneval") else "medium"  # its only tier
        effbench(work, "run", "--model", f"reference:{tier}", *words, "--seed", "7", "--out", name)
    for name in (*RUNS, *OTHERS):
        for file, words in REPORTS.items():
            (work / name / file).write_text(effbench(work, "report", name, *words))


def local_task(folder: Path) -> None:
    """Write a user's task: a copy of the tests' tiny one, named `doubled`."""
    solutions = folder / "reference_solutions" / "doubled"
    (solutions / "wrong").mkdir(parents=True, exist_ok=True)
    (folder / "doubled.py").write_text(conftest.TASK.format(name="doubled"))
    for tier in ("fast", "medium", "slow"):
        text = getattr(conftest, tier.upper()).format(name="doubled")
        (solutions / f"{tier}.py").write_text(text)
    (solutions / "wrong" / "plain_sum.py").write_text(conftest.WRONG.format(name="doubled"))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
