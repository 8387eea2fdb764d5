"""Shared code of all benchmarks: the command line, the table, the JSON file."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from effbench.machine import facts as machine


def machine_facts() -> dict[str, object]:
    """Return the description of this machine as plain data."""
    return dict(msgspec.to_builtins(machine.describe()))


def parser(description: str, **counts: int) -> argparse.ArgumentParser:
    """Return a parser with `--json FILE` and one integer option (with its default) per count."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--json", type=Path, help="also write the figures to this file")
    for name, default in counts.items():
        made.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    return made


def parse(description: str, **counts: int) -> argparse.Namespace:
    """Parse the command line with `parser`."""
    return parser(description, **counts).parse_args()


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print an aligned table."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([row[0].ljust(widths[0]), *rest]) if first else "")


def write(
    path: Path | None, figures: dict[str, float], notes: Sequence[str] = (), **more: object
) -> None:
    """Write the figures, the machine and the command as JSON; `notes` are remarks for readers.

    `more` holds a benchmark's results that are not numbers.
    """
    if path is None:
        return
    data = {"figures": figures, "machine": machine_facts(), "command": command(), **more}
    if notes:
        data["notes"] = list(notes)
    path.write_text(json.dumps(data, indent=2, allow_nan=False) + "\n")


def command() -> str:
    """Return the command line of this run, as a user would type it."""
    return shlex.join(["python", "-m", f"benchmarks.{Path(sys.argv[0]).stem}", *sys.argv[1:]])
