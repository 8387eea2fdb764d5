"""EvalPerf's result files: reading, joining with the plus sets, the published summaries."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.errors import DataError
from effbench.judging.judge import CorrectnessJudge
from effbench.sandbox import Sandbox
from effbench.stats.peers import evalperf as metrics
from effbench.tasks.datasets import evalperf, evalplus

DATA = Path(__file__).parents[4] / "shared" / "data"
FILES = sorted((DATA / "evalperf").glob("*.json.gz"))
SETS = (DATA / "humanevalplus/HumanEvalPlus.jsonl.gz", DATA / "mbppplus/MbppPlus.jsonl.gz")
there = pytest.mark.skipif(
    not FILES or not all(path.is_file() for path in SETS),
    reason="EvalPerf's result files and the plus sets are not beside the checkout",
)

SLOW, FAST = "def half(x):\n    return x * 0.5\n", "def half(x):\n    return x / 2\n"
RESULT: dict[str, Any] = {
    "date": "2024-10-01",
    "config": {"n_samples": 100, "min_correct": 2},
    "summary": {"dps": 60.0, "dps_norm": 75.0, "pass@1": 50.0},
    "eval": {
        "HumanEval/32": {
            "dps": 60.0,
            "dps_norm": 75.0,
            "pass@1": 100.0,
            "profiled": [
                {"solution": SLOW, "matching_cluster_idx": 0},
                {"solution": FAST, "matching_cluster_idx": 1},
                {"solution": FAST, "matching_cluster_idx": 1},
            ],
        },
        "Mbpp/1": {"dps": None, "dps_norm": None, "pass@1": 0.0, "profiled": []},
    },
}
ROW = {
    "task_id": "HumanEval/32",
    "prompt": "def half(x):\n    '''Half.'''\n",
    "entry_point": "half",
    "canonical_solution": "    return x / 2\n",
    "base_input": [[1.0]],
    "plus_input": [[1e9]],
    "atol": 0,
}


def write(tmp_path: Path, data: Any) -> Path:
    path = tmp_path / "model_evalperf_results.brief.json"
    path.write_text(json.dumps(data))
    return path


def changed(**changes: Any) -> Any:
    task = RESULT["eval"]["HumanEval/32"] | changes
    return RESULT | {"eval": {"HumanEval/32": task}}


def test_a_file_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, RESULT)
    results = evalperf.read(path)
    assert list(results.tasks) == ["HumanEval/32", "Mbpp/1"]
    assert results.config.min_correct == 2
    assert [s.matching_cluster_idx for s in results.tasks["HumanEval/32"].profiled] == [0, 1, 1]
    scores = [task.scores("dps_norm") for task in results.tasks.values()]
    assert metrics.of_passed(scores, results.config.min_correct) == 75.0
    assert metrics.with_failures(scores) == 37.5
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert evalperf.read(packed) == results


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "missing required field `config`"),
        ([], "Expected `object`"),
        (RESULT | {"eval": {}}, "it has no tasks"),
        (changed(dps="60"), "Expected `float | null`"),
        (changed(profiled=[{"solution": "x"}]), "missing required field `matching_cluster_idx`"),
        (
            changed(profiled=[{"solution": "x", "matching_cluster_idx": -2}]),
            "task HumanEval/32, solution 0: cluster -2 is below -1",
        ),
        (changed(dps=float("nan")), "not a result file"),
    ],
)
def test_malformed_files(tmp_path: Path, data: Any, words: str) -> None:
    path = write(tmp_path, data)
    with pytest.raises(DataError) as caught:
        evalperf.read(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "give an EvalPerf result file" in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_data_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"any\.json"):
        evalperf.read(path)


def test_solutions_are_joined_with_the_sets(tmp_path: Path, sandbox: Sandbox) -> None:
    rows = tmp_path / "set.jsonl"
    rows.write_text(json.dumps(ROW) + "\n")
    suite = evalplus.load_humaneval(rows, sandbox)
    once = evalperf.read(write(tmp_path, RESULT))
    (joined,), missing = evalperf.join([once, once], [suite])
    assert (joined.task.id, joined.clusters) == ("HumanEval/32", {SLOW: 0, FAST: 1})
    assert joined.n_disputed == 0
    assert missing == ["Mbpp/1"]
    assert all(
        CorrectnessJudge(sandbox, 1).judge(joined.task, s).status == "pass" for s in joined.clusters
    )
    other = changed(profiled=[{"solution": FAST, "matching_cluster_idx": 0}])
    (joined,), _ = evalperf.join([once, evalperf.read(write(tmp_path, other))], [suite])
    assert (joined.clusters, joined.n_disputed) == ({SLOW: 0}, 1)


def test_a_folder_is_a_suite(tmp_path: Path, sandbox: Sandbox) -> None:
    with pytest.raises(DataError, match="no file HumanEvalPlus"):
        evalperf.load(tmp_path, sandbox)
    (tmp_path / "plus").mkdir()
    for name, task_id in (("HumanEvalPlus", "HumanEval/32"), ("MbppPlus", "Mbpp/3")):
        path = tmp_path / "plus" / f"{name}.jsonl"
        path.write_text(json.dumps(ROW | {"task_id": task_id}) + "\n")
    with pytest.raises(DataError, match=r"no file .*evalperf_results"):
        evalperf.load(tmp_path, sandbox)
    write(tmp_path, RESULT)
    suite = evalperf.load(tmp_path, sandbox)
    assert [task.id for task in suite.tasks] == ["HumanEval/32"]
    assert "Mbpp/1" in suite.notes[-1]
    write(tmp_path, RESULT | {"eval": {"Mbpp/1": RESULT["eval"]["Mbpp/1"]}})
    with pytest.raises(DataError, match="no task of the result files is in the plus sets"):
        evalperf.load(tmp_path, sandbox)


def test_extreme_inputs_are_left_out(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, task_id in (("HumanEvalPlus", "HumanEval/32"), ("MbppPlus", "Mbpp/3")):
        rows = {"": [[1e9], [0.0]], "-NoExtreme": [[0.0]]}
        for kind, plus in rows.items():
            row = ROW | {"task_id": task_id, "plus_input": plus}
            (tmp_path / f"{name}{kind}.jsonl").write_text(json.dumps(row) + "\n")
    write(tmp_path, RESULT)

    def inputs() -> list[Any]:
        (task,) = evalperf.load(tmp_path, sandbox).tasks
        return [instance.arguments[0] for instance in task.correctness(0)]

    assert inputs() == [1.0, 0.0]
    (tmp_path / "HumanEvalPlus-NoExtreme.jsonl").unlink()
    assert inputs() == [1.0, 1e9, 0.0]
    whole = evalperf.load(tmp_path, sandbox).digest
    monkeypatch.setattr(evalperf, "EXTREME", {"HumanEval/32": 2})
    assert inputs() == [1.0, 0.0]
    assert evalperf.load(tmp_path, sandbox).digest != whole
    monkeypatch.setattr(evalperf, "EXTREME", {"HumanEval/32": -1})
    with pytest.raises(DataError, match="all of its inputs are extreme"):
        inputs()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split("_")[0])
def test_a_published_summary_is_recomputed(file: Path) -> None:
    results = evalperf.read(file)
    for name in evalperf.SCORES:
        scores = [task.scores(name) for task in results.tasks.values()]
        value = metrics.of_passed(scores, results.config.min_correct)
        assert value == pytest.approx(results.summary[name], abs=1e-9)
        assert metrics.with_failures(scores) < results.summary[name]
    assert metrics.pass_at_1(scores) == pytest.approx(results.summary["pass@1"], abs=1e-9)


@there
def test_the_published_tasks_are_found(sandbox: Sandbox) -> None:
    joined, missing = evalperf.read_folder(DATA, sandbox)
    assert len(FILES) == 10
    assert (len(joined), missing) == (118, [])
    assert sum(len(one.clusters) for one in joined) == 16311
    assert sum(one.n_disputed for one in joined) == 72
    assert sum(len(set(one.clusters.values())) > 1 for one in joined) == 112
    (divisors,) = [one.task for one in joined if one.task.id == "Mbpp/781"]
    numbers = [instance.arguments[0] for instance in divisors.correctness(0)]
    assert max(numbers) < 10**8
    assert 95 < len(numbers) < 110
