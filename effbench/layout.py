"""Where the suite's own files lie. The only module that knows.

In an installed wheel `tasks/`, `reference_solutions/`, `attacks/` and the tiny model are
in `effbench/_bundled/`; in a checkout (or an editable install) they stand beside the package.
"""

from __future__ import annotations

from pathlib import Path

from effbench.errors import TaskError

TINY_BASELINE = "leaderboard/tiny-baseline"
"""The model that is run where none is named; configs/tiny-cpu.toml makes it."""
PACKAGE = Path(__file__).resolve().parent


def content_dir(name: str) -> Path:
    """The folder `name`: `"tasks"`, `"reference_solutions"`, `"attacks"` or TINY_BASELINE.

    TaskError without it.
    """
    for folder in (PACKAGE / "_bundled" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise TaskError(
        f"{name}/ is neither bundled with effbench nor beside it at {PACKAGE.parent}; "
        "reinstall effbench (pip install --force-reinstall effbench)"
    )
