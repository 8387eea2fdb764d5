"""`leaderboard/make_submissions.py`: which entries there are, and that their answers can be drawn
again."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from effbench import registry
from effbench.layout import content_dir

ROOT = Path(__file__).resolve().parents[1]
LEADERBOARD = ROOT / "leaderboard"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(LEADERBOARD))
    import answers

    return answers


def test_the_list_names_every_entry_with_its_commands() -> None:
    done = subprocess.run(
        [sys.executable, str(LEADERBOARD / "make_submissions.py"), "--list"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert len(names) == len(set(names)) == done.stdout.count("  effbench run ")
    assert done.stdout.count("  effbench submit RUN ") == len(names)
    kinds = Counter(name.split("-")[1] for name in names)
    assert kinds == {"reference": 3, "oracle": 3, "gpt": 1, "evalperf": 10}


def test_an_oracle_is_drawn_by_the_seed_and_from_the_solutions(answers) -> None:
    shares = {"fast": 0.5, "wrong": 0.5}
    drawn = list(answers.oracle_answers(shares, 3))
    assert drawn == list(answers.oracle_answers(shares, 3))
    folder = content_dir("reference_solutions")
    tasks = [task.id for task in registry.load_core().tasks]
    assert Counter(row["task_id"] for row in drawn) == dict.fromkeys(tasks, 3)
    n_fast = sum(
        row["solution"] == (folder / row["task_id"] / "fast.py").read_text() for row in drawn
    )
    assert 0.35 < n_fast / len(drawn) < 0.65
    wrong = list(answers.oracle_answers({"wrong": 1.0}, 1))
    for row in wrong:
        assert row["solution"] in {
            path.read_text() for path in (folder / row["task_id"] / "wrong").glob("*.py")
        }
