"""Where the suite's own files lie. The only module that knows.

In an installed wheel `tasks/` and `reference_solutions/` are in `effbench/_bundled/`; in a checkout
(or an editable install) they stand beside the package.
"""

from __future__ import annotations

from pathlib import Path

from effbench.errors import TaskError

PACKAGE = Path(__file__).resolve().parent


def content_dir(name: str) -> Path:
    """The folder `name` (`"tasks"`, `"reference_solutions"`). TaskError when there is none."""
    for folder in (PACKAGE / "_bundled" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise TaskError(
        f"{name}/ is neither bundled with effbench nor beside it at {PACKAGE.parent}; "
        "reinstall effbench (pip install --force-reinstall effbench)"
    )
