"""The difference that a set resolves is found by the project's own test in four of five cases."""

from __future__ import annotations

import numpy as np
import pytest

from effbench.score.planning import BOUND, DEVIATION, planned
from effbench.stats.differences import paired_difference
from effbench.stats.resolution import MIN_RESOLVING, resolvable_difference


def test_61_tasks_with_a_deviation_of_027_resolve_a_tenth() -> None:
    plain, allowed = (resolvable_difference(61, 0.27, bound=bound) for bound in (0.0, 1.0))
    assert plain == pytest.approx(0.098, abs=0.001)
    assert allowed == pytest.approx(0.112, abs=0.001)  # the test allows for an unobserved family
    many = resolvable_difference(1450, 0.27, bound=1.0)
    assert many == pytest.approx(0.02, abs=0.0005)


def power(shift: float, draws: np.ndarray, families: list[int], bound: float) -> float:
    found = [
        paired_difference(row + shift, families, seed=5, bound=bound).p or 1.0 for row in draws
    ]
    return float(np.mean(np.array(found) < 0.05))


LARGE = [pytest.param(n, marks=pytest.mark.nightly) for n in (61, 200)]


@pytest.mark.parametrize("bound", [0.0, 1.0])
@pytest.mark.parametrize("n_families", [MIN_RESOLVING, 12, 20, *LARGE])
def test_the_paired_test_finds_it_in_four_of_five_cases(n_families: int, bound: float) -> None:
    resolved = resolvable_difference(n_families, 0.27, bound=bound)
    assert resolved is not None
    draws = np.random.default_rng(1).normal(0, 0.27, (400, n_families))
    families = list(range(n_families))
    assert 0.72 < power(resolved, draws, families, bound) < 0.9
    assert power(resolved / 2, draws, families, bound) < 0.5


def test_it_holds_for_differences_that_are_mostly_none() -> None:
    """Most tasks have the same result in both runs; only one run passes a few others."""
    rng = np.random.default_rng(2)
    draws = rng.choice([-1.0, 0.0, 1.0], (400, 61), p=[0.036, 0.928, 0.036])
    resolved = resolvable_difference(61, 0.27, bound=1.0)
    assert resolved is not None
    assert 0.7 < power(resolved, draws, list(range(61)), 1.0) < 0.9


def test_families_count_once_whatever_their_tasks() -> None:
    """If all tasks of a family differ alike, ten of them carry the information of one."""
    rng = np.random.default_rng(3)
    draws = np.repeat(rng.normal(0, 0.27, (300, 20)), 10, axis=1)
    families = [i for i in range(20) for _ in range(10)]
    resolved = resolvable_difference(20, 0.27, bound=1.0)
    assert resolved is not None
    assert 0.72 < power(resolved, draws, families, 1.0) < 0.92
    observed = [paired_difference(row, families, seed=1, bound=1.0).resolves for row in draws]
    assert np.mean([value or 0.0 for value in observed]) == pytest.approx(resolved, rel=0.05)


def test_too_few_families_resolve_nothing() -> None:
    assert resolvable_difference(MIN_RESOLVING - 1, 0.27, bound=1.0) is None
    for arguments in (
        {"deviation": -1.0},
        {"deviation": 1.0, "bound": -1.0},
        {"deviation": 1.0, "level": 0.0},
        {"deviation": 1.0, "level": 1.0},
    ):
        with pytest.raises(ValueError, match=r"below 0|inside"):
            resolvable_difference(10, **arguments)
    assert resolvable_difference(10, 0.0) == 0.0


def test_one_run_alone_is_planned_for() -> None:
    assert planned("eff@1", 61) == resolvable_difference(61, DEVIATION["eff@1"], bound=BOUND)
    assert planned("eff@1", None) is None and planned("speed_ratio", 61) is None
    assert planned("pass@1", 5) is None
