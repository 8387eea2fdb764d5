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
    """Ignore tier T4's warning that it isolates nothing; `test_tiers.py` tests the warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", TRUSTED_ONLY, RuntimeWarning)
        yield


@pytest.fixture(params=["T1", "T2", "T4"])
def tier(request: pytest.FixtureRequest) -> str:
    require_tier(request.param)
    return request.param


@pytest.fixture(scope="module", params=["T1", "T2", "T4"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox that all tests of a module share: no test may affect the next one."""
    require_tier(request.param)
    with warnings.catch_warnings(), Sandbox(request.param) as made:
        warnings.filterwarnings("ignore", TRUSTED_ONLY, RuntimeWarning)
        assert made.tier == request.param
        yield made
