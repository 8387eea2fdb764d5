"""`simulate-reward` on a run folder. The tests of `serve-reward` are in tests/reward/server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from effbench.cli.app import app
from effbench.runs.store import TIMINGS, VERDICTS, RunFolder

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from score_records import timing, verdict


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with two passing answers to one task, one half as fast as the other, and a failure."""
    with RunFolder(tmp_path / "run") as folder:
        for size in ("S", "M"):
            times = {"a": [20.0 + i / 10 for i in range(8)], "b": [40.0 - i / 9 for i in range(8)]}
            folder.append(TIMINGS, timing(size=size, **times))
        for one in (
            verdict(sha="a"),
            verdict(index=1, sha="b"),
            verdict(index=2, status="timeout"),
        ):
            folder.append(VERDICTS, one)
    return tmp_path / "run"


def simulated(*options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["simulate-reward", *options])
    return done.exit_code, done.output


def test_a_table_and_a_figure_from_recorded_times(run: Path, tmp_path: Path) -> None:
    figure = tmp_path / "reward.svg"
    code, text = simulated(str(run), "--repeats", "5", "--plot", str(figure))
    assert code == 0 and "signal/noise" in text and "kevin:v1" in text
    assert figure.read_text().startswith("<?xml") and "gated-log:v2" in figure.read_text()
    chosen = ("--spec", "kevin:v1", "--estimator", "grpo", "--format", "json", "--repeats", "5")
    code, text = simulated(str(run), *chosen)
    (row,) = json.loads(text)
    assert code == 0 and (row["spec"], row["estimator"]) == ("kevin:v1", "grpo")
    assert simulated(str(run), *chosen)[1] == text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--spec", "kevin"), "version"),
        (("--spec", "percentile-graded:v1"), "known solutions"),
        (("--estimator", "ppo"), "ppo"),
        (("--format", "xml"), "xml"),
        (("--plot", "/no/such/folder/x.svg", "--repeats", "1"), "/no/such/folder"),
    ],
)
def test_what_can_not_be_is_one_line(run: Path, options: tuple[str, ...], said: str) -> None:
    code, text = simulated(str(run), *options)
    last = text.strip().splitlines()[-1]
    assert code == 2 and last.startswith("effbench: error:") and said in last


def test_a_folder_without_times_is_told(tmp_path: Path) -> None:
    code, text = simulated(str(tmp_path))
    assert code == 2 and str(tmp_path) in text
