"""Every imported set by its name on the command line: notes and refusals."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

import pytest
from fakes import Quiet
from imported import lines
from typer.testing import CliRunner

from effbench import pipeline
from effbench.base.errors import DataError, UsageError
from effbench.cli.app import app
from effbench.pipeline import RunConfig
from effbench.sandbox import Sandbox
from effbench.tasks import DATASETS, datasets

PROBLEM = {
    "problem_id": 1,
    "question": "Print the sum of the input's numbers.",
    "solutions": json.dumps(["print(sum(map(int, input().split())))"]),
    "input_output": json.dumps({"inputs": ["1 2\n", "5\n"], "outputs": ["3\n", "5\n"]}),
    "starter_code": "",
}


@pytest.mark.parametrize("name", DATASETS)
def test_each_has_a_loader_that_refuses_a_file_that_is_not_there(
    name: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    load = DATASETS[name].load
    assert list(inspect.signature(load).parameters) == ["path", "sandbox"]
    with pytest.raises(DataError, match=r"nowhere"):
        load(tmp_path / "nowhere", sandbox)


@pytest.mark.parametrize(
    "path", sorted(Path(datasets.__file__).parent.glob("*.py")), ids=lambda path: path.name
)
def test_none_unpickles_or_runs_code_in_the_host(path: Path) -> None:
    """A set's code is plain text in these modules: it runs only in the sandbox."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not {"pickle", "marshal", "shelve", "dill"} & {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.module not in ("pickle", "marshal", "shelve", "dill")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "compile", "__import__")
        if isinstance(node, ast.keyword):
            assert node.arg != "trust_remote_code"


def test_a_whole_run_of_a_set_with_its_own_solutions_and_without(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = lines(tmp_path / "test.jsonl", PROBLEM, PROBLEM | {"problem_id": 2, "solutions": ""})
    answers = lines(
        tmp_path / "answers.jsonl",
        {"task_id": "1", "solution": "print(sum(map(int, input().split())))"},
        {"task_id": "2", "solution": "print(3)"},
    )
    config = RunConfig(
        model=f"replay:{answers}", suite="apps", suite_path=path, timing="off", results=tmp_path
    )
    result = pipeline.run(config, Quiet())
    values = {metric.id: metric.value for metric in result.summary.metrics}
    assert values["pass@1"] == pytest.approx(0.5)
    with pytest.raises(UsageError, match="add --timing off"):
        pipeline.load_suite(RunConfig(suite="apps", suite_path=path), sandbox)


def test_the_hub_by_id_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import SimpleNamespace

    loaded = SimpleNamespace(load_dataset=lambda name, **options: [PROBLEM])
    monkeypatch.setitem(sys.modules, "datasets", loaded)
    config = RunConfig(suite="apps", suite_path=Path("hf:codeparrot/apps@main"), timing="off")
    with Sandbox() as unused:
        assert [task.id for task in pipeline.load_suite(config, unused).tasks] == ["1"]


def test_tasks_of_a_set_without_sizes_are_shown(tmp_path: Path) -> None:
    path = str(lines(tmp_path / "test.jsonl", PROBLEM))
    for words in (["list"], ["show", "1"]):
        command = ["tasks", *words, "--suite", "apps", "--suite-path", path]
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
    assert "Print the sum of the input's numbers." in result.output
