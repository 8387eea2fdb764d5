"""Paths of the suite's own files. No other module knows them.

In an installed wheel, `tasks/`, `reference_solutions/`, `attacks/` and the tiny model are in
`effbench/_bundled/`. In a checkout (or an editable install), they are beside the package.
"""

from __future__ import annotations

from pathlib import Path

from effbench.base.errors import TaskError

TINY_BASELINE = "leaderboard/tiny-baseline"
"""The default model, trained with configs/tiny-cpu.toml."""
PACKAGE = Path(__file__).resolve().parents[1]


def content_dir(name: str) -> Path:
    """Return the folder `name`: `"tasks"`, `"reference_solutions"`, `"attacks"` or TINY_BASELINE.

    Raises TaskError if it does not exist.
    """
    for folder in (PACKAGE / "_bundled" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise TaskError(
        f"{name}/ is neither bundled with effbench nor beside it at {PACKAGE.parent}; "
        "reinstall effbench (pip install --force-reinstall effbench)"
    )
