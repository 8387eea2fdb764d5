"""The built-in suites `core` and `hard`: their names, their tasks, and the two joined."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import effbench
from fakes import Quiet

from effbench import pipeline
from effbench.base.errors import TaskError, UsageError
from effbench.base.records import Frozen
from effbench.pipeline import RunConfig
from effbench.reward import tasks as rewarded
from effbench.sandbox import Sandbox
from effbench.submissions.suites import Asked, KnownSuites
from effbench.tasks import SuiteChoice, locks, open_suite, registry
from effbench.tasks.registry import lock, places, suites
from effbench.tasks.suite import Suite

HARD = 'statement=__doc__, suite="hard",'


@pytest.fixture
def folder(tasks_dir: Path, tmp_path: Path) -> Path:
    """The tiny tasks: `squares` belongs to core, `squares_again` to hard."""
    place = tmp_path / "tiny"
    shutil.copytree(tasks_dir, place)
    file = place / "squares_again.py"
    file.write_text(file.read_text().replace("statement=__doc__,", HARD))
    return place


@pytest.fixture
def built_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny tasks in the place of the built-in ones."""
    content = {"tasks": folder, "reference_solutions": folder / "reference_solutions"}
    monkeypatch.setattr(places, "content_dir", content.__getitem__)
    return folder


def ids(suite: Suite) -> list[str]:
    return [task.id for task in suite.tasks]


def opened(name: str, sandbox: Sandbox, **choice: object) -> Suite:
    return open_suite(SuiteChoice(name, **choice), sandbox)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("core", ("core",)),
        ("hard", ("hard",)),
        ("core+hard", ("core", "hard")),
        ("hard+core", ("core", "hard")),
        ("core+core", ()),
        ("core+humaneval", ()),
        ("humaneval", ()),
        ("core-dev", ()),
        ("", ()),
    ],
)
def test_a_name_joins_suites_in_any_order(name: str, members: tuple[str, ...]) -> None:
    assert suites.members(name) == members
    assert suites.canonical(name) == ("+".join(members) or name)


def test_the_names_of_records_and_rewards_lead_back_to_the_suite() -> None:
    for name in suites.NAMES:
        for split in registry.SPLIT_CHOICES:
            for local in (False, True):
                assert suites.of_full_name(suites.full_name(name, split, local)) == name
    assert suites.of_full_name("humaneval") == suites.of_full_name("core-set") == ""
    assert suites.for_reward("hard+core-dev") == ("core+hard", "dev")
    assert suites.for_reward("core") == ("core", "all")
    assert [suites.for_reward(name) is None for name in suites.REWARD_NAMES] == [False] * 9
    for name in ("core-all", "core-", "core-baseline", "core+core", "humaneval"):
        assert suites.for_reward(name) is None


def test_the_built_in_names_open(built_in: Path, sandbox: Sandbox) -> None:
    assert ids(opened("core", sandbox)) == ["squares"]
    hard = opened("hard", sandbox)
    assert (hard.name, hard.version, ids(hard)) == ("hard", suites.HARD_VERSION, ["squares_again"])
    both = opened("core+hard", sandbox)
    assert (both.name, ids(both)) == ("core+hard", ["squares", "squares_again"])
    assert both.version == f"{suites.CORE_VERSION}+{suites.HARD_VERSION}"
    other_order = opened("hard+core", sandbox)
    assert (other_order.name, other_order.digest) == (both.name, both.digest)
    public = opened("core+hard", sandbox, split="public")
    assert public.name == "core+hard-public" and public.digest == both.digest
    with pytest.raises(UsageError, match="suite hard has no tasks of the split dev"):
        opened("hard", sandbox, split="dev")
    with pytest.raises(UsageError, match="suite hard has no task with parameters"):
        opened("hard", sandbox, split="generated", seed=1)
    with pytest.raises(UsageError, match="--split baseline is only for --suite core"):
        opened("hard", sandbox, split="baseline")
    with pytest.raises(UsageError, match=r"unknown suite 'core\+core'; there are: .*core\+hard"):
        opened("core+core", sandbox)


