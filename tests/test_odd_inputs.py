"""If a user names a pipe or a device instead of a file, no reader waits for it or reads it.

Readers of answers, imported sets, task files and recipes raise one error at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from odd_files import ODD, put

from effbench.base.errors import EffbenchError
from effbench.models import batch
from effbench.models.replay import ReplayModel
from effbench.recipe.config import load as load_recipe
from effbench.runs import store
from effbench.tasks import registry
from effbench.tasks.datasets import enamel_file, rows

pytestmark = pytest.mark.timeout(120)


def parquet(path: Path) -> Any:
    pytest.importorskip("pyarrow", reason="parquet needs pyarrow")
    return list(rows._from_parquet(path))


READERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "answers": ("a.jsonl", lambda path: ReplayModel(path, ["a"], 1)),
    "answers as lists": ("a.json", lambda path: ReplayModel(path, ["a"], 1)),
    "answers of a batch": ("a.jsonl", lambda path: list(batch._rows(path, print))),
    "a set's table": ("enamel.csv", enamel_file.read),
    "a set's lines": ("a.jsonl", lambda path: list(rows._from_lines(path))),
    "a set's file": ("a.json", lambda path: list(rows._from_json_file(path))),
    "a set's parquet file": ("a.parquet", parquet),
    "a recipe": ("r.toml", load_recipe),
    "a task file": ("t.py", lambda path: registry.load_core([path.parent])),
    "a manifest": (store.MANIFEST, lambda path: store.load_manifest(path.parent)),
    "a site's marker": ("effbench-site.json", lambda path: site(path.parent)),
}


def site(folder: Path) -> Any:
    from effbench import leaderboard

    return leaderboard.build([], folder)


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", READERS)
def test_a_reader_gives_one_error_at_once(tmp_path: Path, name: str, kind: str) -> None:
    file, read = READERS[name]
    put(kind, tmp_path / file)
    # The command line prints these as one line: our errors, and system errors about a path.
    with pytest.raises((EffbenchError, OSError)) as caught:
        read(tmp_path / file)
    assert file in str(caught.value) or str(tmp_path) in str(caught.value)
