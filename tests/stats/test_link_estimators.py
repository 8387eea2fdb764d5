"""Linking: the line, its interval's coverage, and too few contestants."""

from __future__ import annotations

import numpy as np
import pytest

from effbench.stats import link


def test_a_mean_sigma_link_gives_back_an_exact_line() -> None:
    anchors = [0.1, 0.3, 0.5, 0.6, 0.9]
    found = link(anchors, [0.05 + 0.8 * value for value in anchors])
    assert found is not None and (found.method, found.n) == ("mean/sigma", 5)
    assert found.slope == pytest.approx(0.8)
    assert found.score(0.7) == pytest.approx(0.61)
    assert found.interval(0.7) == pytest.approx((0.61, 0.61))


def test_three_contestants_make_a_mean_link() -> None:
    found = link([0.2, 0.5, 0.8], [0.1, 0.4, 0.7])
    assert found is not None and (found.method, found.slope) == ("mean", 1.0)
    assert found.score(0.3) == pytest.approx(0.2)
    alike = link([0.5] * 6, [0.3, 0.4, 0.3, 0.4, 0.3, 0.4])
    assert alike is not None and alike.method == "mean"
    low, high = alike.interval(0.5)
    assert low < 0.35 < high


def test_fewer_make_none() -> None:
    assert link([0.1, 0.2], [0.1, 0.2]) is None and link([], []) is None
    with pytest.raises(ValueError, match="1 anchor scores and 0 scores"):
        link([0.1], [])


def test_the_interval_is_wider_far_from_the_contestants() -> None:
    found = link([0.1, 0.3, 0.5, 0.6, 0.9], [0.1, 0.2, 0.5, 0.4, 0.8])
    assert found is not None

    def width(anchor: float) -> float:
        low, high = found.interval(anchor)
        return high - low

    assert width(0.48) < width(0.9) < width(2.0)


@pytest.mark.parametrize(("n", "method"), [(4, "mean"), (6, "mean/sigma"), (20, "mean/sigma")])
def test_the_interval_covers_a_new_contestant(n: int, method: str) -> None:
    """A new contestant's score lies in the 95 % interval in about 95 % of 2,000 cases."""
    rng = np.random.default_rng(3)
    slope = 1.0 if method == "mean" else 0.7
    hits = 0
    for _ in range(2000):
        anchors = rng.uniform(0.1, 0.9, n + 1)
        scores = 0.1 + slope * anchors + rng.normal(0, 0.03, n + 1)
        found = link(list(anchors[:n]), list(scores[:n]))
        assert found is not None and found.method == method
        low, high = found.interval(anchors[n])
        hits += low <= scores[n] <= high
    assert 0.93 <= hits / 2000 <= 0.98