def test_a_suite_without_tasks_is_named(tasks_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {"tasks": tasks_dir, "reference_solutions": tasks_dir / "reference_solutions"}
    monkeypatch.setattr(places, "content_dir", content.__getitem__)
    for name in ("hard", "core+hard"):
        with pytest.raises(UsageError, match=r'suite hard has no tasks: .*suite="hard"'):
            registry.load_built_in(name)


def test_an_edition_of_variants_for_each_suite(
    built_in: Path, sandbox: Sandbox, tmp_path: Path
) -> None:
    for name in ("squares", "squares_again"):
        file = built_in / f"{name}.py"
        text = file.read_text().replace('family="sums",', 'family="sums", parameters=WORDS,')
        words = 'WORDS = {"wording": {"a": "Return", "b": "Give"}}\n\nTASK = Task('
        text = text.replace("TASK = Task(", words, 1).replace('"""Return the', '"""$wording the')
        file.write_text(text)
        solutions = built_in / "reference_solutions" / name
        shutil.copy(solutions / "fast.py", solutions / "brute.py")
    for suite, names in (
        ("core", ["squares~k7"]),
        ("hard", ["squares_again~k7"]),
        ("hard+core", ["squares~k7", "squares_again~k7"]),
    ):
        found = opened(suite, sandbox, split="generated", seed=7)
        assert ids(found) == names
        assert found.name == f"{suites.canonical(suite)}-generated"
    with pytest.raises(UsageError, match="seed must be 0"):
        registry.load_generated(-1, sandbox, name="hard")


def test_a_task_of_no_suite_is_refused(folder: Path) -> None:
    file = folder / "squares.py"
    file.write_text(file.read_text().replace("statement=__doc__,", HARD.replace("hard", "soft")))
    with pytest.raises(TaskError, match="suite must be one of core, hard, not 'soft'"):
        registry.load_task(file, folder / "reference_solutions" / "squares")


def test_the_lock_names_the_suite_of_a_hard_task(folder: Path) -> None:
    tasks = [
        registry.open_task(file, folder / "reference_solutions" / file.stem)
        for file in sorted(folder.glob("*.py"))
    ]
    file = folder / lock.FILE_NAME
    lock.write(file, tasks, lambda files: Frozen(timeable=("L",), memory=()))
    core, hard = file.read_text().splitlines()[1:3]
    assert '"suite"' not in core and '"suite": "hard"' in hard
    assert lock.complaints(lock.read(file), tasks) == []
    moved = {name: entry for name, entry in lock.read(file).items()}
    moved["squares"] = lock.read(file)["squares_again"]
    (words,) = lock.complaints(moved, tasks)
    assert "suite" in words and "not the version" in words


def test_known_suites_and_rewards_have_them(built_in: Path, sandbox: Sandbox) -> None:
    both = opened("core+hard", sandbox)
    asked = Asked(
        both.name, both.version, both.digest, {t.id: t.digest for t in both.tasks}, False, "all",
        None, choice="core+hard",
    )  # fmt: skip
    found = KnownSuites().find(asked)
    assert found is not None and list(found.tasks) == ids(both)
    assert ids(rewarded.load_suite("hard-public")) == ["squares_again"]
    assert rewarded.load_suite("hard+core").digest == both.digest
    with pytest.raises(UsageError, match=r"core\+hard-dev"):
        rewarded.load_suite("hard-all")


@pytest.mark.usefixtures("sandbox")
def test_a_run_of_both_suites(folder: Path, tmp_path: Path) -> None:
    config = RunConfig(
        model="reference:fast",
        suite="hard+core",
        tasks=("squares", "squares_again"),
        tasks_path=(folder,),
        timing="off",
        out=tmp_path / "run",
    )
    suite = pipeline.run(config, Quiet()).manifest.suite
    assert (suite.choice, suite.name) == ("core+hard", "core+hard+local")
    assert list(suite.tasks) == ["squares", "squares_again"]


@pytest.mark.usefixtures("sandbox")
def test_the_command_line_takes_the_names(folder: Path) -> None:
    place = ("--tasks-path", str(folder))
    done = effbench("tasks", "list", "--suite", "hard", *place, "--json")
    assert done.returncode == 0 and '"id": "squares_again"' in done.stdout, done.stderr
    assert '"suite": "hard"' in done.stdout and '"id": "squares"' not in done.stdout
    assert effbench("tasks", "show", "squares_again", *place).returncode == 0
    done = effbench("tasks", "show", "squares_again", "--suite", "core", *place)
    assert done.returncode == 2 and "suite core+local has no task 'squares_again'" in done.stderr
    done = effbench("tasks", "show", "lis_weighted", "--suite", "hard", *place)
    assert done.returncode == 2 and "another built-in suite has it" in done.stderr
    done = effbench("tasks", "list", "--suite", "core+hard", "--suite-path", str(folder))
    assert done.returncode == 2 and "--suite core+hard is built in" in done.stderr


def test_earlier_versions_of_core_stay_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of version 1 are validated against the table, whatever the installed tasks are."""
    monkeypatch.setattr(KnownSuites, "_load", lambda self, asked: iter(()))
    splits = {
        "core": "all",
        "core-public": "public",
        "core-dev": "dev",
        "core-baseline": "baseline",
    }
    entries = {suite.name: suite for suite in locks.table() if suite.version == "1"}
    for name, split in splits.items():
        tasks = {task_id: task.digest for task_id, task in entries[name].tasks.items()}
        asked = Asked(name, "1", entries[name].digest, tasks, False, split, None)
        assert KnownSuites().find(asked) == entries[name]
        assert all(task.frozen is not None for task in entries[name].tasks.values())
