"""Which timing profiles estimate the same thing, of runs of today and of earlier ones."""

from __future__ import annotations

from typing import Any

import pytest

from effbench.measure import PLANS, REWARD_PLANS, plan_of
from effbench.runs.estimand import (
    NONE,
    QUICK,
    STANDARD,
    TWO_SIZES,
    TWO_SIZES_HALF,
    estimand_of,
    meaning,
    named,
)

FIRST: dict[str, Any] = {"profile": "quick", "precision": None, "min_blocks": 8}
SECOND = FIRST | {"min_blocks": 7}
TODAY = FIRST | {"min_blocks": 4, "estimand": "quick"}


@pytest.mark.parametrize(
    ("timing", "estimand"),
    [
        ({"profile": "standard"}, STANDARD),
        ({"profile": "strict"}, STANDARD),
        ({"profile": "strict", "estimand": "quick"}, STANDARD),  # what a profile is, it doesn't say
        (TODAY, QUICK),
        (FIRST, TWO_SIZES),
        (SECOND, TWO_SIZES_HALF),
        ({"profile": "quick"}, TWO_SIZES_HALF),
        ({"profile": "quick", "estimand": "standard"}, TWO_SIZES_HALF),
        ({"profile": "off"}, NONE),
        ({}, NONE),
        ({"profile": ["quick"], "estimand": {}}, NONE),
    ],
)
def test_what_a_run_estimates(timing: dict[str, Any], estimand: str) -> None:
    assert estimand_of(timing) == estimand
    assert meaning(estimand)


def test_a_profile_estimates_what_its_plan_says() -> None:
    for name, plan in PLANS.items():
        estimand = plan.estimand if plan else NONE
        assert estimand_of({"profile": name, "estimand": estimand}) == estimand
    assert "reward" not in PLANS


def test_earlier_runs_have_the_plan_that_they_were_timed_by() -> None:
    first, second, today = plan_of(FIRST), plan_of(SECOND), plan_of(TODAY)
    assert first is not None and second is not None and today is not None
    assert (first.min_blocks, first.sizes, first.batch_share, first.cut_offs) == (8, 2, 1.0, 2)
    assert (second.min_blocks, second.sizes, second.batch_share, second.cut_offs) == (7, 2, 0.5, 1)
    assert (today.sizes, today.batch_share) == (None, 1.0)
    assert plan_of({"profile": "off"}) is None
    with pytest.raises(KeyError):
        plan_of({"profile": "else"})


def test_the_reward_times_what_quick_did_when_it_was_measured() -> None:
    assert REWARD_PLANS["reward"] == plan_of(SECOND)


def test_a_metric_of_another_estimand_has_another_name() -> None:
    assert named("eff@1", STANDARD) == "eff@1"
    assert named("eff@1", QUICK) == "eff@1 (quick)"
    assert named("memory_ratio", TWO_SIZES) == "memory_ratio (quick-2-sizes)"
    assert {named("pass@10", estimand) for estimand in (NONE, STANDARD, QUICK)} == {"pass@10"}
