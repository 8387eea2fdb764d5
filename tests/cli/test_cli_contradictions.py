"""Contradictory options, incomplete files and folders, and the next steps that errors name.

The commands run in this process, because the tests check their messages, not their start.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from doc_examples import parse
from typer.testing import CliRunner

from effbench.cli.app import app
from effbench.runs import store

pytestmark = pytest.mark.usefixtures("sandbox")
ANSWER = "```python\ndef squares(values):\n    return sum(v * v for v in values)\n```"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a space in its name, as users may have."""
    here = tmp_path / "my runs"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def effbench(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


def failed(*words: object, code: int = 2) -> str:
    """The single error line of a failing command."""
    result = effbench(*words)
    assert result.exit_code == code, result.output
    lines = [line for line in result.output.splitlines() if line.startswith("effbench: error: ")]
    assert len(lines) == 1, result.output
    return lines[0]


def answers(file: str, *rows: object) -> str:
    Path(file).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.fixture
def generated(tasks_dir: Path) -> str:
    """A folder with answers to both tiny tasks."""
    done = effbench(
        "generate", "--model", "reference:fast", "--tasks-path", tasks_dir,
        "--tasks", "squares*", "--out", "made here",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return "made here"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--out", "x"], "--out"),
        (["--seed", "1"], "--seed"),
        (["--name", "x"], "--name"),
        (["-n", "2"], "--n-samples"),
        (["--suite", "humaneval"], "--suite"),
        (["--split", "dev"], "--split"),
        (["--suite-seed", "3"], "--suite-seed"),
        (["--answered-only"], "--answered-only"),
        (["--missing-as-wrong", "--seed", "3"], "--seed, --missing-as-wrong"),
        (["--timing-lanes", "2"], "--timing-lanes"),
    ],
)
def test_what_a_folder_decides_can_not_be_given(
    generated: str, words: list[str], named: str
) -> None:
    before = sorted(Path(generated).iterdir())
    assert f"error: {named}: " in failed("judge", generated, *words)
    assert sorted(Path(generated).iterdir()) == before


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["run", "--model", "reference:fast", "--rpm", "3"], "--rpm"),
        (["run", "--model", "reference:fast", "--base-url", "http://x"], "--base-url"),
        (["run", "--model", "replay:x", "--device", "cpu"], "--device"),
        (["run", "--model", "openai:x", "--batch-size", "3"], "--batch-size"),
        (["generate", "--model", "openai:x", "--backend", "hf"], "--backend"),
        (["run", "--model", "reference:fast", "--answered-only"], "--answered-only"),
        (["generate", "--model", "openai:x", "--missing-as-wrong"], "--missing-as-wrong"),
        (["run", "--model", "reference:fast", "--timing-lanes", "2"], "--timing-lanes"),
        (["run", "--suite", "humaneval", "--suite-path", "x", "--split", "dev"], "--split"),
        (["run", "--suite", "apps", "--suite-path", "x", "--tasks-path", "y"], "--tasks-path"),
        (["run", "--model", "reference:fast", "--suite-path", "x"], "--suite-path"),
        (["judge", "x.jsonl", "--suite-path", "x"], "--suite-path"),
        (["generate", "--model", "openai:x", "--batch-out", "f", "--rpm", "1"], "--rpm"),
        (["judge", "x.jsonl", "--answered-only", "--missing-as-wrong"], "--answered-only and"),
        (["report", "x", "--by", "tag", "--field"], "--by and --field"),
        (["report", "x", "--json", "--format", "csv"], "--format"),
        (["report", "x", "--dataset-id", "a/b"], "--dataset-id"),
        (["compare", "x", "y", "--json", "--format", "md"], "--format"),
        (["tasks", "list", "--suite-path", "x"], "--suite-path"),
        (["tasks", "show", "x", "--suite", "apps", "--tasks-path", "y"], "--tasks-path"),
        (["tasks", "table", "--report", "x", "--seed", "3"], "--seed"),
        (["tasks", "lock", "--check", "--unreleased"], "--check and --unreleased"),
        (["serve-reward", "--suite-path", "x"], "--suite-path"),
    ],
)
def test_an_option_that_would_be_ignored_is_named(words: list[str], named: str) -> None:
    assert f"error: {named}" in failed(*words)
    assert not list(Path().iterdir())


def test_a_folder_is_judged_in_parts(generated: str, tasks_dir: Path) -> None:
    judge = ["judge", generated, "--tasks-path", tasks_dir, "--timing", "off"]
    first = effbench(*judge, "--limit", "1")
    assert first.exit_code == 0, first.output
    assert "1 of 2 tasks are not judged yet" in first.output
    assert "only part of the suite was judged" in first.output
    assert store.load_manifest(Path(generated)).status == "generated"
    assert [v.task_id for v in store.verdicts(Path(generated))] == ["squares"]
    again = effbench(*judge, "--tasks", "squares")
    assert "has these tasks judged; nothing to do" in again.output
    assert "no task 'nothing*'" in failed(*judge, "--tasks", "nothing*")
    whole = effbench(*judge)
    assert "pass 2" in whole.output
    manifest = store.load_manifest(Path(generated))
    assert manifest.status == "complete"
    assert "only part of the suite was judged" not in manifest.unpublishable_reasons
    assert "is complete; nothing to do" in effbench(*judge, "--limit", "1").output


