"""ENAMEL's efficiency from our times: its limit, its longest case, and levels after a cut-off."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from effbench.base.records import Frozen, Repetition, SampleResult, Summary, Timing, Verdict
from effbench.results import field
from effbench.score.arms import collect_arms
from effbench.score.samples import score_sample

ENAMEL_SOURCE = "0" * 64
ALL_COUNT = Frozen(timeable=field.ENAMEL_LEVELS, memory=())


def level(
    label: str,
    theirs_ms: Sequence[float],
    ours_ms: Sequence[float],
    batch: int = 1,
    cut_off: bool = False,
) -> Timing:
    """A level with one cycle of blocks: one reference and one candidate time for each case."""
    noop_ms, ended = 0.1, "timeout" if cut_off else "returned"
    repetitions = []
    for block, (theirs, ours) in enumerate(zip(theirs_ms, ours_ms, strict=True)):
        for position, (arm, work, end) in enumerate(
            [
                ("noop", 0.0, "returned"),
                ("reference", theirs, "returned"),
                (ENAMEL_SOURCE, ours, ended),
            ]
        ):
            cpu_ns = round((noop_ms + work) * 1e6)
            repetitions.append(
                Repetition(
                    block=block, position=position, arm=arm, ended=end, cpu_ns=cpu_ns,
                    wall_ns=cpu_ns, peak_rss_bytes=0,
                )
            )  # fmt: skip
    return Timing(
        task_id="t", size=label, n=1, batch=batch, cutoff_cpu_ns=10**9, cycle=len(theirs_ms),
        repetitions=tuple(repetitions),
    )  # fmt: skip


def scored(*levels: Timing, status: str = "pass") -> SampleResult:
    verdict = Verdict(task_id="t", sample_index=0, status=status, source_sha256=ENAMEL_SOURCE)
    own = [level for level in levels if level.task_id == "t"]
    measured = collect_arms(own, {"t": field.ENAMEL_LEVELS}).get(("t", ENAMEL_SOURCE), {})
    return score_sample(verdict, measured, field.ENAMEL_LEVELS)


def enamel_worth(*levels: Timing, status: str = "pass", counts: Frozen = ALL_COUNT) -> float | None:
    sample = scored(*levels, status=status)
    value, n_tasks = field.enamel_eff_at_1([[sample]], levels, {"t": counts})
    assert n_tasks == (value is not None)
    return value


def test_enamels_efficiency_from_times() -> None:
    even = [level("1", [1], [1]), level("2", [2], [2]), level("3", [10], [10])]
    assert enamel_worth(*even) == pytest.approx(1)
    # the limit is the task's, 20 ms, not twice each level's own time
    slow = [level("1", [1], [3]), level("2", [2], [6]), level("3", [10], [15])]
    assert enamel_worth(*slow) == pytest.approx(0.3 * 17 / 19 + 0.3 * 14 / 18 + 0.4 * 0.5)
    assert enamel_worth(*slow[:2], level("3", [10], [25])) == pytest.approx(
        0.3 * 17 / 19 + 0.3 * 14 / 18
    )
    faster = level("3", [10], [5])
    assert enamel_worth(*even[:2], faster) == pytest.approx(0.6 + 0.4 * 1.5)
    assert enamel_worth(*even, status="wrong_answer") == 0


def test_enamels_time_is_the_longest_cases() -> None:
    cases = [level("1", [1], [1]), level("2", [2], [2]), level("3", [1, 10, 2], [18, 1, 1])]
    assert enamel_worth(*cases) == pytest.approx(0.6 + 0.4 * 0.2)
    batch = [level("1", [4], [4], batch=4), level("2", [2], [2]), level("3", [20], [30], batch=2)]
    assert enamel_worth(*batch) == pytest.approx(0.6 + 0.4 * 0.5)


def test_enamels_levels_end_where_a_sample_is_cut_off() -> None:
    cut = [level("1", [4], [5]), level("2", [8, 8], [100, 100], cut_off=True)]
    elsewhere = level("3", [20], [20])  # another sample was timed there
    task = msgspec.structs.replace(elsewhere, task_id="u")
    assert enamel_worth(*cut, task) == pytest.approx(0.3 * 11 / 12)


def test_a_level_that_does_not_count_weighs_nothing() -> None:
    last = Frozen(timeable=("2", "3"), memory=())
    levels = [level("2", [2], [2]), level("3", [10], [15])]
    assert enamel_worth(*levels, counts=last) == pytest.approx((3 + 4 * 0.5) / 7)
    noisy = level("1", [0.001], [0.5])  # an earlier effbench timed it anyway
    assert enamel_worth(noisy, *levels, counts=last) == enamel_worth(*levels, counts=last)


@pytest.mark.parametrize("status", ["pass", "wrong_answer"])
def test_a_task_of_which_no_level_counts_is_left_out_whoever_passed_it(status: str) -> None:
    tiny = [level(label, [0.001], [0.002]) for label in field.ENAMEL_LEVELS]
    assert enamel_worth(*tiny, status=status, counts=Frozen(timeable=(), memory=())) is None
    summary = Summary(metrics=(), tasks=(), samples=(scored(*tiny),), statuses={})
    rows = {row[0]: row for row in field.field_metrics(summary, tiny).rows}
    assert rows["ENAMEL eff@1"][1:3] == ("–", "0")  # not frozen: these times decide


@pytest.mark.parametrize("status", ["pass", "wrong_answer"])
def test_enamels_efficiency_needs_all_levels_that_count(status: str) -> None:
    assert enamel_worth(level("1", [1], [1]), level("2", [2], [2]), status=status) is None


def test_the_row_says_how_many_tasks_it_is_about() -> None:
    even = [level("1", [1], [1]), level("2", [2], [2]), level("3", [10], [10])]
    for levels, value, n_tasks, left_out in ((even, "1.000", "1", "0"), (even[:2], "–", "0", "1")):
        summary = Summary(metrics=(), tasks=(), samples=(scored(*levels),), statuses={})
        frozen = {"t": ALL_COUNT}
        rows = {row[0]: row for row in field.field_metrics(summary, levels, frozen).rows}
        found = rows["ENAMEL eff@1"]
        assert (found[1], found[2]) == (value, n_tasks)
        assert f"{left_out} tasks left out" in found[4]
