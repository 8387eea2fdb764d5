"""What all benchmarks share: the command line, the table, the JSON file."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from effbench import machine


def parser(description: str, **counts: int) -> argparse.ArgumentParser:
    """`--json FILE` and one integer option for each of `counts` (its default)."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--json", type=Path, help="write the figures here too")
    for name, default in counts.items():
        made.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    return made


def parse(description: str, **counts: int) -> argparse.Namespace:
    """What `parser` reads from the command line."""
    return parser(description, **counts).parse_args()


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([row[0].ljust(widths[0]), *rest]) if first else "")


def write(
    path: Path | None, figures: dict[str, float], notes: Sequence[str] = (), **more: object
) -> None:
    """The figures, the machine and the command as JSON; `notes` say what a reader must know.

    `more` is what a benchmark has to say beside numbers.
    """
    if path is None:
        return
    data = {"figures": figures, "machine": machine.describe(), "command": command(), **more}
    if notes:
        data["notes"] = list(notes)
    path.write_text(json.dumps(data, indent=2, allow_nan=False) + "\n")


def command() -> str:
    """The command line of this run, as one would type it."""
    return shlex.join(["python", "-m", f"benchmarks.{Path(sys.argv[0]).stem}", *sys.argv[1:]])
