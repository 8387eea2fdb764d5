"""The command as users run it: exit codes, one-line errors, machine-readable output.

`started` starts a process, `effbench` runs the command in this one.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from command import effbench

pytestmark = pytest.mark.usefixtures("sandbox")


def started(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "effbench", *arguments], capture_output=True, text=True, cwd=cwd
    )


@pytest.fixture(scope="module")
def finished(tasks_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the `results/` of a small run."""
    place = tmp_path_factory.mktemp("cli")
    answers = place / "answers.jsonl"
    hostile = (
        "\x1b[31mred\x1b[0m [bold]x[/bold]\n```python\ndef squares(values):\n    return 1\n```"
    )
    answers.write_text(json.dumps({"task_id": "squares", "completion": hostile}) + "\n")
    done = started(
        "run", "--model", f"replay:{answers}", "--tasks-path", str(tasks_dir),
        "--tasks", "squares*", "--timing", "off", "--missing-as-wrong", "--json", cwd=place,
    )  # fmt: skip  # one flag and its value read better side by side
    assert done.returncode == 0, done.stderr
    return place


def run_folder(place: Path) -> Path:
    (manifest,) = (place / "results").rglob("manifest.json")
    return manifest.parent


def test_run_prints_table_folder_page_and_first_failure(finished: Path, tasks_dir: Path) -> None:
    folder = run_folder(finished)
    command = json.loads((folder / "manifest.json").read_text())["command"]
    assert command.startswith("effbench run --model replay:")
    done = effbench(*shlex.split(command)[1:-1], cwd=finished)
    assert done.returncode == 0, done.stderr
    for words in (
        "pass@1",
        "95 %, new tasks",
        "these tasks",
        "run folder: ",
        "page: ",
        "first failure: effbench",
    ):
        assert words in done.stdout
    page = done.stdout.split("page: ")[1].splitlines()[0]
    assert (finished / page).is_file()


def test_report_and_json(finished: Path) -> None:
    folder = run_folder(finished)
    assert "squares_again" in effbench("report", str(folder)).stdout
    data = json.loads(effbench("report", str(folder), "--json").stdout)
    assert data["summary"]["statuses"]["wrong_answer"] == 1


