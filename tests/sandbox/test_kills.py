"""SIGKILL at random moments under load: no process is left over, no verdict is lost or changed.

The tests of random moments are nightly; EFFBENCH_KILLS=200 is the longest run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from kills import ANSWERS, TASKS
from sandbox_users import command, environment, require_tier

from effbench.sandbox import Sandbox

pytestmark = pytest.mark.slow
random_moments = pytest.mark.nightly("kills")  # they share one report

KILLS = int(os.environ.get("EFFBENCH_KILLS", "12"))
SEED = 31
OUTLIVED_SECONDS = 2.0  # how long processes may outlive a killed host


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    for tier in ("T1", "T2"):
        require_tier(tier)
    user = "root" if os.geteuid() == 0 else "ordinary"
    work = Path(tempfile.mkdtemp(prefix="kills-"))
    try:
        line = command(
            user, "kills.py", str(work), str(work / "report.json"), str(KILLS), str(SEED)
        )
        done = subprocess.run(
            line, env=environment(), capture_output=True, text=True, timeout=600 + 20 * KILLS
        )
        assert done.returncode == 0, done.stderr[-3000:]
        read: dict[str, Any] = json.loads((work / "report.json").read_text())
        return read
    finally:
        shutil.rmtree(work)


@random_moments
def test_each_kind_of_process_was_killed(found: dict[str, Any]) -> None:
    assert sum(found["kills"].values()) == KILLS
    assert set(found["kills"]) == {"host", "zygote", "child"}


@random_moments
def test_the_undisturbed_run_has_every_kind_of_verdict(found: dict[str, Any]) -> None:
    statuses = {status for _, _, status, *_ in found["verdicts"]}
    assert statuses == {
        "pass", "wrong_answer", "runtime_error", "timeout", "memory", "syntax_error", "no_code"
    }  # fmt: skip
    samples = [(task, index) for task, index, *_ in found["verdicts"]]
    assert samples == sorted((task, i) for task in TASKS for i in range(len(ANSWERS)))


@random_moments
def test_no_process_outlives_its_host(found: dict[str, Any]) -> None:
    assert found["orphans"] == []
    assert max(found["outlived_seconds"]) < OUTLIVED_SECONDS


@random_moments
def test_the_verdicts_are_those_of_the_undisturbed_run_each_once(found: dict[str, Any]) -> None:
    assert found["problems"] == []


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_a_zygote_that_is_killed_while_it_starts_is_replaced(tier: str) -> None:
    """The sample has not run yet: the kill must not count against it, and it must not be lost."""
    require_tier(tier)
    before = set(psutil.Process().children())
    struck = []

    def kill_the_first() -> None:
        while not struck:
            struck.extend(set(psutil.Process().children()) - before)
        struck[0].kill()

    with Sandbox(tier) as sandbox:
        assert (sandbox.tier, sandbox.shell != "") == (tier, True)  # probe before the kill
        killer = threading.Thread(target=kill_the_first)
        killer.start()
        found = sandbox.run("def solve(x):\n    return x + 1\n", "solve", [(1,)])
        killer.join()
    assert (found.ended, found.values) == ("returned", (2,))