def test_a_file_that_lacks_answers_says_how_to_go_on(tasks_dir: Path) -> None:
    file = answers("an swers.jsonl", {"task_id": "squares", "completion": ANSWER})
    judge = ["judge", file, "--tasks-path", tasks_dir, "--tasks", "squares*", "--timing", "off"]
    said = failed(*judge)
    assert "answers 1 of the 2 tasks" in said and "'squares_again'" in said
    assert "--answered-only" in said and "--missing-as-wrong" in said
    assert not Path("results").exists()

    only = json.loads(effbench(*judge, "--answered-only", "--json").stdout)
    assert only["summary"]["statuses"] == {"pass": 1}
    assert only["summary"]["metrics"][0]["value"] == 1.0
    assert only["manifest"]["suite"]["subset"] is True
    assert only["manifest"]["suite"]["n_tasks"] == 1

    wrong = effbench(*judge, "--missing-as-wrong")
    assert "pass 1 · missing 1" in wrong.output and wrong.exit_code == 0
    (show,) = re.findall("first failure: (.*)", wrong.output)
    shown = effbench(*shlex.split(show)[1:])
    assert "squares_again#0: missing  no answer in an swers.jsonl" in shown.output


def test_the_number_of_samples_is_the_files(tasks_dir: Path) -> None:
    rows = [{"task_id": name, "solution": "x = 1"} for name in ("squares", "squares_again")]
    more = [*rows, *rows, rows[0]]
    options = ["--tasks-path", tasks_dir, "--tasks", "squares*", "--timing", "off", "--json"]

    def samples(file: str, *words: str) -> dict[str, int]:
        done = effbench("judge", file, *options, *words)
        assert done.exit_code == 0, done.output
        found: dict[str, int] = json.loads(done.stdout)["summary"]["statuses"]
        return found

    assert sum(samples(answers("two.jsonl", *rows, *rows)).values()) == 4
    uneven = answers("uneven.jsonl", *more)
    assert sum(samples(uneven).values()) == 4  # the smallest count
    assert samples(uneven, "--missing-as-wrong")["missing"] == 1  # the largest count: 3
    assert sum(samples(uneven, "-n", "1").values()) == 2
    assert sum(samples(uneven, "-n", "3", "--answered-only").values()) == 3
    assert "fewer than --n-samples 3" in failed("judge", uneven, *options, "-n", "3")
    assert "lower --n-samples" in failed("judge", uneven, *options, "-n", "9", "--answered-only")


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--model", "replay:nothing.jsonl", "--timing", "off"],
        ["run", "--model", "openai:x", "--base-url", "http://127.0.0.1:9/v1", "--limit", "1"],
        ["generate", "--model", "nowhere", "--limit", "1"],
        ["generate", "--model", "openai:x", "--limit", "1", "--batch-out", "no/where.jsonl"],
        ["generate", "--model", "openai:x", "--limit", "1", "--batch-in", "nothing.jsonl"],
        ["run", "--model", "reference:fastest", "--limit", "1", "--out", "a/b/c"],
        ["submit", "nothing", "--to", "a/b"],
        ["leaderboard", "build", "nothing", "-o", "site"],
        ["tasks", "new", "class", "--tasks-path", "mine"],
    ],
)
def test_a_failed_command_leaves_nothing(words: list[str]) -> None:
    failed(*words)
    assert not list(Path().iterdir())


def test_a_folder_with_somebodys_files_stays() -> None:
    Path("kept").mkdir()
    Path("kept/notes.txt").write_text("mine")
    failed("run", "--model", "reference:fastest", "--limit", "1", "--out", "kept")
    assert [path.name for path in Path("kept").iterdir()] == ["notes.txt"]


def test_sets_without_sizes_are_generated_and_the_next_step_works(place: Path) -> None:
    problem = {
        "problem_id": 1, "question": "Echo.", "solutions": json.dumps(["print(input())"]),
        "input_output": json.dumps({"inputs": ["a\n", "b\n"], "outputs": ["a\n", "b\n"]}),
        "difficulty": "introductory", "url": "", "starter_code": "", "id": 1,
    }  # fmt: skip
    file = place / "the set.jsonl"
    file.write_text(json.dumps(problem) + "\n")
    done = effbench(
        "generate", "--model", "reference:fast", "--suite", "apps", "--suite-path", file
    )
    assert done.exit_code == 0, done.output
    (following,) = re.findall("Next: (.*)", done.output)
    assert "--timing off" in following
    judged = effbench(*shlex.split(following)[1:])
    assert judged.exit_code == 0, judged.output
    assert "pass 1" in judged.output


