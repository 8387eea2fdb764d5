"""Shared fixtures: a real sandbox, and a folder with tiny tasks.

If the sandbox does not work, as on a machine without user namespaces, tests that need it are
skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from effbench.base.errors import SandboxError
from effbench.sandbox import Sandbox
from effbench.sandbox.host import tiers
from effbench.tasks import registry
from effbench.tasks.suite import Suite

TASK = '''"""Return the sum of the squares of the values."""

from effbench.authoring import Task

TASK = Task(
    statement=__doc__,
    signature="def {name}(values: list[int]) -> int",
    examples=[(([1, 2],), 5)],
    limits=["0 <= len(values) <= 100_000"],
    sizes={{"S": (2_000, 8), "M": (8_000, 4), "L": (60_000, 2)}},
    shapes=("random",),
    complexity={{"slow": "n^2", "medium": "n", "fast": "n"}},
    category="array",
    family="sums",
)


@TASK.correctness
def small(rng):
    yield ([],)
    for length in range(1, 6):
        yield ([rng.randrange(-9, 10) for _ in range(length)],)


@TASK.stress
def large(n, shape, rng):
    return ([rng.randrange(-9, 10) for _ in range(n)],)


@TASK.valid
def valid(arguments):
    assert len(arguments[0]) <= 100_000
'''
FAST = """def {name}(values):
    for _ in range(8):  # so that the work is more than reading the input
        total = sum([v * v for v in values])
    return total
"""
MEDIUM = """def {name}(values):
    total = 0
    for v in values:
        for _ in range(20):
            square = v * v + len(values)
        total += square - len(values)
    return total
"""
SLOW = """def {name}(values):
    total = 0
    for index, v in enumerate(values):
        total += sum([v * v for v in values[:index + 1]][-1:])
    return total
"""
WRONG = "def {name}(values):\n    return sum(values)\n"


pytest_plugins = ("nightly", "workers")
settings.register_profile("any machine", deadline=None)  # a deadline is an absolute time
settings.load_profile("any machine")
NO_SANDBOX = "sandbox tier T1 does not work here"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Skip a test that failed because this machine has no working sandbox.

    Most tests that need a sandbox get it from the command line's code or the pipeline, not from a
    fixture that could check for it. If tier T1 works, this hook has no effect.
    """
    report = yield
    if report.failed:
        said = [report.longreprtext, *(text for _, text in report.sections)]
        if any(NO_SANDBOX in text for text in said) and (reason := tiers.probe("T1")):
            path, line, _ = item.location
            report.outcome = "skipped"
            report.longrepr = (path, line or 0, f"Skipped: {NO_SANDBOX}: {reason}")
    return report


@pytest.fixture(scope="session")
def tasks_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two complete tiny tasks, `squares` and `squares_again`."""
    folder = tmp_path_factory.mktemp("tasks")
    for name in ("squares", "squares_again"):
        solutions = folder / "reference_solutions" / name
        (solutions / "wrong").mkdir(parents=True)
        (folder / f"{name}.py").write_text(TASK.format(name=name))
        for tier, source in (("fast", FAST), ("medium", MEDIUM), ("slow", SLOW)):
            (solutions / f"{tier}.py").write_text(source.format(name=name))
        (solutions / "wrong" / "plain_sum.py").write_text(WRONG.format(name=name))
    return folder


@pytest.fixture(scope="session")
def tiny_suite(tasks_dir: Path) -> Suite:
    tasks = tuple(
        registry.load_task(file, tasks_dir / "reference_solutions" / file.stem)
        for file in sorted(tasks_dir.glob("*.py"))
    )
    return Suite(name="tiny", version="1", tasks=tasks)


@pytest.fixture
def planted_audits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate's audits are not measured (`fakes.plant_audits`)."""
    from fakes import plant_audits

    plant_audits(monkeypatch)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    try:
        made = Sandbox("auto", slots=2)
        made.tier  # noqa: B018  chosen on first access: fail here, not in the first test
    except SandboxError as error:
        pytest.skip(f"no T1 sandbox on this machine: {error}")
    with made:
        yield made
