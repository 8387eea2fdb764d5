"""Real Ray with two nodes on this machine, compared with the local executor; one error per fault.

test_cluster_faults tests the death of nodes and drivers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from clusters import SmallCluster, needs_ray, small_cluster
from fakes import Quiet

from effbench import pipeline
from effbench.base.errors import UsageError
from effbench.pipeline import RunConfig, RunResult
from effbench.runs import store

pytestmark = [pytest.mark.usefixtures("sandbox"), pytest.mark.slow]
N_SAMPLES = 12
RIGHT = "def {task}(values):\n    return sum(v * v for v in values)  # {i}\n"
WRONG = "def {task}(values):\n    return sum(values)  # {i}\n"
ENDLESS = "def {task}(values):\n    raise ValueError('bad \\ud800 {i}')\n"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right, wrong and failing answers to both tasks; some of them twice."""
    file = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    rows = []
    for task in ("squares", "squares_again"):
        for i in range(N_SAMPLES):
            source = (RIGHT, WRONG, ENDLESS)[i % 3].format(task=task, i=i // 6)
            rows.append(json.dumps({"task_id": task, "solution": source}))
    file.write_text("\n".join(rows) + "\n")
    return file


def run(tasks_dir: Path, folder: Path, answers: Path, **options: object) -> RunResult:
    settings: dict[str, object] = {
        "model": f"replay:{answers}",
        "tasks": ("squares*",),
        "tasks_path": (tasks_dir,),
        "n_samples": N_SAMPLES,
        "out": folder,
        "timing": "off",
        "seed": 3,
        "workers": 1,
    }
    return pipeline.run(RunConfig(**{**settings, **options}), Quiet())  # type: ignore[arg-type]


def verdicts(folder: Path) -> dict[tuple[str, int], tuple[str, str, int, int]]:
    return {
        (v.task_id, v.sample_index): (v.status, v.detail, v.n_inputs, v.n_passed)
        for v in store.verdicts(folder)
    }


def test_two_nodes_judge_and_time_as_one_machine_does(
    cluster: SmallCluster,
    tasks_dir: Path,
    answers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = run(tasks_dir, tmp_path / "local", answers)
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    spread = run(tasks_dir, tmp_path / "ray", answers, timing="quick", executor="ray")
    assert verdicts(spread.folder) == verdicts(alone.folder)
    assert len(list(store.verdicts(spread.folder))) == 2 * N_SAMPLES
    named = {v.node for v in store.verdicts(spread.folder)}
    assert named <= {node.name for node in spread.manifest.nodes}
    assert len(spread.manifest.nodes) == 2
    assert {v.node for v in store.verdicts(alone.folder)} == {""}
    timings = list(store.timings(spread.folder))
    assert Counter((t.task_id, t.size) for t in timings) == {
        (t, s): 1 for t in ("squares", "squares_again") for s in "SML"
    }
    for task in ("squares", "squares_again"):
        assert len({t.node for t in timings if t.task_id == task}) == 1
    for node in spread.manifest.nodes:
        assert node.tier == alone.manifest.judge.tier
        assert node.certificate is not None
        assert {arm.task_id for arm in node.shared} <= {"squares", "squares_again"}
    assert spread.manifest.certificate in {n.certificate for n in spread.manifest.nodes}
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:9")  # a finished run needs no cluster
    again = run(tasks_dir, tmp_path / "ray", answers, timing="quick", executor="ray")
    assert again == spread


@pytest.mark.usefixtures("planted_audits")
def test_times_of_a_cluster_and_of_one_machine_are_not_pooled(
    tasks_dir: Path, answers: Path, tmp_path: Path
) -> None:
    done = run(tasks_dir, tmp_path / "run", answers, timing="quick", tasks=("squares",))
    lines = (done.folder / store.TIMINGS).read_text().splitlines(keepends=True)
    elsewhere = lines[0].replace('"node":""', '"node":"node-1"')
    assert elsewhere != lines[0]
    (done.folder / store.TIMINGS).write_text(elsewhere)
    manifest = (done.folder / store.MANIFEST).read_text().replace('"complete"', '"running"')
    (done.folder / store.MANIFEST).write_text(manifest)
    with pytest.raises(UsageError, match=r"timed on a cluster.*continue with --executor ray"):
        run(tasks_dir, tmp_path / "run", answers, timing="quick", tasks=("squares",))


def command(tasks_dir: Path, folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "effbench", "run", "--model", "reference:fast", "--timing", "off",
        "--tasks-path", str(tasks_dir), "--tasks", "squares*", "--out", str(folder),
        "--executor", "ray", "--workers", "1",
    ]  # fmt: skip  # one flag and its value read better side by side


def failed(tasks_dir: Path, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    folder = tmp_path / "run"
    done = subprocess.run(
        command(tasks_dir, folder),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    errors = [line for line in done.stderr.splitlines() if "error" in line]
    assert len(errors) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / store.VERDICTS).exists()
    return done


def test_a_node_with_another_effbench_is_one_clear_error(tasks_dir: Path, tmp_path: Path) -> None:
    needs_ray()
    other = tmp_path / "site" / "effbench"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text('__version__ = "0.0.9"\n')
    with small_cluster(1, 1, env={"PYTHONPATH": str(other.parent)}) as cluster:
        done = failed(tasks_dir, tmp_path, RAY_ADDRESS=cluster.address)
    assert done.returncode == 2
    assert "has effbench 0.0.9, but this is " in done.stderr
    assert "install the same effbench on every node" in done.stderr


def test_an_address_that_does_not_answer_is_one_clear_error(
    tasks_dir: Path, tmp_path: Path
) -> None:
    needs_ray()
    done = failed(tasks_dir, tmp_path, RAY_ADDRESS="127.0.0.1:9")
    assert done.returncode == 2
    assert "no Ray cluster answers at 127.0.0.1:9 (Connection refused)" in done.stderr


def test_without_ray_it_is_one_clear_error(tasks_dir: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'ray' else real(name, *rest)\n"
    )
    path = os.pathsep.join(filter(None, [str(hidden), os.environ.get("PYTHONPATH")]))
    done = failed(tasks_dir, tmp_path, PYTHONPATH=path)
    assert done.returncode == 2
    assert 'pip install "effbench[ray]"' in done.stderr