def test_show_tells_the_story_of_a_sample_without_its_control_characters(finished: Path) -> None:
    folder = run_folder(finished)
    done = started("show", str(folder), "squares#0")
    assert "squares#0: wrong_answer" in done.stdout
    assert "expected   5" in done.stdout
    assert "[bold]x[/bold]" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("squarez", "did you mean squares"),
        ("squares#7", "no sample 7 of squares"),
        ("squares#x", "the sample's number"),
    ],
)
def test_show_of_what_is_not_there(finished: Path, name: str, words: str) -> None:
    done = effbench("show", str(run_folder(finished)), name)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_tasks_list_and_show() -> None:
    rows = json.loads(effbench("tasks", "list", "--json").stdout)
    assert {"lis_weighted", "rolling_quantile_np"} <= {row["id"] for row in rows}
    assert "lis_weighted" in effbench("tasks", "list").stdout
    shown = effbench("tasks", "show", "lis_weighted").stdout
    assert "Signature:" in shown and "reference solution: slow" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--tasks", "lis_weigted"], "did you mean lis_weighted"),
        (["run", "--suite", "nope"], "unknown suite 'nope'"),
        (["run", "--suite", "enamel"], "needs --suite-path"),
        (["run", "--suite", "enamel", "--suite-path", "/nowhere.csv"], "/nowhere.csv"),
        (["run", "--model", "/nowhere"], "/nowhere"),
        (["run", "--model", "replay:/nowhere.jsonl"], "/nowhere.jsonl"),
        (["run", "--model", "reference:fastest"], "fastest"),
        (["run", "--model", "openai:x", "--base-url", "http://127.0.0.1:9/v1"], "127.0.0.1:9"),
        (["run", "--model", "reference:medium", "--timing", "never"], "--timing never"),
        (["run", "--model", "reference:medium", "--sandbox", "T9"], "unknown sandbox tier"),
        (["run", "--tasks-path", "/nowhere"], "/nowhere"),
        (["run", "--model", "reference:medium", "--prompt", "rude"], "rude"),
        (["report", "/nowhere"], "not a run folder"),
        (["tasks", "show", "nothing_like_it"], "effbench tasks list"),
        (["leaderboard", "build", "/nowhere"], "no run folder there"),
        (["leaderboard", "check", "/nowhere"], "no run folder there"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    done = effbench(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    errors = [line for line in done.stderr.splitlines() if "error:" in line]
    assert len(errors) == 1
    assert not list(tmp_path.rglob("*.json*"))  # no partial file is left


def test_an_unknown_flag_is_exit_code_two() -> None:
    assert started("run", "--nonsense").returncode == 2


def test_underscores_in_flags_are_accepted(tmp_path: Path) -> None:
    done = started("run", "--n_samples", "1", "--tasks", "nothing", cwd=tmp_path)
    assert "no task 'nothing'" in done.stderr


def test_version() -> None:
    from effbench import __version__

    assert started("--version").stdout.strip() == f"effbench {__version__}"


def test_a_closed_pipe_is_no_traceback() -> None:
    line = f"{sys.executable} -m effbench tasks list | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_a_password_in_a_url_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    from effbench.cli import guard

    words = ["effbench", "run", "--base-url", "http://me:secret@host:8000/v1", "--seed", "1"]
    monkeypatch.setattr(sys, "argv", words)
    assert guard.command_line() == "effbench run --base-url 'http://***@host:8000/v1' --seed 1"
    url = "https://host/openai/deployments/d?api-version=2024-10-21&api-key=hidden"
    monkeypatch.setattr(sys, "argv", ["effbench", "run", f"--base-url={url}"])
    shown = "https://host/openai/deployments/d?api-version=2024-10-21&api-key=***"
    assert guard.command_line() == f"effbench run '--base-url={shown}'"


def test_generate_then_judge(tasks_dir: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    row = {"task_id": "squares", "completion": "```python\ndef squares(values):\n    return 1\n```"}
    answers.write_text(json.dumps(row) + "\n")
    made = started(
        "generate", "--model", f"replay:{answers}", "--tasks-path", str(tasks_dir),
        "--tasks", "squares", "--out", "made", cwd=tmp_path,
    )  # fmt: skip  # one flag and its value read better side by side
    assert (made.returncode, made.stdout) == (
        0,
        f"made: all answers are complete. Next: effbench judge made --tasks-path {tasks_dir}\n",
    ), made.stderr
    judged = started(
        "judge", "made", "--tasks-path", str(tasks_dir), "--timing", "off", cwd=tmp_path
    )
    assert judged.returncode == 0, judged.stderr
    assert "wrong_answer 1" in judged.stdout
    from_file = effbench(
        "judge", str(answers), "--tasks-path", str(tasks_dir), "--tasks", "squares",
        "--timing", "off", "--json", cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(from_file.stdout)["summary"]["statuses"] == {"wrong_answer": 1}


def test_k_is_recorded_and_must_fit_the_samples(tasks_dir: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    right = "def squares(values):\n    return [v * v for v in values]\n"
    rows = [{"task_id": "squares", "solution": right}] * 2
    rows += [{"task_id": "squares", "solution": "def squares(values):\n    return 1\n"}]
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = (
        "run", "--model", f"replay:{answers}", "--tasks-path", str(tasks_dir), "--tasks",
        "squares", "--timing", "off", "--missing-as-wrong", "--out", "run", "--json",
    )  # fmt: skip  # one flag and its value read better side by side
    far = effbench(*asked, "--k", "4", cwd=tmp_path)
    assert far.returncode == 2 and "--k 4 exceeds the number of samples per task" in far.stderr

    def metrics(*more: str) -> list[str]:
        done = effbench(*asked, *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return [metric["id"] for metric in json.loads(done.stdout)["summary"]["metrics"]]

    assert metrics("--k", "2") == ["pass@1", "pass@2"]
    assert metrics() == ["pass@1", "pass@2"]
    assert metrics("--k", "3,2") == ["pass@1", "pass@2", "pass@3"]
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["ks"] == [2, 3]
    shown = effbench("report", "run", "--k", "3", "--json", cwd=tmp_path)
    found = {m["id"]: m["value"] for m in json.loads(shown.stdout)["summary"]["metrics"]}
    assert list(found) == ["pass@1", "pass@3"]
    for text, words in (("0", "from 1 to"), ("2;3", "such as 2,3"), ("9", "3 samples")):
        wrong = effbench("report", "run", "--k", text, cwd=tmp_path)
        assert wrong.returncode == 2 and words in wrong.stderr
    beside = effbench("report", "run", "--k", "2", "--by", "family", cwd=tmp_path)
    assert beside.returncode == 2 and "--by and --field don't show" in beside.stderr