@pytest.mark.parametrize(
    "words",
    [
        ["report", "x" * 5000],
        ["judge", "x" * 5000],
        ["run", "--model", "reference:fast", "--limit", "1", "--out", "x" * 300],
        ["validate", "x" * 5000],
        ["show", "a/" * 3000, "task"],
        ["tasks", "list", "--tasks-path", "x" * 5000],
    ],
)
def test_a_path_that_no_file_system_takes_is_one_line(words: list[str]) -> None:
    assert "too long" in failed(*words)


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EACCES, errno.EROFS], ids=["full", "permission", "read-only"]
)
def test_a_place_that_can_not_be_written_is_one_line(
    generated: str, tasks_dir: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    from effbench.leaderboard import writing

    def refuse(path: Path, text: str) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(writing, "_replace", refuse)
    assert os.strerror(number) in failed("leaderboard", "build", generated, "-o", "site")


HINT = re.compile(r"(effbench [a-z]+ [^`\n;]*?)(?: \(docs|`|$|; )", re.M)


def test_every_hint_parses(generated: str, tasks_dir: Path) -> None:
    """Every command that is printed as a next step is valid."""
    said = [
        effbench("validate", generated).output,
        failed("submit", generated),
        failed("report", generated),
        effbench("judge", generated, "--tasks-path", tasks_dir, "--timing", "off").output,
        failed("show", generated, "nothing"),
        failed("leaderboard", "check", generated, "-o", "no site"),
        effbench("tasks", "new", "shelf_width", "--tasks-path", "my tasks").output,
        failed("tasks", "table", "--report", "no report"),
        failed("tasks", "show", "zzz"),
        effbench("leaderboard", "build", generated, "-o", "a site").output,
    ]
    Path("a site/index.html").write_text("changed")
    said.append(effbench("leaderboard", "check", generated, "-o", "a site").output)
    hints = [hint.strip() for text in said for hint in HINT.findall(text)]
    assert len(hints) >= 9, hints
    for hint in hints:
        words = shlex.split(hint.replace("RUN…", ""))
        parse(words)
        for word in words[2:]:
            if word.startswith(("made", "my", "a site")):
                assert Path(word).exists(), hint


@pytest.fixture(scope="module")
def judged_once(tasks_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the command of the test below was run: it is complete when called again."""
    place = tmp_path_factory.mktemp("encodings")
    answers(str(place / "a.jsonl"), {"task_id": "squares", "completion": ANSWER})
    with contextlib.chdir(place):
        done = effbench(*judging(tasks_dir))
    assert done.exit_code == 0, done.output
    return place


NAME = "模型 é —"
BETWEEN = "<between the two>"
TWICE = f"""
import sys
from effbench.cli import main
for more in ([], ["--json"]):
    sys.argv += more
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
    print(*["{BETWEEN}"] * (not more))
"""


def judging(tasks_dir: Path) -> list[str]:
    return [
        "judge", "a.jsonl", "--tasks-path", str(tasks_dir), "--tasks", "squares",
        "--timing", "off", "--name", NAME,
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_output_in_any_encoding(judged_once: Path, tasks_dir: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TWICE, *judging(tasks_dir)],
        capture_output=True,
        cwd=judged_once,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.returncode == 0, done.stderr.decode(encoding)
    table, as_json = done.stdout.decode(encoding).split(BETWEEN)
    assert "pass@1" in table and "squares" not in done.stderr.decode(encoding)
    assert json.loads(as_json)["manifest"]["model"]["label"] == NAME


def test_the_c_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "effbench", "tasks", "show", "lis_weighted"],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr, done.stderr


def test_control_characters_of_a_files_name_do_not_reach_the_terminal() -> None:
    words = failed("judge", "a\x1b[31mb.jsonl", "--timing", "off")
    assert "\x1b" not in words
    assert r"a\x1b[31mb.jsonl: can't be read" in words


@pytest.mark.parametrize("temperature", ["inf", "nan", "1e999"])
def test_a_temperature_is_a_number(temperature: str) -> None:
    result = effbench("run", "--model", "reference:fast", "--temperature", temperature)
    assert result.exit_code == 2
    assert "Invalid value for '--temperature'" in result.output


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", [["tasks", "list"], ["tasks", "list", "--json"]])
@pytest.mark.parametrize("buffered", [True, False])
def test_output_to_a_full_disk_is_one_line(words: list[str], buffered: bool) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    if not buffered:
        environment["PYTHONUNBUFFERED"] = "1"
    command = [sys.executable, "-m", "effbench"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, *words], stdout=full, stderr=subprocess.PIPE, text=True, env=environment
        )
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("effbench: error: No space left on device; free some space")


@pytest.mark.parametrize("words", [["tasks", "list"], ["tasks", "list", "--json"]])
def test_a_reader_that_stops_is_no_failure(words: list[str]) -> None:
    """As in `effbench tasks list | head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "effbench", *words], stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
