"""Run folders of each kind, made by an earlier version: their numbers stay the same."""

from __future__ import annotations

import shutil
from pathlib import Path

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


@pytest.mark.parametrize("file", REPORTS)
@pytest.mark.parametrize("name", NAMES)
def test_reports_say_the_same(name: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    done = CliRunner().invoke(app, ["report", name, *REPORTS[file]])
    assert done.output == (FOLDER / name / file).read_text()
