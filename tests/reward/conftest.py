"""Judges for the tiny tasks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from effbench.base.errors import SandboxError
from effbench.reward import Judge
from effbench.tasks.suite import Suite


@pytest.fixture(scope="session")
def judge(tiny_suite: Suite) -> Iterator[Judge]:
    try:
        made = Judge(tiny_suite, workers=2)
    except SandboxError as error:
        pytest.skip(f"no sandbox on this machine: {error}")
    with made:
        yield made


@pytest.fixture(scope="session")
def quick_judge(tiny_suite: Suite) -> Iterator[Judge]:
    """A judge of correctness only."""
    try:
        made = Judge(tiny_suite, "off", workers=2)
    except SandboxError as error:
        pytest.skip(f"no sandbox on this machine: {error}")
    with made:
        yield made
