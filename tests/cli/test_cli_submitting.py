"""`submit`, `validate` and `verify` as users run them: exit codes, one-line errors, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import effbench
from fakes import Quiet

from effbench import pipeline
from effbench.pipeline import RunConfig

pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture(scope="module")
def place(tasks_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the run `run` and its submission below `leaderboard/submissions/`."""
    place = tmp_path_factory.mktemp("submitting")
    config = RunConfig(
        model="reference:medium",
        tasks=("squares*",),
        tasks_path=(tasks_dir,),
        timing="off",
        out=place / "run",
    )
    pipeline.run(config, Quiet())
    refused = effbench("submit", "run", cwd=place)
    assert refused.returncode == 2 and "only part of the suite" in refused.stderr
    done = effbench(
        "submit", "run", "--unpublishable", "--name", "medium", "--who", "We", "--link",
        "https://example.org/x", "--tasks-path", str(tasks_dir), "--json", cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    folder = json.loads(done.stdout)["folder"]
    assert folder.startswith("leaderboard/submissions/medium/20")
    assert (place / folder / "submission.json").is_file()
    return place


def submission(place: Path) -> str:
    (file,) = (place / "leaderboard").rglob("submission.json")
    return str(file.parent.relative_to(place))


def test_validate_takes_runs_and_submissions(place: Path, tasks_dir: Path) -> None:
    done = effbench("validate", "run", submission(place), "--tasks-path", str(tasks_dir), cwd=place)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    assert "2 of 2 valid" in done.stderr and "not ranked" in done.stderr


def test_validate_says_what_is_wrong_in_three_forms(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "medium" / "2026-01-01"
    folder.mkdir(parents=True)
    for file in (place / submission(place)).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    done = effbench("validate", str(folder))
    assert done.returncode == 6
    assert f"{folder}/submission.json: date: '20" in done.stdout
    done = effbench("validate", "--github", str(folder))
    assert done.returncode == 6
    assert done.stdout.startswith(f"::error file={folder}/submission.json::")
    done = effbench("validate", "--json", str(folder))
    (report,) = json.loads(done.stdout)
    assert (done.returncode, report["valid"]) == (6, False)
    assert {p["field"] for p in report["problems"]} == {"date"}
    assert all(p["fix"] for p in report["problems"])


def test_validate_of_no_folder(tmp_path: Path) -> None:
    done = effbench("validate", str(tmp_path / "nowhere"))
    assert done.returncode == 2 and "no such folder; name a submission" in done.stderr


def test_verify_keeps_the_record_outside_the_submission(place: Path, tasks_dir: Path) -> None:
    arguments = ("verify", submission(place), "--sample", "1", "--tasks-path", str(tasks_dir))
    done = effbench(*arguments, "--seed", "4", "--to", "verifications", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 verdicts agree (draw with seed 4)" in done.stdout
    assert "badges: re-judged" in done.stdout
    name = Path(submission(place))
    record = place / "verifications" / name.parent.name / f"{name.name}.json"
    written = json.loads(record.read_text())
    assert (written["seed"], written["n_agreed"]) == (4, 1)
    done = effbench("verify", "run", "--to", "v", "--tasks-path", str(tasks_dir), cwd=place)
    assert done.returncode == 2 and "is not a submission" in done.stderr
    done = effbench(*arguments, "--to", f"{submission(place)}/v", cwd=place)
    assert done.returncode == 2 and "can't verify itself" in done.stderr


def test_run_and_submit_take_what_is_said_of_the_model(tasks_dir: Path, tmp_path: Path) -> None:
    command = (
        "run", "--model", "reference:medium", "--tasks", "squares*", "--tasks-path", str(tasks_dir),
        "--timing", "off", "--out", "run",
    )  # fmt: skip
    refused = effbench(*command, "--parameters", "many", cwd=tmp_path)
    assert refused.returncode == 2 and "--parameters many" in refused.stderr
    said = ("--parameters", "7B", "--open-weights", "--license", "MIT", "--tag", "a", "--tag", "b")
    done = effbench(*command, *said, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    expected = {"parameters": 7e9, "open_weights": True, "license": "MIT", "tags": ["a", "b"]}
    model = json.loads((tmp_path / "run/manifest.json").read_text())["model"]
    assert expected.items() <= model.items() and "trained_on_suite" not in model
    again = effbench(*command, "--trained-on-suite", cwd=tmp_path)
    assert again.returncode == 0 and "has less model information" in again.stderr
    done = effbench(
        "submit", "run", "--trained-on-suite", "--unpublishable", "--tasks-path", str(tasks_dir),
        "--json", cwd=tmp_path,
    )  # fmt: skip
    folder = tmp_path / json.loads(done.stdout)["folder"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["model"] == {**model, "trained_on_suite": True}
    assert any("trained on the suite" in why for why in manifest["unpublishable_reasons"])
