"""The contract that every built-in task keeps, checked in the sandbox that candidates meet."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from effbench import registry
from effbench.authoring import Task
from effbench.judge import Judge, source_sha256
from effbench.layout import content_dir
from effbench.measure import Plan, measure
from effbench.records import NOOP_ARM, REFERENCE_ARM
from effbench.sandbox import Sandbox
from effbench.sandbox.wire import encode
from effbench.suite import SuiteTask

FILES = sorted(content_dir("tasks").glob("*.py"))
CANARY = "effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2"


def authored(file: Path) -> Task:
    spec = importlib.util.spec_from_file_location(f"authored_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    task = module.TASK
    assert isinstance(task, Task)
    return task


def load(file: Path) -> SuiteTask:
    return registry.load_task(file, content_dir("reference_solutions") / file.stem)


@pytest.fixture(scope="module")
def judge(sandbox: Sandbox) -> Judge:
    return Judge(sandbox, seed=11)


each_task = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_task
def test_statement_limits_and_canary(file: Path) -> None:
    task = load(file)
    assert len(task.statement.split()) <= 400
    assert CANARY in file.read_text()
    for source in task.references.values():
        assert CANARY in source
    assert authored(file).limits


@each_task
def test_examples_are_right(file: Path) -> None:
    task = authored(file)
    assert task.examples
    for arguments, expected in task.examples:
        assert task.check(arguments, expected, expected) is None


@each_task
def test_all_inputs_keep_the_stated_limits(file: Path) -> None:
    suite_task, validator = load(file), authored(file).validator
    assert validator is not None
    for seed in range(3):
        for instance in suite_task.correctness(seed):
            validator(instance.arguments)
    for size in suite_task.sizes:
        for instance in suite_task.stress(size, 5, 3):
            validator(instance.arguments)


DIGEST = """
import hashlib, json, sys
from pathlib import Path
from effbench import registry
from effbench.layout import content_dir
from effbench.sandbox import wire
import numpy
wire.bind_numpy()
out = {}
for file in sorted(content_dir("tasks").glob("*.py")):
    task = registry.load_task(file, content_dir("reference_solutions") / file.stem)
    inputs = [i.arguments for i in task.correctness(3)]
    inputs += [i.arguments for i in task.stress(task.sizes[0], 3, 2)]
    out[file.stem] = hashlib.sha256(wire.encode(inputs)).hexdigest()
print(json.dumps(out))
"""


def test_generators_give_the_same_inputs_in_every_process() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(json.loads(outputs[0])) == len(FILES)


@each_task
def test_all_tiers_are_correct(file: Path, judge: Judge) -> None:
    task = load(file)
    for tier, source in task.references.items():
        result = judge.judge(task, source)
        assert result.status == "pass", (tier, result)
        assert result.n_inputs >= 40


@each_task
def test_every_wrong_solution_fails(file: Path, judge: Judge, sandbox: Sandbox) -> None:
    task = load(file)
    assert len(task.wrong) >= 4
    alive = {
        source_sha256(source): name
        for name, source in task.wrong.items()
        if judge.judge(task, source).status == "pass"
    }
    by_sha = {source_sha256(source): source for source in task.wrong.values()}
    if alive:  # right on small inputs: the timed sizes must find it out
        sources = {sha: by_sha[sha] for sha in alive}
        for timing in measure(task, sources, sandbox, 3, Plan(min_blocks=4), ()):
            for repetition in timing.repetitions:
                if repetition.arm not in (REFERENCE_ARM, NOOP_ARM) and repetition.wrong:
                    alive.pop(repetition.arm, None)
    assert not alive, f"these wrong solutions pass: {sorted(alive.values())}"


@each_task
def test_an_answer_of_another_type_is_refused(file: Path) -> None:
    task = load(file)
    arguments, expected = authored(file).examples[0]
    for other in (None, "", object(), [], {}, float("nan"), [[]], ("", 0), 10**400):
        if encode_or_none(other) != encode_or_none(expected):
            assert task.verify(arguments, other, expected) is not None, other


def encode_or_none(value: object) -> bytes | None:
    try:
        return encode(value)
    except ValueError:
        return None
