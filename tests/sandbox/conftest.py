"""Sandboxes for each tier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sandbox_users import require_tier

from effbench.sandbox import Sandbox


@pytest.fixture(params=["T1", "T2"])
def tier(request: pytest.FixtureRequest) -> str:
    require_tier(request.param)
    return request.param


@pytest.fixture(scope="module", params=["T1", "T2"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """One for all tests of a module: nothing that a test does may spoil it for the next."""
    require_tier(request.param)
    with Sandbox(request.param) as made:
        yield made
