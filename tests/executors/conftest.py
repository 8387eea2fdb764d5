"""The cluster that the tests of real Ray share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clusters import SmallCluster, needs_ray, small_cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[SmallCluster]:
    """Two nodes of one core each. Skips if Ray is not installed."""
    needs_ray()
    with small_cluster(1, 1) as made:
        yield made
