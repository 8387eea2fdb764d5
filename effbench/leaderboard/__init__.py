"""The leaderboard: a static page made from run folders. `build` makes it, `check` compares it.

Decides what is read, what is ranked against what, and what the page says. It computes no score:
every number was in the run's `summary.json`, and only ranks come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from effbench.leaderboard.page import render
from effbench.leaderboard.reading import read_runs
from effbench.leaderboard.writing import differences, write_site

__all__ = ["build", "check"]


def build(run_dirs: Sequence[Path], out: Path, verifications: Path | None = None) -> Path:
    """Write the site of these runs into the folder `out` and return the path of its `index.html`.

    The same runs give the same bytes, in whatever order they are named. `out` is made if need be;
    every file in it is replaced atomically, the index last, so a reader never meets half a page.
    No runs at all give a page that says so. Badges come from the records in `verifications`, a
    folder of the maintainers'; without it all runs are self-reported.

    Raises DataError, which names the folder and the file, when a run can't be read, and UsageError
    when `out` holds something that isn't an effbench site. Nothing is written in either case.
    """
    return write_site(render(read_runs(run_dirs, verifications)), out)


def check(
    run_dirs: Sequence[Path], out: Path, verifications: Path | None = None
) -> list[tuple[str, str]]:
    """(file, what is wrong) where the site in `out` isn't what `build` would write. Writes nothing.

    Empty when every byte is. Raises as `build` does.
    """
    return differences(render(read_runs(run_dirs, verifications)), out)
