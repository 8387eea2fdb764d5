"""Every built-in task passes the gates that measure no time, in the candidates' sandbox.

`effbench tasks check --all` also runs the timed gates, which need a quiet machine. A test run takes
its share of the tasks through the gates, and every task through the first gate and the lock, which
says if a task has changed. EFFBENCH_FULL=1 takes all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from nightly import share_of_this_run

from effbench.base.paths import content_dir
from effbench.gates import agreement, checker, generators, mutation, statement
from effbench.gates.bench import Bench
from effbench.gates.finding import Finding
from effbench.sandbox import Sandbox
from effbench.tasks import registry
from effbench.tasks.registry import families, lock

FILES = sorted(content_dir("tasks").glob("*.py"))
each_task = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def opened(file: Path) -> registry.TaskFiles:
    return registry.open_task(file, content_dir("reference_solutions") / file.stem)


def require(found: Finding) -> None:
    assert found.ok, f"{found.file}: {found.message}; {found.fix}; {found.figures.get('also', '')}"


@each_task
def test_statement(file: Path, sandbox: Sandbox) -> None:
    require(statement.examine(Bench(opened(file), sandbox, 11)))


@pytest.mark.nightly
@each_task
def test_generators_references_and_checker(file: Path, sandbox: Sandbox) -> None:
    bench = Bench(opened(file), sandbox, 11)
    require(generators.examine(bench, processes=False))
    require(agreement.examine(bench))
    require(checker.examine(bench))


@pytest.mark.nightly
@each_task
def test_every_wrong_solution_is_found_out(file: Path, sandbox: Sandbox) -> None:
    require(mutation.wrong_solutions(Bench(opened(file), sandbox, 11)))


DIGESTS = """
import json, sys
from effbench.gates.digest import digest_of_inputs
from effbench.sandbox import Sandbox
from effbench.tasks import registry
with Sandbox():  # which lets arrays and frames pass the wire
    tasks = [files.task for files in registry.open_tasks()]
    print(json.dumps({task.id: digest_of_inputs(task, 3) for task in tasks}))
"""


def test_generators_give_the_same_inputs_in_every_process(sandbox: Sandbox) -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(json.loads(outputs[0])) == len(FILES)


def test_the_lock_is_kept() -> None:
    """A task whose statement, solutions, inputs or sizes change needs a new version."""
    assert lock.complaints(lock.read(lock.path()), registry.open_tasks()) == []


def test_splits_and_categories() -> None:
    suite = registry.load_core()
    splits = Counter(task.split for task in suite.tasks)
    assert set(splits) == {"public", "dev"}
    assert splits["public"] > splits["dev"]
    assert len({task.category for task in suite.tasks}) >= 7


def test_every_variant_opens_and_differs_from_the_built_in_task(sandbox: Sandbox) -> None:
    """Three seeds of each task, and the run's share of all choices of values."""
    bases = [files for files in registry.open_tasks() if files.authored.parameters]
    assert bases
    share = share_of_this_run()
    for base in bases:
        for number, choice in enumerate(families.every_choice(base.authored)):
            if not share.has(f"{base.task.id} {number}"):
                continue
            families.open_choice(base, choice, base.task.id, sandbox)
        variants = [families.open_variant(base, seed, sandbox) for seed in (1, 2, 2**31)]
        prompts = {files.task.prompt for files in (base, *variants)}
        assert len(prompts) >= 2, base.file
        for files in variants:
            assert files.task.id.startswith(f"{base.file.stem}~k")
            assert files.task.digest != base.task.digest
