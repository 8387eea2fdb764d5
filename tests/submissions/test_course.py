"""The number of blocks that a submission's times must have, by the run's timing plan."""

from __future__ import annotations

import pytest

from effbench.base import TimingSection
from effbench.base.records import Repetition
from effbench.measure import plan_of
from effbench.submissions.completeness import Course

STANDARD = TimingSection(profile="standard")
QUICK = TimingSection(profile="quick", estimand="quick")
SEVEN = TimingSection(profile="quick", min_blocks=7)
EIGHT = TimingSection(profile="quick", min_blocks=8)


def repetition(block: int, ended: str) -> Repetition:
    return Repetition(
        block=block, position=0, arm="a" * 64, ended=ended, cpu_ns=1, wall_ns=1,
        peak_rss_bytes=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("timing", "cycle", "fewest"),
    [
        (STANDARD, 1, 8),
        (STANDARD, 5, 8),
        (QUICK, 1, 4),
        (QUICK, 3, 3),
        (QUICK, 5, 5),
        (SEVEN, 1, 7),
        (EIGHT, 5, 8),
        (TimingSection(profile="off"), 1, 0),
    ],
)
def test_the_fewest_blocks_are_the_plans(timing: TimingSection, cycle: int, fewest: int) -> None:
    assert Course(plan_of(timing), None).fewest(cycle) == fewest
    assert Course(plan_of(timing), 2).fewest(cycle) == min(2, fewest)


@pytest.mark.parametrize(
    ("timing", "blocks", "over"),
    [
        (QUICK, 1, True),
        (SEVEN, 1, True),
        (EIGHT, 1, False),
        (EIGHT, 2, True),
        (STANDARD, 1, False),
        (STANDARD, 2, True),
    ],
)
def test_one_block_that_is_cut_off_ends_a_source_where_the_plan_says_so(
    timing: TimingSection, blocks: int, over: bool
) -> None:
    """A fixed minimum of two cut-offs would reject the runs of `quick`."""
    own = [repetition(block, "timeout") for block in range(blocks)]
    assert Course(plan_of(timing), None).is_over(own) is over
    returned = [*own, repetition(blocks, "returned")]
    assert not Course(plan_of(timing), None).is_over(returned)
