"""Item statistics of tasks: by hand on small tables of runs, and the errors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from results.test_comparison import sample, write_run

from effbench.base.errors import DataError
from effbench.results.items import item_report, item_table

SPEEDS = (1.0, 2.0, 4.0)
"""Of three contestants, fastest first."""


def contestants(folder: Path, tasks: Sequence[Sequence[float | None]]) -> list[Path]:
    """Write one run per column of `tasks`, which holds each contestant's ratio; None is wrong."""
    return [
        write_run(
            folder / f"c{number}",
            [
                sample(f"t{i}", None if (ratio := row[number]) is None else [ratio] * 3)
                for i, row in enumerate(tasks)
            ],
            label=f"c{number}",
        )
        for number in range(len(tasks[0]))
    ]


def test_a_task_that_agrees_with_the_rest_discriminates(tmp_path: Path) -> None:
    rows = [SPEEDS, SPEEDS, SPEEDS, (4.0, 2.0, 1.0), (1.0, 1.0, 1.0), (None, None, None)]
    found = item_report(contestants(tmp_path, rows))
    with_rest, _, _, against, same, never = found.items
    assert with_rest.discrimination is not None and with_rest.discrimination > 0.9
    assert against.discrimination is not None and against.discrimination < -0.9
    assert same.discrimination is None and never.discrimination is None
    assert [item.decided for item in found.items] == [1, 1, 1, 1, 0, 0]
    assert [item.dead for item in found.items] == [False] * 4 + [True] * 2
    assert found.dead == pytest.approx(1 / 3) and found.weak == pytest.approx(1 / 2)
    assert found.decided == pytest.approx(2 / 3)


def test_difficulty_pass_rate_and_headroom_are_means_and_minima(tmp_path: Path) -> None:
    (item,) = item_report(contestants(tmp_path, [(0.5, None, 10.0)])).items
    assert item.pass_rate == pytest.approx(2 / 3)
    # Efficiency is 1 - log10(ratio) in these samples, and 0 for a wrong one.
    assert item.score == pytest.approx((1.30103 + 0 + 0) / 3, abs=1e-4)
    assert item.difficulty == pytest.approx(1 - item.score)
    assert item.best_ratio == pytest.approx(0.5)
    assert item.decided == 1
    assert item.discrimination is None  # there is no other task


def test_a_suite_of_many_tasks_decides_pairs_that_differ(tmp_path: Path) -> None:
    found = item_report(contestants(tmp_path, [(1.0, 1.0, 3.0)] * 30))
    assert found.contestants == ("c0", "c1", "c2")
    assert found.decided_in_total == pytest.approx(2 / 3)


def test_the_table_lists_the_weakest_task_first(tmp_path: Path) -> None:
    rows = [SPEEDS, (1.0, 1.0, 1.0), SPEEDS]
    table = item_table(item_report(contestants(tmp_path, rows)))
    assert next(row[0] for row in table.rows) == "t1"
    assert "33.3 %" in table.notes[1]
    assert table.render("md").count("\n| t") == 4  # the head and three tasks


def test_what_can_not_be_computed_is_one_error(tmp_path: Path) -> None:
    runs = contestants(tmp_path, [SPEEDS])
    with pytest.raises(DataError, match="at least 3 runs; 2 given"):
        item_report(runs[:2])
    with pytest.raises(DataError, match="given twice"):
        item_report([*runs, runs[0]])
    with pytest.raises(DataError, match="no task of split 'dev' in common"):
        item_report(runs, split="dev")
    other = write_run(
        tmp_path / "quick", [sample("t0", [1, 1, 1])], timing={"profile": "quick", "min_blocks": 4}
    )
    with pytest.raises(DataError, match="different profiles"):
        item_report([*runs, other])
