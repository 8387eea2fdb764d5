"""EvalPerf's published DPS_norm follows from its published clusters.

The summaries are recomputed in tests/tasks/datasets/test_evalperf.py.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from effbench.stats.peers import evalperf

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "evalperf"
FILES = sorted(FOLDER.glob("*.json.gz"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split("_")[0])
def test_dps_norm_follows_from_the_clusters(file: Path) -> None:
    """A task's dps_norm is the mean over its samples, with one number of clusters per task."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        data = json.load(stream)
    checked = 0
    for task in data["eval"].values():
        found = [sample["matching_cluster_idx"] for sample in task["profiled"]]
        if task["dps_norm"] is None or not found:
            continue
        counts = [
            n
            for n in range(max(found) + 1, 40)
            if sum(evalperf.dps_norm(i, n) for i in found) / len(found)
            == pytest.approx(task["dps_norm"], abs=1e-9)
        ]
        assert counts or max(found) < 0, task["dps_norm"]
        checked += 1
    assert checked > 50
