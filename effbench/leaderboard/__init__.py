"""The leaderboard: `build` makes a static page from run folders, `check` compares it.

This package reads the runs, ranks them and renders the page. It computes no score: every number is
from the run's `summary.json`. Only the ranks are computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from effbench.leaderboard.links import links_of
from effbench.leaderboard.page import render
from effbench.leaderboard.reading import read_runs
from effbench.leaderboard.sections import sections
from effbench.leaderboard.writing import differences, write_site
from effbench.results import Linking

__all__ = ["build", "check", "linkings"]


def build(run_dirs: Sequence[Path], out: Path, verifications: Path | None = None) -> Path:
    """Write the site of these runs into the folder `out` and return the path of its `index.html`.

    The same runs give the same bytes in any order. `out` is created if necessary. Every file in it
    is replaced atomically, the index last, so a reader never sees half a page. Without runs the
    page says that there are none. Badges come from the records in `verifications`, a folder of the
    maintainers; without it all runs are self-reported.

    Raises DataError, which names the folder and the file, if a run can't be read, and UsageError if
    `out` is not empty and not an effbench site. Nothing is written in either case.
    """
    return write_site(render(read_runs(run_dirs, verifications)), out)


def check(
    run_dirs: Sequence[Path], out: Path, verifications: Path | None = None
) -> list[tuple[str, str]]:
    """Return (file, problem) for every file in `out` that differs from what `build` would write.

    Writes nothing. The list is empty if every byte agrees. Raises the same errors as `build`.
    """
    return differences(render(read_runs(run_dirs, verifications)), out)


def linkings(run_dirs: Sequence[Path]) -> list[Linking]:
    """Return the links of all older versions of suites that these runs have (`links_of`)."""
    complete = [run for run in read_runs(run_dirs) if run.summary is not None]
    return list(links_of(list(sections(complete))).values())
