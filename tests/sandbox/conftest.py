"""Sandboxes for each tier."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from sandbox_users import require_tier

from effbench.sandbox import Sandbox
from effbench.sandbox.host.tiers import TRUSTED_ONLY


@pytest.fixture(autouse=True)
def trusted_code() -> Iterator[None]:
    """Tier T4 warns that it isolates nothing; `test_tiers.py` sees to it that it does."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", TRUSTED_ONLY, RuntimeWarning)
        yield


@pytest.fixture(params=["T1", "T2", "T4"])
def tier(request: pytest.FixtureRequest) -> str:
    require_tier(request.param)
    return request.param


@pytest.fixture(scope="module", params=["T1", "T2", "T4"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """One for all tests of a module: nothing that a test does may spoil it for the next."""
    require_tier(request.param)
    with warnings.catch_warnings(), Sandbox(request.param) as made:
        warnings.filterwarnings("ignore", TRUSTED_ONLY, RuntimeWarning)
        assert made.tier == request.param
        yield made
