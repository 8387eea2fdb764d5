"""`leaderboard/make_submissions.py`: its entries, and that their answers can be drawn again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fakes import Quiet

from effbench import pipeline, submissions
from effbench.base.paths import content_dir
from effbench.pipeline import RunConfig
from effbench.tasks import registry

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox", "planted_audits")
def test_an_entry_takes_its_own_part_of_the_run_that_its_group_shares(
    monkeypatch: pytest.MonkeyPatch, tasks_dir: Path, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(LEADERBOARD))
    import side_by_side

    solutions = tasks_dir / "reference_solutions"

    def answers(*tiers: str) -> Iterator[dict[str, str]]:
        for task_id in ("squares", "squares_again"):
            for tier in tiers:
                text = (solutions / task_id / f"{tier}.py").read_text()
                yield {"task_id": task_id, "solution": text}

    def config(name: str, rows: Iterable[dict[str, str]], n_samples: int) -> RunConfig:
        file = tmp_path / f"{name}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return RunConfig(
            model=f"replay:{file}", tasks=("squares*",), tasks_path=(tasks_dir,), seed=3,
            n_samples=n_samples, timing="quick", out=tmp_path / name,
        )  # fmt: skip

    one, other = ("medium", "wrong/plain_sum"), ("slow", "medium")
    rows, n_samples = side_by_side.distinct([answers(*one), answers(*other)])
    assert (len(rows), n_samples) == (6, 3)
    shared = pipeline.run(config("shared", rows, n_samples), Quiet())
    asked = config("one", answers(*one), 2)
    own, _ = pipeline.generate(asked, Quiet())
    side_by_side.take(shared.folder, own)
    times = (own / "timings.jsonl").read_bytes()
    judged = pipeline.judge(own, asked, Quiet())
    assert (own / "timings.jsonl").read_bytes() == times  # nothing was left to measure
    assert judged.summary.statuses == {"pass": 2, "wrong_answer": 2}
    assert judged.manifest.certificate == shared.manifest.certificate
    theirs = {(s.task_id, s.source_sha256): s for s in shared.summary.samples}
    for sample in judged.summary.samples:
        beside = theirs[sample.task_id, sample.source_sha256]
        assert (sample.status, sample.sizes) == (beside.status, beside.sizes)
    known = submissions.KnownSuites(tasks_path=(tasks_dir,))
    (report,) = submissions.validate([own], known)
    assert report.valid, report.problems.lines()
