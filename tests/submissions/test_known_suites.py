"""Known suites: the installed built-in suite, and the table of suites that are not installed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from effbench.pipeline import RunConfig, load_suite
from effbench.sandbox import Sandbox
from effbench.submissions.suites import Asked, KnownSuites
from effbench.tasks import locks, registry
from effbench.tasks.suite import Suite

ENAMEL = Path(__file__).parents[3] / "shared" / "data" / "enamel" / "dataset" / "enamel.csv"


def asked(suite: Suite, **changes: object) -> Asked:
    made = Asked(
        name=suite.name,
        version=suite.version,
        digest=suite.digest,
        tasks={task.id: task.digest for task in suite.tasks},
        subset=False,
        split="all",
        suite_seed=None,
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.usefixtures("sandbox")
def test_the_built_in_suite_and_parts_of_it() -> None:
    core, known = registry.load_core(), KnownSuites()
    found = known.find(asked(core))
    assert found is not None and found.digest == core.digest
    first = {core.tasks[0].id: core.tasks[0].digest}
    assert known.find(asked(core, tasks=first)) is None  # it claims to be the whole suite
    assert known.find(asked(core, tasks=first, subset=True)) == found
    changed = {**{task.id: task.digest for task in core.tasks}, core.tasks[0].id: "0" * 64}
    assert known.find(asked(core, tasks=changed)) is None
    assert known.find(asked(core, tasks=changed, subset=True)) is None
    assert known.find(asked(core, version="0")) is None
    public = registry.split(core, "public")
    found = known.find(asked(public, split="public"))
    assert found is not None and found.name == "core-public"


@pytest.mark.usefixtures("sandbox")
def test_generated_variants_are_made_again(tasks_dir: Path) -> None:
    with Sandbox() as sandbox:
        config = RunConfig(split="generated", suite_seed=2**31 + 5, timing="off")
        suite = load_suite(config, sandbox)
    known = KnownSuites()
    assert known.find(asked(suite, split="generated", suite_seed=2**31 + 5)) is not None
    changed = {**{task.id: task.digest for task in suite.tasks}, suite.tasks[0].id: "0" * 64}
    wanted = asked(suite, split="generated", suite_seed=2**31 + 5, tasks=changed)
    assert known.find(wanted) is None


def test_an_unknown_suite_says_why_it_could_not_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "broken.csv").write_text("nothing")
    known = KnownSuites(suite_path=tmp_path / "broken.csv")
    wanted = Asked("humaneval", "1", "0" * 64, {"x": "0" * 64}, False, "all", None)
    assert known.find(wanted) is None
    assert known.failures


def test_the_tables_suites_are_whole() -> None:
    table = locks.table()
    assert len({suite.digest for suite in table}) == len(table) >= 1
    for suite in table:
        assert all(len(task.digest) == 64 and task.sizes for task in suite.tasks.values())


@pytest.mark.skipif(not ENAMEL.is_file(), reason="ENAMEL is not beside the checkout")
@pytest.mark.usefixtures("sandbox")
def test_enamels_entry_is_what_its_file_gives() -> None:
    with Sandbox() as sandbox:
        config = RunConfig(suite="enamel", suite_path=ENAMEL, timing="off")
        made = locks.described(load_suite(config, sandbox))
    assert made in locks.table(), "`effbench suites lock --suite enamel` gives its new entry"
