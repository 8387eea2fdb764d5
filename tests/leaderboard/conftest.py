"""A fixture that makes run folders."""

import pytest
from leaderboard_runs import GOOD, manifest, summary, write_run

from effbench.base.records import FailedInput


@pytest.fixture
def make_run(tmp_path):
    """Return make_run(label, effs=…, **manifest changes) -> the folder of a complete run."""

    def make(label="model-a", effs=GOOD, speed=True, task_ids=None, failed_input=None, **changes):
        folder = tmp_path / "runs" / f"run{len(list(tmp_path.glob('runs/*')))}"
        failed_input = failed_input or FailedInput(
            label="small 3", arguments="([1, 2],)", expected="3", returned="4"
        )
        return write_run(
            folder, manifest(label, **changes), summary(effs, task_ids, speed), failed_input
        )

    return make
