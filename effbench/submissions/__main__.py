"""`python -m effbench.submissions NAME [FILE]`: a suite's entry for `known_suites.json`.

Decides nothing but the entry's lines: one a task, so that a change shows as one line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from effbench.pipeline import RunConfig, load_suite
from effbench.sandbox import Sandbox
from effbench.submissions.suites import described


def main(name: str, file: str | None = None) -> None:
    """Print the entry of the suite `name`, whose file is `file`."""
    config = RunConfig(suite=name, suite_path=Path(file) if file else None, timing="off")
    with Sandbox() as sandbox:
        found = described(load_suite(config, sandbox))
    rows = [
        f"  {json.dumps(task_id)}: {json.dumps(msgspec.to_builtins(task))}"
        for task_id, task in found.tasks.items()
    ]
    head = {"name": found.name, "version": found.version, "max_blocks": found.max_blocks}
    print(json.dumps(head)[:-1] + ', "tasks": {\n' + ",\n".join(rows) + "\n}}")


if __name__ == "__main__":
    main(*sys.argv[1:])
