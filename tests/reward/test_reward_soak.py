"""A small run of `benchmarks.reward_soak`: no process is left, and no verdict differs.

EFFBENCH_REWARD_CALLS sets the number of calls. The default is 600 in the nightly tier, else 200.
"""

from __future__ import annotations

import os

import pytest
from nightly import repetitions

from benchmarks.reward_soak import soak
from effbench.tasks.suite import Suite

CALLS = int(os.environ.get("EFFBENCH_REWARD_CALLS", repetitions("reward soak", 600, 200)))


@pytest.mark.slow
def test_nothing_hangs_leaks_raises_or_differs(tiny_suite: Suite) -> None:
    found = soak(tiny_suite, CALLS, variants=2, kill_seconds=(0.5, 1.5), cache_size=8, seed=3)
    assert found.clean, found
    assert found.calls == CALLS and found.infra_errors == 0
    assert found.grown_bytes < 200 << 20
