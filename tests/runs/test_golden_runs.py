"""Run folders of each kind, made by an earlier version: their numbers stay the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from golden_runs import OTHERS, REPORTS, RUNS
from typer.testing import CliRunner

from effbench.cli.app import app
from effbench.runs import store
from effbench.submissions import rescore

FOLDER = Path(__file__).parent / "golden"
NAMES = (*RUNS, *OTHERS)


@pytest.mark.parametrize("name", NAMES)
def test_the_summary_is_rebuilt_from_the_raw_rows(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name
    shutil.copytree(FOLDER / name, copy)
    (found,) = list(rescore([copy]))
    assert found.error == "" and all(metric.before == metric.after for metric in found.moved)
    assert store.require_summary(copy) == store.require_summary(FOLDER / name)


def holds(found: Any, golden: Any) -> bool:
    """True if `found` has every value of `golden`. Later versions may add keys."""
    if isinstance(golden, dict):
        return all(key in found and holds(found[key], value) for key, value in golden.items())
    if isinstance(golden, list):
        return len(found) == len(golden) and all(map(holds, found, golden))
    return bool(found == golden)


@pytest.mark.parametrize("name", NAMES)
def test_reports_have_the_same_numbers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    done = CliRunner().invoke(app, ["report", name, *REPORTS["report.json"]])
    assert holds(json.loads(done.output), json.loads((FOLDER / name / "report.json").read_text()))
    done = CliRunner().invoke(app, ["report", name, *REPORTS["sizes.csv"]])
    assert done.output == (FOLDER / name / "sizes.csv").read_text()
