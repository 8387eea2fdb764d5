"""On a machine without user namespaces, tests that need the sandbox are skipped with the reason."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from effbench.sandbox.host import tiers

HERE = Path(__file__).resolve().parent
IMPOSSIBLE = 77

# They get a sandbox from the fixture, make one, or run the command line or the pipeline.
NEED_IT = (
    "judging/test_judge.py",
    "tasks/test_baseline_world.py::test_an_id_gives_the_same_task_again",
    "pipeline/test_halves.py",
    "cli/test_cli_default.py",
)


def without_namespaces(*arguments: str, simulated: bool = True) -> subprocess.CompletedProcess[str]:
    wrapper = [sys.executable, str(HERE / "no_namespaces.py")] if simulated else []
    line = [*wrapper, sys.executable, *arguments]
    # Options for the outer pytest (another -q, a plug-in) would change the inner one's output.
    environment = {name: text for name, text in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(
        line,
        capture_output=True,
        text=True,
        timeout=500,
        cwd=HERE.parent,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    if done.returncode == IMPOSSIBLE:
        pytest.skip(f"can't be simulated here: {done.stderr.strip()}")
    return done


def run_tests(*names: str, simulated: bool = True) -> tuple[int, dict[str, int], str]:
    """Return the exit status, the number of tests by result, and pytest's output."""
    options = ["-m", "pytest", "-q", "-rs", "-n", "0", "-p", "no:cacheprovider"]
    done = without_namespaces(*options, *names, simulated=simulated)
    said = done.stdout + done.stderr
    last = said.strip().splitlines()[-1]
    return (
        done.returncode,
        {how: int(n) for n, how in re.findall(r"(\d+) ([a-z]+)", last.partition(" in ")[0])},
        said,
    )


def test_the_simulation_has_no_namespaces() -> None:
    probe = "from effbench.sandbox.host import tiers; print(tiers.probe('T1'), tiers.probe('T2'))"
    reason, _, _ = without_namespaces("-c", probe).stdout.rpartition(" ")
    assert "unshare" in reason


@pytest.mark.slow
def test_what_needs_the_sandbox_is_skipped_with_the_reason() -> None:
    status, ends, said = run_tests(*(str(HERE / name) for name in NEED_IT))
    assert status == 0, said[-3000:]
    assert ends.get("skipped", 0) > 10 and not {"failed", "error", "errors"} & set(ends)
    assert "sandbox tier T1 does not work here" in said and "unshare" in said


@pytest.mark.slow
def test_a_failure_of_another_kind_stays_a_failure(tmp_path: Path) -> None:
    """If the sandbox works, even a failure that names it stays a failure."""
    tests = tmp_path / "test_made_up.py"
    tests.write_text(
        "from effbench.sandbox import Sandbox\n"
        "def test_wrong(): assert 1 == 2\n"
        "def test_needs_it(): Sandbox().tier\n"
        "def test_says_so(): assert not 'sandbox tier T1 does not work here'\n"
        "def test_right(): pass\n"
    )
    for name in ("conftest.py", "nightly.py", "workers.py"):
        (tmp_path / name).write_text((HERE / name).read_text())
    status, ends, said = run_tests(str(tests), f"--rootdir={tmp_path}")
    assert (status, ends.get("failed"), ends.get("skipped")) == (1, 1, 2), said[-3000:]
    assert ends["passed"] == 1
    if tiers.probe("T1") is None:
        status, ends, said = run_tests(str(tests), f"--rootdir={tmp_path}", simulated=False)
        assert (status, ends) == (1, {"failed": 2, "passed": 2}), said[-3000:]
