"""All stages of a run over tiny tasks, in the real sandbox: numbers, resuming, killing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import fakes
import pytest
from fakes import Quiet
from nightly import repetitions

from effbench import pipeline
from effbench.base.errors import UsageError
from effbench.pipeline import RunConfig, RunResult
from effbench.runs import store
from effbench.sandbox import Sandbox


def config(tasks_dir: Path, tmp_path: Path, **options: object) -> RunConfig:
    settings: dict[str, object] = {
        "tasks": ("squares*",),
        "tasks_path": (tasks_dir,),
        "results": tmp_path / "results",
        "timing": "off",
    }
    return RunConfig(**{**settings, **options})  # type: ignore[arg-type]


def run(tasks_dir: Path, tmp_path: Path, **options: object) -> RunResult:
    return pipeline.run(config(tasks_dir, tmp_path, **options), Quiet())


def metrics(result: RunResult) -> dict[str, float | None]:
    return {m.id: m.value for m in result.summary.metrics}


pytestmark = pytest.mark.usefixtures("sandbox")


def test_the_fast_reference_scores_one(tasks_dir: Path, tmp_path: Path) -> None:
    result = run(tasks_dir, tmp_path, model="reference:fast", timing="standard")
    values = metrics(result)
    assert values["pass@1"] == 1
    assert values["eff@1"] == pytest.approx(1, abs=0.12)  # tiny inputs on a busy machine
    assert result.manifest.certificate is not None
    assert result.manifest.status == "complete"


@pytest.mark.parametrize("model", ["reference:fast", "replay"])
def test_the_name_that_was_given_is_the_models(tasks_dir: Path, tmp_path: Path, model: str) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"task_id": "squares", "solution": "pass"}) + "\n")
    spec = f"replay:{answers}" if model == "replay" else model
    result = run(tasks_dir, tmp_path, model=spec, label="My model", tasks=("squares",))
    assert result.manifest.model.label == "My model"


def test_wrong_answers_score_zero_and_are_named(tasks_dir: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    wrong = "```python\ndef squares(values):\n    return sum(values)\n```"
    right = "```python\ndef squares_again(values):\n    return sum(v * v for v in values)\n```"
    rows = [("squares", wrong), ("squares_again", right), ("squares", "I don't know.")]
    answers.write_text("".join(json.dumps({"task_id": t, "completion": c}) + "\n" for t, c in rows))
    result = run(tasks_dir, tmp_path, model=f"replay:{answers}", n_samples=2)
    statuses = {(s.task_id, s.sample_index): s.status for s in result.summary.samples}
    assert statuses == {
        ("squares", 0): "wrong_answer",
        ("squares", 1): "no_code",
        ("squares_again", 0): "pass",
        ("squares_again", 1): "missing",
    }
    assert metrics(result)["pass@1"] == pytest.approx(0.25)


def test_the_same_command_again_is_a_no_op(tasks_dir: Path, tmp_path: Path) -> None:
    first = run(tasks_dir, tmp_path, model="reference:slow")
    before = {p: p.stat().st_mtime_ns for p in first.folder.iterdir()}
    again = run(tasks_dir, tmp_path, model="reference:slow")
    assert again == first
    assert before == {p: p.stat().st_mtime_ns for p in first.folder.iterdir()}


def test_another_configuration_goes_into_another_folder(tasks_dir: Path, tmp_path: Path) -> None:
    first = run(tasks_dir, tmp_path, model="reference:slow")
    second = run(tasks_dir, tmp_path, model="reference:slow", prompt="fast")
    assert first.folder != second.folder


def test_a_folder_of_another_run_is_refused(tasks_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(tasks_dir, tmp_path, model="reference:slow", out=out)
    with pytest.raises(UsageError, match="holds another run"):
        run(tasks_dir, tmp_path, model="reference:fast", out=out)


@pytest.mark.usefixtures("planted_audits")
def test_a_folder_with_times_of_another_machine_is_not_gone_on_with(
    tasks_dir: Path, tmp_path: Path
) -> None:
    """Facts that an older run lacks do not prevent resuming."""
    asked = {"model": "reference:fast", "timing": "quick", "tasks": ("squares",)}
    result = run(tasks_dir, tmp_path, **asked)
    file = result.folder / "manifest.json"
    manifest = json.loads(file.read_text())
    blas = manifest["machine"].pop("blas")
    file.write_text(json.dumps(manifest | {"status": "running"}))
    assert run(tasks_dir, tmp_path, **asked).folder == result.folder
    assert blas is not None
    manifest["machine"]["python"] = "3.0.1"
    file.write_text(json.dumps(manifest | {"status": "running"}))
    with pytest.raises(
        UsageError, match=r"timed on another machine \(Python: 3\.0\.1 in its times"
    ):
        run(tasks_dir, tmp_path, **asked)


@pytest.mark.usefixtures("planted_audits")
def test_the_summary_can_be_rebuilt_from_the_raw_files(tasks_dir: Path, tmp_path: Path) -> None:
    from effbench.results.publishing import suite_sizes, summarise

    settings = config(
        tasks_dir, tmp_path, model="reference:medium", timing="quick", seed=5, tasks=("squares",)
    )
    result = pipeline.run(settings, Quiet())
    with Sandbox() as sandbox:
        suite = pipeline.load_suite(settings, sandbox)
    assert summarise(result.folder, suite_sizes(suite, "quick"), result.manifest) == result.summary


def test_an_unknown_timing_profile_is_a_usage_error(tasks_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="off, quick, standard"):
        run(tasks_dir, tmp_path, timing="slow")


def command(tasks_dir: Path, tmp_path: Path) -> list[str]:
    return [
        sys.executable, "-m", "effbench", "run", "--model", "reference:medium",
        "--tasks-path", str(tasks_dir), "--tasks", "squares*", "--n-samples", "3",
        "--results", str(tmp_path / "results"), "--seed", "7", "--timing", "standard",
    ]  # fmt: skip  # one flag and its value read better side by side


WITHOUT_AUDITS = """
import fakes, pytest
with pytest.MonkeyPatch.context() as patched:
    fakes.plant_audits(patched)
    from effbench.cli import main
    main()
