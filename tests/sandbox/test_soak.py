"""Thousands of samples in a row, one in a hundred hostile: no leaks, and no rising cost.
EFFBENCH_SOAK sets the number. The default is 1,500 in the nightly tier and 300 otherwise.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from nightly import repetitions
from sandbox_users import command, environment, require_tier

pytestmark = pytest.mark.slow

SAMPLES = int(os.environ.get("EFFBENCH_SOAK", repetitions("soak", 1500, 300)))
SEED = 20_260
# The allocator sometimes keeps the memory of an answer near the output limit. A leak of one page
# per sample would be 6 MB in 1,500 samples and 40 MB in 10,000; a leak of frames would be far more.
GROWTH_BYTES = 24 << 20
SLOWER = 1.3  # maximum cost of the last fifth over the first


@pytest.fixture(scope="module", params=["T1-python", "T2"])
def found(request: pytest.FixtureRequest) -> dict[str, Any]:
    require_tier(request.param.split("-")[0])
    user = "root" if os.geteuid() == 0 else "ordinary"
    work = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        work.chmod(0o755)
        report = work / "report.json"
        line = command(user, "soak.py", request.param, str(work), str(report))
        done = subprocess.run(
            [*line, str(SAMPLES), str(SEED)],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=300 + SAMPLES / 2,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        read: dict[str, Any] = json.loads(report.read_text())
        return read
    finally:
        shutil.rmtree(work)


def test_every_hostile_sample_gets_its_verdict(found: dict[str, Any]) -> None:
    assert len(found["hostile"]) == SAMPLES // 100
    assert [one for one in found["hostile"] if not one["ok"]] == []
    assert found["contacts"] == 0


@pytest.mark.parametrize("what", ["processes", "zygotes", "descriptors", "files"])
def test_nothing_is_left_behind(found: dict[str, Any], what: str) -> None:
    assert found["after"][what] == found["before"][what]
    assert found["left"] == []


def test_the_hosts_memory_does_not_grow(found: dict[str, Any]) -> None:
    """Counted from the end of the first fifth, when the allocator has reached its size."""
    assert found["rss_bytes"][-1] - found["rss_bytes"][0] < GROWTH_BYTES


def test_the_last_samples_cost_what_the_first_cost(found: dict[str, Any]) -> None:
    first, *_, last = found["forks_per_sample"]
    assert last < SLOWER * first
