"""Plug-ins: declaration, import on demand, and errors that name the package."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from effbench.base import Registry, UsageError, plugins
from effbench.models import BACKENDS, MODELS
from effbench.reward import PRESETS
from effbench.submissions import KnownSuites
from effbench.submissions.suites import Asked
from effbench.tasks import DATASETS, SUITES, DataSet, SuiteChoice, choice_of, open_suite

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES: tuple[Registry[Any], ...] = (SUITES, DATASETS, MODELS, BACKENDS, PRESETS)
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Add a distribution with a module and entry points to the path, without pip."""
    monkeypatch.syspath_prepend(tmp_path)

    def installed(name: str, source: str, points: Mapping[str, Mapping[str, str]]) -> None:
        module = name.replace("-", "_")
        (tmp_path / f"{module}.py").write_text(source)
        folder = tmp_path / f"{module}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = []
        for group, those in points.items():
            lines += [f"[{group}]", *(f"{key} = {value}" for key, value in those.items())]
        (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")
        plugins.declared.cache_clear()

    yield installed
    plugins.declared.cache_clear()


def test_every_name_that_effbench_declares_can_be_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["entry-points"]
    assert {registry.group for registry in REGISTRIES} == set(declared)
    for registry in REGISTRIES:
        assert list(registry) == sorted(registry)
        assert set(registry) >= set(declared[registry.group])
        for name in declared[registry.group]:
            assert registry.distributions(name) == ["effbench"]
            assert registry[name] is not None


def test_listing_imports_nothing(install: Install) -> None:
    source = "raise RuntimeError('imported')"
    install("eager-set", source, {"effbench.datasets": {"eager": "eager_set:SET"}})
    assert "eager" in DATASETS
    assert "eager" in list(DATASETS)
    assert DATASETS.distributions("eager") == ["eager-set"]
    assert "eager_set" not in sys.modules


def test_a_plugin_that_fails_to_import_is_one_clear_error(install: Install) -> None:
    points = {"effbench.datasets": {"broken": "broken_set:SET", "gone": "broken_set:GONE.x"}}
    install("broken-set", "import no_such_library\nSET = 1\n", points)
    words = r"the plug-in 'broken' of broken-set \(broken_set:SET\) can't be imported: "
    with pytest.raises(UsageError, match=words + r"ModuleNotFoundError: .*uninstall broken-set"):
        open_suite(SuiteChoice("broken", Path("x")), None)  # type: ignore[arg-type]  # not reached


@pytest.mark.parametrize("source", ["", "raise SystemExit(0)", "import"])
def test_other_ways_to_fail(install: Install, source: str) -> None:
    install("odd-set", source, {"effbench.datasets": {"odd": "odd_set:SET"}})
    with pytest.raises(UsageError, match=r"'odd' of odd-set \(odd_set:SET\) can't be imported"):
        DATASETS["odd"]


def test_an_object_of_another_type_is_refused(install: Install) -> None:
    install("typed-set", "SET = 'text'", {"effbench.datasets": {"typed": "typed_set:SET"}})
    with pytest.raises(UsageError, match=r"'typed' of typed-set .* is of type str, not DataSet"):
        DATASETS["typed"]


def test_two_packages_that_declare_a_name(install: Install) -> None:
    source = "from effbench.tasks import DataSet\nSET = DataSet(lambda path, box: None, 'x')\n"
    for name in ("first-set", "second-set"):
        module = name.replace("-", "_")
        install(name, source, {"effbench.datasets": {"same": f"{module}:SET"}})
    with pytest.raises(UsageError, match="declared by first-set and second-set: uninstall"):
        DATASETS["same"]
    install("taken-set", source, {"effbench.datasets": {"enamel": "taken_set:SET"}})
    with pytest.raises(UsageError, match="declared by effbench and taken-set: uninstall"):
        DATASETS["enamel"]
    assert isinstance(DATASETS["humaneval"], DataSet)  # other names still work


def test_a_name_that_is_a_suite_and_a_data_set(install: Install) -> None:
    install("core-set", "SET = 1", {"effbench.datasets": {"core": "core_set:SET"}})
    with pytest.raises(UsageError, match="'core' is declared by effbench and core-set"):
        open_suite(SuiteChoice("core"), None)  # type: ignore[arg-type]  # not reached


def test_a_suite_that_opens_as_something_else(install: Install) -> None:
    source = "def open_it(choice, sandbox):\n    return [choice.name]\n"
    install("list-suite", source, {"effbench.suites": {"listed": "list_suite:open_it"}})
    with pytest.raises(UsageError, match="'listed' of list-suite opens as list, not as"):
        open_suite(SuiteChoice("listed"), None)  # type: ignore[arg-type]  # not reached


ONE_TASK = """
from effbench.tasks import Instance, Suite, SuiteTask

def open_it(choice, sandbox):
    instances = [Instance((1,), given=(2,))]
    task = SuiteTask(
        "t", 1, "f", "Add one.", (), {}, lambda seed: instances, lambda size, seed, batch: [],
        lambda arguments, returned, expected: None, digest="0" * 64,
    )
    return Suite("A suite of one", "3", (task,))
"""


def test_a_submission_names_the_suite_that_a_plugin_opens(install: Install) -> None:
    install("one-suite", ONE_TASK, {"effbench.suites": {"one": "one_suite:open_it"}})
    suite = open_suite(SuiteChoice("one"), None)  # type: ignore[arg-type]  # not used
    asked = Asked(suite.name, "3", suite.digest, {"t": "0" * 64}, False, "all", None, "one")
    found = KnownSuites(sandbox="T3").find(asked)
    assert found is not None
    assert list(found.tasks) == ["t"]
    assert KnownSuites(sandbox="T3").find(dataclasses.replace(asked, choice="")) is None


@pytest.mark.parametrize(
    ("name", "split", "choice"),
    [
        ("core", "all", "core"),
        ("core-dev", "dev", "core"),
        ("core-generated+local", "generated", "core"),
        ("coffe-file", "all", "coffe-file"),
    ],
)
def test_the_choice_of_a_suite_in_older_records(name: str, split: str, choice: str) -> None:
    assert choice_of(name, split) == choice


def test_an_installation_without_entry_points_says_to_reinstall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This happens with a bare copy of the package, or an install older than the entry points."""
    monkeypatch.setattr(plugins, "PACKAGE", tmp_path / "effbench")
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: ())
    plugins.declared.cache_clear()
    try:
        with pytest.raises(UsageError, match=r"no entry points for effbench\.suites: reinstall"):
            list(SUITES)
    finally:
        plugins.declared.cache_clear()


@pytest.mark.parametrize("text", ["", "[project]\nname = 'other'\n", "[project", "project = 1"])
def test_a_file_of_another_project_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    monkeypatch.setattr(plugins, "PACKAGE", tmp_path / "effbench")
    assert plugins._of_checkout("effbench.suites") is None


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of docs/plugins.md, installed into a separate folder."""
    pytest.importorskip("hatchling", reason="the example is built by hatchling")
    pytest.importorskip("pip", reason="the example is installed by pip")
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("target")
    text = (ROOT / "docs" / "plugins.md").read_text()
    for name in ("pyproject.toml", "effbench_example.py"):
        block = text.split(f"`{name}`:\n\n```", 1)[1].split("\n", 1)[1]
        (source / name).write_text(block[: block.index("```\n")])
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation"]
    options = ["--no-index", "--disable-pip-version-check", "--target", str(target), str(source)]
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


def effbench(example: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "effbench", *words],
        cwd=cwd,
        env={"PYTHONPATH": f"{example}:{ROOT}", "PATH": "/usr/bin:/bin", "HOME": str(cwd)},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_the_documented_example_runs_end_to_end(example: Path, tmp_path: Path) -> None:
    common = ("--timing", "off", "--json", "--results", "out")
    done = effbench(
        example, tmp_path, "run", "--model", "canned:2 * n", "--suite", "doubling", *common,
        "--rpm", "60", "--device", "cpu",
    )  # fmt: skip  # a plug-in may use any option of a model
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["summary"]["statuses"] == {"pass": 1}
    assert found["manifest"]["suite"]["choice"] == "doubling"

    row = {"id": "total", "prompt": "Write solve(n): the sum of n.", "cases": [[[1, 2], 3]]}
    (tmp_path / "sums.jsonl").write_text(json.dumps(row) + "\n")
    of_sums = ("--suite", "sums", "--suite-path", "sums.jsonl")
    done = effbench(example, tmp_path, "run", "--model", "canned:n", *of_sums, *common)
    assert json.loads(done.stdout)["summary"]["statuses"] == {"wrong_answer": 1}, done.stderr

    halves = ("generate", "--model", "canned:sum(n)", *of_sums, "--out", "half")
    assert effbench(example, tmp_path, *halves).returncode == 0
    judged = effbench(
        example, tmp_path, "judge", "half", "--suite-path", "sums.jsonl", "--timing", "off",
        "--json",
    )  # fmt: skip  # one command
    assert json.loads(judged.stdout)["summary"]["statuses"] == {"pass": 1}, judged.stderr

    code = (
        "from effbench.reward import Sample, parse; spec = parse('pass-only:v1'); "
        "print(spec, spec.reward(Sample('pass', 9.0)), spec.reward(Sample('timeout')))"
    )
    reward = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{example}:{ROOT}"}, capture_output=True, text=True,
    )  # fmt: skip  # one call
    assert reward.stdout == "pass-only:v1 1.0 0.0\n", reward.stderr
    wand = ("--model", "magic:wand", "--suite", "doubling")
    unknown = effbench(example, tmp_path, "run", *wand, *common)
    assert "canned:… (from effbench-example)" in unknown.stderr
