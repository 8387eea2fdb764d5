"""Comparing the numbers of two summaries at every depth."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from submission_runs import edit_json, known, redo_digests

from effbench import submissions
from effbench.base.records import SizeResult
from effbench.runs import SUMMARY
from effbench.submissions.numbers import same


def _shifted(value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return {key: _shifted(item, factor) for key, item in value.items()}
    if isinstance(value, list):
        return [_shifted(item, factor) for item in value]
    return value * factor if isinstance(value, float) else value


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / good.parent.name / good.name))


def _with_samples_shifted(folder: Path, factor: float) -> submissions.Report:
    def change(summary: dict[str, Any]) -> None:
        assert any(sample["sizes"] for sample in summary["samples"])
        summary["samples"] = _shifted(summary["samples"], factor)

    edit_json(folder, SUMMARY, change)
    redo_digests(folder)
    (report,) = submissions.validate([folder], known())
    return report


def test_another_librarys_rounding_is_no_difference(copy: Path) -> None:
    """Sizes are tuples of records whose intervals are also tuples."""
    assert _with_samples_shifted(copy, 1 + 1e-15).valid


def test_a_change_is_named_down_to_the_number(copy: Path) -> None:
    report = _with_samples_shifted(copy, 1.001)
    assert not report.valid
    assert any(".sizes[0].ratio" in line for line in report.problems.lines())
    assert any(".sizes[0].ci[1]" in line for line in report.problems.lines())


def test_same_at_every_depth() -> None:
    size = SizeResult(
        size="S", ratio=1.5, ci=(1.25, 2.0), n_blocks=8, censored=False, efficiency=0.8
    )
    one = msgspec.to_builtins(size)
    close = {**one, "ratio": math.nextafter(1.5, 2), "ci": [1.25, math.nextafter(2.0, 3)]}
    assert same(({"sizes": (one,)},), [{"sizes": [close]}])
    for other in ({**one, "ci": (1.25, 2.1)}, {**one, "ci": (1.25,)}, {**one, "size": "M"}):
        assert not same(((one,),), ((other,),))
    assert not same(1, 1.0) and not same(True, 1) and same((), [])
    assert not same({"a": 1}, {"a": 1, "b": None})