"""


@pytest.mark.slow
def test_kill_nine_at_any_moment_loses_nothing_and_does_nothing_twice(
    tasks_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five kills of a quick run whose audits are planted; twelve of a `standard` in its share."""
    rng = random.Random(1)
    arguments = command(tasks_dir, tmp_path)
    kills = repetitions("kill a run", 12, 5)
    if kills == 5:
        arguments[1:3] = ["-c", WITHOUT_AUDITS]
        arguments[-1] = "quick"
        monkeypatch.setenv("PYTHONPATH", str(Path(fakes.__file__).parent))
    for _ in range(kills):
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.5, 3.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode in (0, 3), done.stderr
    (folder,) = store.find_runs(tmp_path / "results")
    wanted = {(task, index) for task in ("squares", "squares_again") for index in range(3)}
    for records in (store.generations(folder), store.verdicts(folder)):
        assert Counter((r.task_id, r.sample_index) for r in records) == dict.fromkeys(wanted, 1)
    sizes = {(task, size) for task in ("squares", "squares_again") for size in "SML"}
    assert Counter((t.task_id, t.size) for t in store.timings(folder)) == dict.fromkeys(sizes, 1)
    assert store.load_manifest(folder).status == "complete"


def test_control_c_says_how_to_go_on_and_exits_130(tasks_dir: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(tasks_dir, tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell's background job ignores Ctrl-C, and so would its children
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    while "time:" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; nothing is lost" in errors
    assert "Traceback" not in errors
    (folder,) = store.find_runs(tmp_path / "results")
    assert store.load_manifest(folder).status == "interrupted"
