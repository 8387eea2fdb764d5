"""A valid submission, which tests copy and corrupt."""

from __future__ import annotations

from pathlib import Path

import pytest
from submission_runs import known, write_run

from effbench import submissions


@pytest.fixture(scope="session")
def good_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run") / "run")


@pytest.fixture(scope="session")
def good(good_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("submissions")
    return submissions.submit(
        good_run, to, submissions.Particulars(name="a-model", who="Somebody"), known=known()
    )
