"""The estimands of timing profiles, in current runs and earlier ones."""

from __future__ import annotations

import pytest

from effbench.base import TimingSection
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

FIRST = TimingSection(profile="quick", precision=None, min_blocks=8)
SECOND = TimingSection(profile="quick", precision=None, min_blocks=7)
TODAY = TimingSection(profile="quick", precision=None, min_blocks=4, estimand="quick")


@pytest.mark.parametrize(
    ("timing", "estimand"),
    [
        (TimingSection(profile="standard"), STANDARD),
        (TimingSection(profile="strict"), STANDARD),
        (TimingSection(profile="strict", estimand="quick"), STANDARD),  # the profile decides
        (TODAY, QUICK),
        (FIRST, TWO_SIZES),
        (SECOND, TWO_SIZES_HALF),
        (TimingSection(profile="quick"), TWO_SIZES_HALF),
        (TimingSection(profile="quick", estimand="standard"), TWO_SIZES_HALF),
        (TimingSection(profile="off"), NONE),
        (TimingSection(), NONE),
    ],
)
def test_what_a_run_estimates(timing: TimingSection, estimand: str) -> None:
    assert estimand_of(timing) == estimand
    assert meaning(estimand)


def test_a_profile_estimates_what_its_plan_says() -> None:
    for name, plan in PLANS.items():
        estimand = plan.estimand if plan else NONE
        assert estimand_of(TimingSection(profile=name, estimand=estimand)) == estimand
    assert "reward" not in PLANS


def test_earlier_runs_have_the_plan_that_they_were_timed_by() -> None:
    first, second, today = plan_of(FIRST), plan_of(SECOND), plan_of(TODAY)
    assert first is not None and second is not None and today is not None
    assert (first.min_blocks, first.sizes, first.batch_share, first.cut_offs) == (8, 2, 1.0, 2)
    assert (second.min_blocks, second.sizes, second.batch_share, second.cut_offs) == (7, 2, 0.5, 1)
    assert (today.sizes, today.batch_share) == (None, 1.0)
    assert plan_of(TimingSection(profile="off")) is None
    with pytest.raises(KeyError):
        plan_of(TimingSection(profile="else"))


def test_the_reward_times_what_quick_did_when_it_was_measured() -> None:
    assert REWARD_PLANS["reward"] == plan_of(SECOND)


def test_a_metric_of_another_estimand_has_another_name() -> None:
    assert named("eff@1", STANDARD) == "eff@1"
    assert named("eff@1", QUICK) == "eff@1 (quick)"
    assert named("memory_ratio", TWO_SIZES) == "memory_ratio (quick-2-sizes)"
    assert {named("pass@10", estimand) for estimand in (NONE, STANDARD, QUICK)} == {"pass@10"}
